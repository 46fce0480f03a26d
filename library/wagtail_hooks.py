"""The Library in the editors' room: where to review, and what broke."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.models import Page

from library import reviewers
from library.models import LibraryPage, Submission
from members.permissions import is_editor, is_reviewer


class ReviewItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_reviewer(request.user)


class EditorItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_editor(request.user)


class PracticesItem(MenuItem):
    """Leads to the practices in the page tree; found when the menu is drawn, because the tree may be rebuilt."""

    def render_component(self, request: HttpRequest):  # type: ignore[no-untyped-def]
        page = LibraryPage.objects.only("pk").first()
        if page is not None:
            self.url = reverse("wagtailadmin_explore", args=[page.pk])
        return super().render_component(request)


@hooks.register("register_admin_menu_item")
def library_menu() -> MenuItem:
    items = [
        PracticesItem(_("Gute Praktiken"), "#", name="practices", icon_name="pick", order=100),
        EditorItem(_("Importieren"), reverse("library:import"), name="import", icon_name="upload", order=300),
        ReviewItem(_("Prüfung"), reverse("library:review_desk"), name="review", icon_name="tasks", order=200),
    ]
    return SubmenuMenuItem(
        _("Bibliothek"), Menu(items=items), name="library", icon_name="folder-open-inverse", order=200
    )


@hooks.register("before_publish_page")
def only_what_others_wrote(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Publishing here decides a submission as the review desk does, by the same rule."""
    waiting = Submission.objects.open().select_related("organisation").filter(practice=page.pk).first()
    refusal = reviewers.why_not(waiting, request.user) if waiting else ""
    if not refusal:
        return None
    messages.error(request, _("Noch nicht veröffentlicht, der Entwurf ist gespeichert. %s") % refusal)
    return redirect("wagtailadmin_pages:edit", page.pk)
