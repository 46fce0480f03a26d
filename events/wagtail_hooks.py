"""The editors' room: the menu „Veranstaltungen“, places, and a guard: pages with promises are not deleted."""

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
from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page

from events.models import Event, EventPage, Registration, Room, Venue

STAYS_PUBLIC = gettext_lazy(
    "Zu diesem Termin haben sich Menschen angemeldet; ihre E-Mails führen auf diese Seite. Soll er nicht stattfinden,"
    " sagen Sie ihn unter „Termine und Teilnehmende“ ab: Dann erfahren es alle, und die Seite sagt es auch."
)


class VenueViewSet(ModelViewSet):
    model = Venue
    icon = "site"
    name = "orte"
    menu_label = gettext_lazy("Orte")
    panels = [FieldPanel(name) for name in ("name", "street", "postcode", "city", "ags", "access", "directions")]
    list_display = ["name", "city"]
    search_fields = ["name", "city"]
    add_to_admin_menu = False
    inspect_view_enabled = False


class RoomViewSet(ModelViewSet):
    model = Room
    icon = "home"
    name = "raeume"
    menu_label = gettext_lazy("Räume")
    panels = [FieldPanel(name) for name in ("venue", "name", "seats")]
    list_display = ["name", "venue", "seats"]
    add_to_admin_menu = False


@hooks.register("register_admin_viewset")
def viewsets() -> list[ModelViewSet]:
    return [VenueViewSet(), RoomViewSet()]


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    return SubmenuMenuItem(
        gettext_lazy("Veranstaltungen"),
        Menu(items=_items()),
        name="veranstaltungen",
        icon_name="date",
        order=300,
    )


def _items() -> list[MenuItem]:
    url = lazy(reverse, str)
    return [
        MenuItem(gettext_lazy("Termine und Teilnehmende"), url("events:desk_index"), icon_name="list-ul", order=10),
        MenuItem(gettext_lazy("Neue Veranstaltung"), url("events:desk_create"), icon_name="plus", order=20),
        MenuItem(gettext_lazy("Orte"), url("orte:index"), icon_name="site", order=30),
        MenuItem(gettext_lazy("Räume"), url("raeume:index"), icon_name="home", order=40),
    ]


@hooks.register("before_delete_page")
def keep_pages_with_promises(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A promise is called off, never deleted: people hold receipts for it."""
    if not Event.objects.below(page).exists():
        return None
    messages.error(
        request,
        _("Zu dieser Seite gehört ein angekündigter Termin. Sagen Sie ihn ab, statt die Seite zu löschen."),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_unpublish_page")
def keep_pages_of_registered_people(request: HttpRequest, page: Page) -> HttpResponse | None:
    """All their mails lead here. (What they hold in their hands, receipt and cancellation, opens whatever happens.)"""
    if not _holds_registrations(page):
        return None
    messages.error(request, str(STAYS_PUBLIC))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_them_in_bulk(request: HttpRequest, action: str, pages: list[Any], _view: Any) -> HttpResponse | None:
    pages = [page for page in pages if isinstance(page, Page)] if action == "unpublish" else []
    if not any(_holds_registrations(page) for page in pages):
        return None
    messages.error(request, str(STAYS_PUBLIC))
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


def _holds_registrations(page: Page) -> bool:
    return Registration.objects.filter(event__in=Event.objects.below(page)).exists()


@hooks.register("construct_page_action_menu")
def no_delete_button(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    page = context.get("page")
    if isinstance(page, EventPage):
        menu_items[:] = [item for item in menu_items if item.name != "action-delete"]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit trail calls the desk's acts; the numbers stand in the entry, names never."""
    actions.register_action(
        "events.approve", gettext_lazy("Anmeldung freigeben"), gettext_lazy("Anmeldung freigegeben")
    )
    actions.register_action("events.reject", gettext_lazy("Anmeldung ablehnen"), gettext_lazy("Anmeldung abgelehnt"))
    actions.register_action("events.promote", gettext_lazy("Platz geben"), gettext_lazy("Platz von Hand gegeben"))
    actions.register_action("events.message", gettext_lazy("Rundmail"), gettext_lazy("Rundmail gesendet"))
    actions.register_action("events.export", gettext_lazy("Liste herunterladen"), gettext_lazy("Liste heruntergeladen"))
    actions.register_action("events.enter", gettext_lazy("Von Hand eintragen"), gettext_lazy("Von Hand eingetragen"))
