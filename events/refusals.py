"""Why an act may say no. Each reason owns its German sentence; views show it, nothing else."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from forum.templatetags.german import moment


class Refusal(Exception):
    """Nothing was changed. `str()` is the sentence for the person."""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.sentence())

    def sentence(self) -> str:
        raise NotImplementedError


class Busy(Refusal):
    """The event's row stayed locked for longer than a person should wait."""

    def sentence(self) -> str:
        return _(
            "Gerade melden sich sehr viele Menschen gleichzeitig an. Bitte senden Sie das Formular noch einmal ab."
        )


class NotOpenYet(Refusal):
    def sentence(self) -> str:
        opens_at: datetime = self.facts["opens_at"]
        return _("Die Anmeldung öffnet am %(moment)s.") % {"moment": moment(opens_at)}


class WindowClosed(Refusal):
    def sentence(self) -> str:
        return _("Die Anmeldung ist seit %(deadline)s geschlossen. Es ist jetzt %(now)s.") % {
            "deadline": moment(self.facts["deadline"]),
            "now": moment(self.facts["now"]),
        }


class NoRegistration(Refusal):
    def sentence(self) -> str:
        return _("Für diesen Termin nimmt das Portal keine Anmeldungen an.")


class CalledOff(Refusal):
    def sentence(self) -> str:
        return _("Diese Veranstaltung ist abgesagt. Plätze werden nicht mehr vergeben.")


class MembersOnly(Refusal):
    def sentence(self) -> str:
        return _("Diese Veranstaltung ist für Mitglieder des Forums. Bitte melden Sie sich im Portal an.")


class NotYours(Refusal):
    def sentence(self) -> str:
        return _("Für diese Organisation dürfen Sie niemanden anmelden.")


class TooManyUnconfirmed(Refusal):
    """Guards seats against made-up addresses without shutting out a town hall behind one network address."""

    def sentence(self) -> str:
        return _(
            "Von Adressen dieser Mail-Domain sind schon viele Anmeldungen unbestätigt."
            " Bitte bestätigen Sie erst die vorhandenen, oder schreiben Sie der Geschäftsstelle."
        )


class SamePersonTwice(Refusal):
    def sentence(self) -> str:
        return _("„%(name)s“ steht zweimal im Formular. Bitte nennen Sie jede Person einmal.") % self.facts


class NotLive(Refusal):
    def sentence(self) -> str:
        return _("Diese Anmeldung ist nicht mehr aktiv (%(status)s).") % self.facts


class LinkTooLate(Refusal):
    def sentence(self) -> str:
        return _(
            "Die Frist zum Bestätigen ist am %(until)s abgelaufen. Solange die Anmeldung offen ist,"
            " können Sie sich neu anmelden."
        ) % {"until": moment(self.facts["until"])}


class CannotStandIn(Refusal):
    """Does not say why: whether somebody else is registered is nobody's business."""

    def sentence(self) -> str:
        return _(
            "Diese Person kann Sie bei diesem Termin nicht vertreten."
            " Bitte nennen Sie eine andere, oder schreiben Sie der Geschäftsstelle."
        )


class OtherOrganisation(Refusal):
    def sentence(self) -> str:
        return _("Vertreten kann nur jemand aus derselben Organisation (%(organisation)s).") % self.facts


class RegisteredElsewhere(Refusal):
    """Somebody else's registration, of which no more is said than that it stands in the way."""

    def sentence(self) -> str:
        return (
            _(
                "Unter der Adresse von „%(name)s“ gibt es schon eine Anmeldung, die nicht zu Ihrer Organisation gehört."
                " Bitte sprechen Sie die Person an, oder lassen Sie die Zeile weg."
            )
            % self.facts
        )


class AlreadyRegistered(Refusal):
    def sentence(self) -> str:
        return _("Diese Person ist bereits angemeldet (Nr. %(receipt_no)s).") % self.facts


class EventIsOver(Refusal):
    def sentence(self) -> str:
        return _("Die Veranstaltung hat schon begonnen oder ist vorbei.")


class SessionsOverlap(Refusal):
    def sentence(self) -> str:
        return _("„%(first)s“ und „%(second)s“ überschneiden sich. Bitte wählen Sie eines von beiden.") % self.facts


class SessionBegan(Refusal):
    def sentence(self) -> str:
        return _("„%(session)s“ hat schon begonnen. Die Wahl lässt sich nicht mehr ändern.") % self.facts


class SessionHasPeople(Refusal):
    def sentence(self) -> str:
        return (
            _(
                "Zu diesem Programmpunkt haben sich schon %(people)d Personen angemeldet. Schreiben Sie ihnen erst"
                " eine Rundmail, und bitten Sie sie, neu zu wählen."
            )
            % self.facts
        )


class BelowConfirmed(Refusal):
    def sentence(self) -> str:
        return _("Es sind schon %(taken)d Plätze vergeben. Weniger Plätze sind nicht möglich.") % self.facts


class DeadlineBeforeReceipts(Refusal):
    def sentence(self) -> str:
        return _("Nach %(deadline)s haben sich schon Menschen angemeldet. Der Anmeldeschluss muss danach liegen.") % {
            "deadline": moment(self.facts["deadline"])
        }


class ReceiptTimeImpossible(Refusal):
    def sentence(self) -> str:
        return _(
            "Die Eingangszeit muss zwischen dem Beginn der Anmeldung (%(opens_at)s) und jetzt liegen"
            " und vor dem Anmeldeschluss (%(deadline)s)."
        ) % {"opens_at": moment(self.facts["opens_at"]), "deadline": moment(self.facts["deadline"])}


class NoFreeSeat(Refusal):
    def sentence(self) -> str:
        return _("Es ist kein Platz frei. Bitte erhöhen Sie erst die Platzzahl.")


class ReasonMissing(Refusal):
    def sentence(self) -> str:
        return _("Bitte nennen Sie einen Grund. Er wird im Protokoll der Redaktion festgehalten.")


class TooLateToTakeBack(Refusal):
    def sentence(self) -> str:
        return _("Zurücknehmen geht nur zehn Minuten lang und nur, solange niemand nachgerückt ist.")
