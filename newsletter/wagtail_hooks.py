"""The editors' room: the menu „Newsletter“, and a guard: issues that were sent are not deleted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from members.permissions import is_admin, is_editor
from newsletter.models import ArchivePage, Dispatch, IssuePage


class EditorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_editor(request.user)


class OfficeItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_admin(request.user)


class NewIssueItem(EditorsItem):
    """Leads straight into an empty issue below the archive."""

    def render_component(self, request: HttpRequest) -> Any:
        archive = ArchivePage.objects.only("pk").first()
        if archive is not None:
            self.url = reverse("wagtailadmin_pages:add", args=["newsletter", "issuepage", archive.pk])
        return super().render_component(request)


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    url = lazy(reverse, str)
    items = [
        EditorsItem(gettext_lazy("Ausgaben und Versand"), url("newsletter:desk_index"), icon_name="mail", order=10),
        NewIssueItem(gettext_lazy("Neue Ausgabe"), url("wagtailadmin_explore_root"), icon_name="plus", order=20),
        OfficeItem(gettext_lazy("Leser*innen und Nachweise"), url("newsletter:readers"), icon_name="group", order=25),
        OfficeItem(
            gettext_lazy("Versand einstellen"),
            url("wagtailsettings:edit", args=["newsletter", "newslettersettings"]),
            icon_name="cog",
            order=30,
        ),
    ]
    return SubmenuMenuItem(
        gettext_lazy("Newsletter"), Menu(items=items), name="newsletter", icon_name="mail", order=400
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action(
        "newsletter.proof_exported",
        gettext_lazy("Nachweis der Einwilligung herunterladen"),
        gettext_lazy("hat den Nachweis einer Einwilligung heruntergeladen"),
    )


@hooks.register("register_page_header_buttons")
def to_the_desk(page: Page, user: Any, next_url: str = "", view_name: str = "") -> list[Button]:
    if not isinstance(page, IssuePage):
        return []
    label = _("Prüfen und versenden")
    return [Button(label, reverse("newsletter:desk", args=[page.pk]), icon_name="mail", priority=5)]


@hooks.register("before_delete_page")
def keep_sent_issues(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What was mailed can be taken off the web, but its record stays."""
    issues = IssuePage.objects.descendant_of(page, inclusive=True)
    if not Dispatch.objects.filter(issue__in=issues).exists():
        return None
    messages.error(
        request, _("Diese Ausgabe ist freigegeben oder versendet. Nehmen Sie sie aus dem Netz, statt sie zu löschen.")
    )
    return redirect("wagtailadmin_pages:edit", page.pk)
