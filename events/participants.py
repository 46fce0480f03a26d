"""The organiser's list: who stands where, filtered, with a constant number of queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.allocation import Seats, Waits
from events.models import Event, Registration, Session
from events.models.registration import LIVE, TAKEN, WAITING
from forum.numbers import number

Status = Registration.Status
GROUPS = {
    "alle": gettext_lazy("alle außer beendet"),
    "plaetze": gettext_lazy("mit Platz"),
    "wartend": gettext_lazy("warten"),
    "unbestaetigt": gettext_lazy("E-Mail unbestätigt"),
    "beendet": gettext_lazy("abgesagt, verfallen, abgelehnt"),
}


@dataclass(frozen=True)
class Filter:
    q: str = ""
    group: str = "alle"
    session: int | None = None

    @classmethod
    def of(cls, query: Any) -> "Filter":
        group = query.get("stand", "alle")
        return cls(
            q=query.get("q", "").replace("\x00", "").strip(),
            group=group if group in GROUPS else "alle",
            session=number(query.get("programmpunkt")),
        )


def participants(event: Event, wanted: Filter) -> QuerySet[Registration]:
    """Seats first, then the waiting list; within both the order of receipt."""
    rows = Registration.objects.filter(event=event).with_organisations()
    if wanted.group == "alle":
        rows = rows.filter(status__in=LIVE)
    elif wanted.group == "plaetze":
        rows = rows.taken()
    elif wanted.group == "wartend":
        rows = rows.waiting()
    elif wanted.group == "unbestaetigt":
        rows = rows.filter(status=Status.PENDING_MAIL)
    else:
        rows = rows.exclude(status__in=LIVE)
    if wanted.q:
        words = Q(name__icontains=wanted.q) | Q(organisation__name__icontains=wanted.q)
        words |= Q(organisation_name__icontains=wanted.q) | Q(email__icontains=wanted.q)
        receipt_no = number(wanted.q)
        rows = rows.filter(words if receipt_no is None else words | Q(receipt_no=receipt_no))
    if wanted.session:
        rows = rows.filter(
            session_registrations__session=wanted.session, session_registrations__status__in=["confirmed", "waitlisted"]
        )
    waits = Case(When(WAITING, then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.alias(waits=waits).order_by("waits", "effective_received_at", "receipt_no")


@dataclass(frozen=True)
class Line:
    row: Registration
    place: int | None
    note: str
    tag: tuple[str, str]  # words and kind of components/tag.html
    begins_waiting_list: bool


def lines(event: Event, rows: list[Registration]) -> list[Line]:
    """What the table shows of these rows."""
    places = _places(event) if any(row.is_waiting for row in rows) else {}
    seats = Seats(event) if places else None
    shown: list[Line] = []
    for row in rows:
        place = places.get(row.pk)
        begins = row.is_waiting and bool(shown) and not shown[-1].row.is_waiting
        shown.append(Line(row, place, _note(event, seats, row), _tag(row, place), begins))
    return shown


def _places(event: Event) -> dict[int, int]:
    waiting = Registration.objects.filter(event=event).waiting()
    numbered = waiting.annotate(in_line=Window(RowNumber(), order_by=[F("effective_received_at"), F("receipt_no")]))
    return dict(numbered.values_list("pk", "in_line"))


def _tag(row: Registration, place: int | None) -> tuple[str, str]:
    if row.status == Status.CONFIRMED:
        return (_("teilgenommen"), "ok") if row.attended_at else (_("bestätigt"), "ok")
    if row.status == Status.WAITLISTED:
        return _("wartet, Platz %(place)s") % {"place": place}, "wait"
    if row.status in (Status.OFFERED, Status.PENDING_MAIL):
        return str(row.get_status_display()), "wait"
    return str(row.get_status_display()), ""


def _note(event: Event, seats: Seats | None, row: Registration) -> str:
    notes = []
    if row.source != Registration.Source.PORTAL:
        notes.append(_("per E-Mail") if row.source == Registration.Source.EMAIL else _("per Telefon"))
    if row.substitutes:
        notes.append(_("Vertretung"))
    if row.only_together:
        notes.append(_("nur gemeinsam"))
    elif row.group_id:
        notes.append(_("Gruppe"))
    if seats and row.is_waiting and event.first_come:
        reason = seats.obstacle([row], quotas_hold=not event.quota_released(timezone.now()))
        if reason in (Waits.QUOTA, Waits.CHANNEL):
            notes.append({Waits.QUOTA: _("Kontingent"), Waits.CHANNEL: _("Raum voll")}[reason])
    return ", ".join(notes)


def figures(event: Event) -> dict[str, int]:
    """The numbers above the list, in one query."""
    return Registration.objects.filter(event=event).aggregate(
        taken=Count("pk", filter=TAKEN),
        waiting=Count("pk", filter=WAITING),
        cancelled=Count("pk", filter=Q(status=Status.CANCELLED)),
        attended=Count("pk", filter=Q(attended_at__isnull=False)),
        organisations=Count("organisation", filter=TAKEN, distinct=True),
    )


@dataclass(frozen=True)
class Answers:
    """One question and how it was answered: counts for choices, texts for free answers."""

    question: str
    counts: list[tuple[str, int]]
    texts: list[str]
    total: int


def answers(event: Event) -> list[Answers]:
    questions = list(event.questions.all())
    if not questions:
        return []
    given = list(
        Registration.objects.filter(event=event, status__in=LIVE).exclude(answers={}).values_list("answers", flat=True)
    )
    charts = []
    for question in questions:
        said = [answer for row in given if (answer := row.get(str(question.pk)))]
        flat = [each for answer in said for each in (answer if isinstance(answer, list) else [answer])]
        counts = [(choice, flat.count(choice)) for choice in question.choices]
        charts.append(Answers(question.text, counts, [] if counts else flat[:200], len(said)))
    return charts


def sessions(event: Event) -> QuerySet[Session]:
    return Session.objects.filter(event=event, takes_registrations=True).with_seats()
