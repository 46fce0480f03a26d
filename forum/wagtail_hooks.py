"""The editors' room as a whole: its menu, what may not be published, and the ground's own lists."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.documents.wagtail_hooks import DocumentsMenuItem
from wagtail.fields import StreamField
from wagtail.images.wagtail_hooks import ImagesMenuItem
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from forum.models import FieldOfAction, PortalImage, Report, SynonymGroup, Tag
from forum.reports_desk import DecidePolicy, ReportViewSet, open_reports

# In the order of the portal; each room registers its own group under its name here.
ENTRIES = ("Seiten", "Bibliothek", "Veranstaltungen", "Newsletter", "Mitglieder", "Medien", "Einstellungen")
HIDDEN = {"images", "documents", "snippets", "reports", "help", "forms"}


@hooks.register("register_admin_menu_item")
def media() -> SubmenuMenuItem:
    """Pictures and documents under one name."""
    items = [
        ImagesMenuItem(_("Bilder"), reverse("wagtailimages:index"), name="pictures", icon_name="image", order=100),
        DocumentsMenuItem(
            _("Dokumente"), reverse("wagtaildocs:index"), name="files", icon_name="doc-full-inverse", order=200
        ),
    ]
    return SubmenuMenuItem(_("Medien"), Menu(items=items), name="media", icon_name="image")


@hooks.register("construct_main_menu", order=1000)
def seven_entries(request: HttpRequest, items: list[MenuItem]) -> None:
    """Nothing but the seven entries, as far as this person may use them, and always in the same order."""
    items[:] = [item for item in items if item.name not in HIDDEN]
    for item in items:
        label = str(item.label)
        item.order = ENTRIES.index(label) if label in ENTRIES else len(ENTRIES)


class WordsViewSet(SnippetViewSet):
    """A list that editors keep, under Einstellungen."""

    add_to_settings_menu = True
    list_per_page = 100


class SynonymViewSet(WordsViewSet):
    model = SynonymGroup
    icon = "search"
    menu_label = gettext_lazy("Synonyme der Suche")
    search_fields = ["words"]


class TagViewSet(WordsViewSet):
    model = Tag
    icon = "tag"
    menu_label = gettext_lazy("Schlagworte")
    list_display = ["name", "field_of_action"]
    list_filter = ["field_of_action"]
    search_fields = ["name"]


class FieldOfActionViewSet(WordsViewSet):
    model = FieldOfAction
    icon = "list-ul"
    menu_label = gettext_lazy("Handlungsfelder")
    list_display = ["name", "slug", "sort_order"]


register_snippet(SynonymViewSet)
register_snippet(TagViewSet)
register_snippet(FieldOfActionViewSet)


register_permission_policy(Report, DecidePolicy(Report))


@hooks.register("register_admin_viewset")
def reports() -> ReportViewSet:
    return ReportViewSet("report")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    text = gettext_lazy("über eine Meldung entschieden")
    actions.register_action("forum.report_decided", text, text)


class OpenReports(Component):
    """On the first page of the editors' room: reports have a legal clock."""

    order = 50
    template_name = "wagtailadmin/open_reports.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"reports": open_reports()[:5]}


@hooks.register("construct_homepage_panels")
def homepage(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("forum.change_report") and open_reports().exists():
        panels.append(OpenReports())


@hooks.register("before_publish_page")
def only_described_pictures(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A picture without a description is unreadable for some: the page stays a draft until it has one.

    Pictures inside the text are asked for their description by their block; here are all the others, and pictures whose
    own description was left empty when they were uploaded in bulk.
    """
    missing = {picture.title for picture in _pictures(page) if not _is_described(picture)}
    if not missing:
        return None
    names = ", ".join(f"„{title}“" for title in sorted(missing))
    messages.error(
        request,
        ngettext(
            "Noch nicht veröffentlicht: Dem Bild %(names)s fehlt eine Beschreibung. Der Entwurf ist gespeichert. "
            "Bitte ergänzen Sie sie unter Medien › Bilder.",
            "Noch nicht veröffentlicht: Den Bildern %(names)s fehlt eine Beschreibung. Der Entwurf ist gespeichert. "
            "Bitte ergänzen Sie sie unter Medien › Bilder.",
            len(missing),
        )
        % {"names": names},
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


def _is_described(picture: PortalImage) -> bool:
    return bool(
        getattr(picture, "decorative", False)
        or getattr(picture, "contextual_alt_text", "")
        or picture.description.strip()
    )


def _pictures(page: Page) -> Iterator[PortalImage]:
    for field in page._meta.get_fields():
        if getattr(field, "related_model", None) is PortalImage and field.concrete and not field.many_to_many:
            if picture := getattr(page, field.name):
                yield picture
        elif isinstance(field, StreamField):
            yield from _inside(getattr(page, field.name))


def _inside(value: Any) -> Iterator[PortalImage]:
    if isinstance(value, PortalImage):
        yield value
    elif isinstance(value, StreamValue):
        for child in value:
            yield from _inside(child.value)
    elif isinstance(value, StructValue):
        for child in value.values():
            yield from _inside(child)
    elif isinstance(value, ListValue):
        for child in value:
            yield from _inside(child)
