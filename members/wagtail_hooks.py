"""The members' room in the editors' area: its words for the log."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

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
    "members.imported": _("Organisationen eingelesen"),
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
