"""The members' room in the editors' area: lists, acts of the Geschäftsstelle, words for the log."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button

from members import desk, desk_acts, permissions  # noqa: F401 - desk registers the lists
from members.bulk import TakeOffTheList
from members.models import Application, DataRequest

LOG = {
    "members.decided": _("über den Antrag entschieden"),
    "members.invited": _("jemanden eingeladen"),
    "members.withdrawn": _("eine Einladung zurückgezogen"),
    "members.joined": _("der Organisation beigetreten"),
    "members.approved": _("jemanden aufgenommen"),
    "members.declined": _("eine Anfrage abgelehnt"),
    "members.role": _("eine Rolle geändert"),
    "members.contact": _("eine Ansprechperson geändert"),
    "members.left": _("eine Mitarbeit beendet"),
    "members.handed_over": _("Aufgaben übergeben"),
    "members.merged": _("Organisationen zusammengeführt"),
    "members.imported": _("eine Tabelle eingelesen"),
    "members.request_entered": _("eine Datenschutz-Anfrage eingetragen"),
    "members.exported": _("Daten ausgeführt"),
    "members.answered": _("eine Datenschutz-Anfrage beantwortet"),
    "forum.erased": _("ein Konto gelöscht"),
    "forum.deactivated": _("ein Konto stillgelegt"),
    "forum.reactivated": _("ein Konto wieder geöffnet"),
}


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """No names in these texts: who did it is a key, to whom stands as a number in the data."""
    for action, message in LOG.items():
        actions.register_action(action, message, message)


hooks.register("register_bulk_action", TakeOffTheList)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    return [
        path("mitglieder/antraege/<int:pk>/", desk_acts.decide, name="decide_application"),
        path("mitglieder/datenschutz/<int:pk>/", desk_acts.answer, name="answer_data_request"),
        path("mitglieder/datenschutz/eintragen/", desk_acts.enter_request, name="enter_data_request"),
        path("mitglieder/einlesen/", desk_acts.take_in, name="import_organisations"),
        path("mitglieder/einladen/", desk_acts.invite_people, name="invite_people"),
        path("mitglieder/protokoll/", desk_acts.protocol, name="members_log"),
    ]


@hooks.register("register_snippet_listing_buttons")
def buttons(snippet: Any, user: Any, next_url: str | None = None) -> list[Button]:
    """Lists lead to the acts; editing a row by hand would bypass them."""
    if isinstance(snippet, Application):
        return [Button(_("Entscheiden"), reverse("decide_application", args=[snippet.pk]), priority=1)]
    if isinstance(snippet, DataRequest):
        return [Button(_("Beantworten"), reverse("answer_data_request", args=[snippet.pk]), priority=1)]
    return []


class Waiting(Component):
    """On the first page of the editors' room: what the Geschäftsstelle has promised to answer."""

    order = 60
    template_name = "members/desk/waiting.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "applications": Application.objects.filter(state=Application.State.OPEN).order_by("answer_by")[:5],
            "requests": DataRequest.objects.filter(state=DataRequest.State.OPEN).order_by("due_on")[:5],
        }


@hooks.register("construct_homepage_panels")
def homepage(request: HttpRequest, panels: list[Component]) -> None:
    if permissions.is_admin(request.user):
        panels.append(Waiting())
