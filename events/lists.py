"""Which dates a list shows, and how one of them reads in a row."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Event, Organiser, SeriesPage


@dataclass(frozen=True)
class Row:
    """What components/event-row.html wants."""

    title: str
    url: str
    kind: str
    line: str
    date: Any = None
    open: bool = False
    when: str = ""
    year: str = ""
    taken: int = 0
    capacity: int | None = None
    waiting: int = 0
    action_url: str = ""
    action_label: str = ""
    tag: str = ""


def public_events() -> Any:
    hosts = Organiser.objects.filter(role=Organiser.Role.HOST).select_related("organisation")
    return (
        Event.objects.public()
        .select_related("venue", "further_venue")
        .prefetch_related(Prefetch("organisers", queryset=hosts))
        .with_seats()
    )


def rows(events: Any) -> list[Row]:
    return [row(event) for event in events]


def row(event: Event) -> Row:
    now = timezone.now()
    phase = event.phase(now)
    kind = " · ".join(filter(None, [str(Event.Kind(event.kind).label), _state_words(phase)]))
    facts: dict[str, Any] = {}
    if event.is_fixed and event.starts_at:
        facts["date"] = timezone.localtime(event.starts_at)
    else:
        # The component says „ca.“ itself and breaks long words where told to.
        word, _space, year = event.when.removeprefix("ca. ").removeprefix("voraussichtlich ").rpartition(" ")
        facts |= {
            "open": True,
            "when": word.replace("Frühjahr", "Früh\u00adjahr") or _("offen"),
            "year": year if word else "",
        }
    if phase in ("offen", "geschlossen", "laeuft") and event.takes_registrations:
        facts |= {"taken": event.taken, "capacity": event.capacity}
        if event.first_come and event.allocation == Event.Allocation.INSTANT:
            facts["waiting"] = event.waiting
    elif phase in ("vorlaeufig", "bald"):
        facts |= {"action_url": event.get_absolute_url() + "vormerken/", "action_label": _("Vormerken")}
    return Row(title=event.title, url=event.get_absolute_url(), kind=kind, line=_line(event, phase), **facts)


def _state_words(phase: str) -> str:
    return {
        "abgesagt": _("abgesagt"),
        "verschoben": _("verschoben"),
        "laeuft": _("läuft gerade"),
        "vorlaeufig": _("vorläufig"),
    }.get(phase, "")


def _line(event: Event, phase: str) -> str:
    parts = []
    if event.precision == Event.Precision.EXACT and event.starts_at and event.ends_at:
        first, last = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
        parts.append(
            _("%(first)s–%(last)s Uhr") % {"first": date_format(first, "H:i"), "last": date_format(last, "H:i")}
        )
    parts.append(event.where)
    if event.audience != Event.Audience.PUBLIC:
        parts.append(_("für %(audience)s") % {"audience": event.get_audience_display()})
    hosts = ", ".join(str(organiser) for organiser in event.organisers.all() if organiser.role == Organiser.Role.HOST)
    if hosts:
        parts.append(_("Veranstalter: %(hosts)s") % {"hosts": hosts})
    if phase == "offen" and event.deadline:
        parts.append(_("Anmeldung bis %(day)s") % {"day": date_format(timezone.localtime(event.deadline), "D, j. F")})
    return " · ".join(filter(None, parts))


def archive_and_next(series: SeriesPage) -> dict[str, Any]:
    """What is to come, what was, and where: the hosts' places for the map."""
    events = public_events().filter(series=series)
    upcoming, past = list(events.upcoming()), list(events.past())
    return {
        "upcoming": rows(upcoming),
        "past": rows(past),
        "places": _places([*past, *upcoming]),
        "held": sum(event.status == Event.Status.ANNOUNCED for event in past),
    }


def _places(events: list[Event]) -> list[dict[str, str]]:
    """One outline each; where one place was host more often, it leads to the latest date."""
    found: dict[str, dict[str, str]] = {}
    for event in sorted(events, key=lambda event: (event.starts_at is None, event.starts_at)):
        for venue in event.venues:
            if venue.ags:
                found[venue.ags] = {"ags": venue.ags, "name": venue.city, "url": event.get_absolute_url()}
    return list(found.values())
