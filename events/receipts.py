"""How one registration reads on its receipt: the number, one sentence, what happens next."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.allocation import Seats, Waits
from events.models import Event, JournalEntry, Registration, SessionRegistration
from events.registration import may_take_back
from forum.cache import remembered
from forum.templatetags.german import masked, moment

Status = Registration.Status
JOIN_OPENS = timedelta(minutes=60)


@dataclass
class Receipt:
    row: Registration
    title: str
    text: str
    place: int | None = None
    steps: list[tuple[str, str]] = field(default_factory=list)  # icon, sentence
    sessions: list[tuple[str, str]] = field(default_factory=list)  # time, title and state
    may_change: bool = False  # cancel, name a substitute, choose sessions, answer anew
    may_take_back: bool = False
    join_url: str = ""
    join_words: str = ""

    @property
    def waits(self) -> bool:
        called_off = self.row.event.status == Event.Status.CANCELLED
        return self.row.is_waiting or not self.row.is_live or called_off


def describe(event: Event, row: Registration, now: datetime) -> Receipt:
    place = row.place() if row.status == Status.WAITLISTED else None
    title, text = (_about_event(event, now) if row.is_live else None) or _sentence(event, row, place)
    join_url, join_words = _joining(event, row, now)
    return Receipt(
        row=row,
        title=title,
        text=text,
        place=place,
        steps=_how_the_list_moves(event, row, place, now) if place else [],
        sessions=_sessions(event, row) if event.has_sessions else [],
        may_change=row.is_live and event.status != Event.Status.CANCELLED and not event.is_over(now),
        may_take_back=may_take_back(event, row, now),
        join_url=join_url,
        join_words=join_words,
    )


def _joining(event: Event, row: Registration, now: datetime) -> tuple[str, str]:
    """The link to an online event, or when it will be there: for confirmed people only, from an hour before until the
    end (docs/concepts.md §4). It stands in no mail, feed or public page, so that it cannot be passed on early."""
    is_online = row.channel == Registration.Channel.ONLINE
    if not (is_online and row.status == Status.CONFIRMED and event.join_url and event.starts_at):
        return "", ""
    if now < event.starts_at - JOIN_OPENS:
        return "", _("Der Link zur Videokonferenz erscheint hier eine Stunde vor Beginn.")
    if now > (event.ends_at or event.starts_at + timedelta(hours=12)):
        return "", ""
    return event.join_url, _("Der Link ist nur für Sie bestimmt. Bitte geben Sie ihn nicht weiter.")


def _about_event(event: Event, now: datetime) -> tuple[str, str] | None:
    """What has become of the event itself comes before the seat at it."""
    about = f"{event.when}, {event.where}."
    if event.status == Event.Status.CANCELLED:
        return _("Die Veranstaltung findet nicht statt."), about
    if event.status == Event.Status.POSTPONED:
        return (
            _("Die Veranstaltung wird verschoben."),
            _("Ihre Anmeldung bleibt bestehen. Den neuen Termin teilen wir Ihnen mit."),
        )
    return (_("Die Veranstaltung ist vorbei."), about) if event.is_over(now) else None


def _sentence(event: Event, row: Registration, place: int | None) -> tuple[str, str]:
    about = f"{event.when}, {event.where}."
    mail = _("Die Bestätigung geht an %(address)s.") % {"address": masked(row.email)}
    if row.status == Status.CONFIRMED:
        return _("Sie haben einen Platz."), f"{about} {mail}"
    if row.status == Status.OFFERED:
        return (
            _("Platz frei! Bitte bis %(until)s bestätigen.") % {"until": moment(row.offer_until)},
            _("Danach bieten wir den Platz der nächsten Person an. %(about)s") % {"about": about},
        )
    if row.status == Status.PENDING_MAIL:
        return (
            _("Bitte bestätigen Sie noch Ihre E-Mail-Adresse."),
            _("Der Link dazu ist an %(address)s unterwegs. Er gilt bis %(until)s.")
            % {"address": masked(row.email), "until": moment(row.confirm_by)},
        )
    if row.status == Status.RECEIVED:
        when = (
            _("Die Veranstalter geben jede Anmeldung einzeln frei. Sie erhalten eine E-Mail.")
            if event.needs_approval
            else _(
                "Die Plätze werden nach dem Anmeldeschluss (%(deadline)s) vergeben, in der Reihenfolge des Eingangs."
            )
            % {"deadline": moment(event.deadline)}
        )
        return _("Ihre Anmeldung ist eingegangen."), when
    if row.status == Status.WAITLISTED:
        return _waiting_sentence(event, row, place)
    return {
        Status.CANCELLED: (
            _("Sie haben abgesagt."),
            _("Danke für die Nachricht. Wartet jemand, rückt die nächste Person nach."),
        ),
        Status.EXPIRED: (_("Ihre Anmeldung ist verfallen."), _("Die Frist zum Bestätigen ist abgelaufen.")),
        Status.REJECTED: (
            _("Die Veranstalter konnten Ihnen keinen Platz geben."),
            _("Den Grund finden Sie in der E-Mail."),
        ),
        Status.DECLINED: (_("Sie nehmen nicht teil."), _("Danke für die Nachricht.")),
    }[Status(row.status)]


def _waiting_sentence(event: Event, row: Registration, place: int | None) -> tuple[str, str]:
    stand = _("Sie stehen auf Platz %(place)d der Warteliste.") % {"place": place}
    reason, seats = None, None
    if _has_more_limits_than_one(event, row):
        seats = Seats(event)
        reason = seats.obstacle([row], quotas_hold=not event.quota_released(timezone.now()))
    if seats and reason == Waits.QUOTA:
        release = event.quota_release_at or event.deadline
        return (
            f"{_quota_used(event, row, seats)} {stand}",
            _("Freie Restplätze werden am %(release)s vergeben.") % {"release": moment(release)},
        )
    until = event.given_at_once_until(timezone.now())
    text = (
        _("Wird ein Platz frei, bekommen Sie ihn automatisch und eine E-Mail. Ab %(until)s fragen wir vorher nach.")
        % {"until": moment(until)}
        if until
        else _("Wird ein Platz frei, bieten wir ihn Ihnen per E-Mail an, mit einer Frist für Ihre Antwort.")
    )
    if row.only_together:
        return (
            _("Ihre Gruppe wartet gemeinsam. %(stand)s") % {"stand": stand},
            _("Sobald für alle zugleich Platz ist, bekommen Sie ihn. Bis dahin rücken andere an Ihnen vorbei nach."),
        )
    if reason == Waits.CHANNEL:
        channel = str(row.get_channel_display())
        return _("Alle Plätze %(channel)s sind vergeben. %(stand)s") % {"channel": channel, "stand": stand}, text
    return _("Alle Plätze sind vergeben. %(stand)s") % {"stand": stand}, text


def _has_more_limits_than_one(event: Event, row: Registration) -> bool:
    """Whether something else than the number of seats may hold this person back."""
    limits = (event.max_per_organisation, event.onsite_capacity, event.online_capacity)
    return row.organisation_id is not None or any(limit is not None for limit in limits)


def _quota_used(event: Event, row: Registration, seats: Seats) -> str:
    limit = event.max_per_organisation
    if limit is not None and seats.organisations[row.organisation_id] >= limit:
        return _("Ihre Organisation hat ihr Kontingent von %(n)d Plätzen genutzt.") % {"n": limit}
    return _("Das Kontingent für Ihre Art von Organisation ist genutzt.")


def _how_the_list_moves(event: Event, row: Registration, place: int, now: datetime) -> list[tuple[str, str]]:
    ahead = place - 1
    moved = remembered(f"moved:{event.pk}", lambda: _moves(event))
    first = _("Sie sind als Nächste*r an der Reihe.")
    ahead_words = ngettext("Vor Ihnen wartet %(n)d Person.", "Vor Ihnen warten %(n)d Personen.", ahead) % {"n": ahead}
    nobody = _("Bisher wurde noch kein Platz frei.")
    moved_words = ngettext("Bisher wurde %(n)d Platz frei.", "Bisher wurden %(n)d Plätze frei.", moved) % {"n": moved}
    return [
        ("clock", ahead_words if ahead else first),
        ("check", moved_words if moved else nobody),
        ("mail", _("Rückt jemand nach, steht es sofort hier und im Protokoll.")),
    ]


def _moves(event: Event) -> int:
    kinds = [JournalEntry.Kind.PROMOTE, JournalEntry.Kind.OFFER]
    return JournalEntry.objects.filter(event=event, kind__in=kinds).count()


def _sessions(event: Event, row: Registration) -> list[tuple[str, str]]:
    places = (
        SessionRegistration.objects.filter(registration=row)
        .live()
        .select_related("session__room__venue")
        .order_by("session__starts_at")
    )
    lines: list[tuple[str, Any]] = []
    for place in places:
        time = _("%(time)s Uhr") % {"time": date_format(timezone.localtime(place.session.starts_at), "H:i")}
        where = place.session.place_at(event)
        words = " · ".join(filter(None, [place.session.title, where, place.get_status_display()]))
        lines.append((time, words))
    return lines
