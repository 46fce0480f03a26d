"""Dated events as the sources tell them: what took place where, who stood behind it, how they belong together."""

import csv
import re
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone

from events.models import CalendarPage, Event, Organiser, SeriesPage, Venue
from events.registration import announce
from events.seen import end_of_day

Kind, Role = Event.Kind, Organiser.Role
ZONE = timezone.get_default_timezone()

KINDS = {
    "kickoff-focus-2023": Kind.KICKOFF,
    "regionalkonferenz-20-mg": Kind.REGIONAL_CONFERENCE,
    "regionalkonferenz-13-ge": Kind.REGIONAL_CONFERENCE,
    "smartcity-summit-niederrhein-2025": Kind.SUMMIT,
    "interkommunaler-austausch-1-dortmund": Kind.EXCHANGE,
}
ROLES = {
    "interkommunaler-austausch-1-dortmund": [
        (Role.HOST, "Allianz Smart City Dortmund"),
        (Role.SUPPORTER, "NRW.BANK"),
        (Role.SUPPORTER, "Deutscher Städtetag"),
    ],
    "modellregionen-gelsenkirchen-2019": [
        (Role.HOST, "Stabsstelle Vernetzte Stadt Gelsenkirchen"),
        (Role.CO_HOST, "KDN"),
        (Role.CLIENT, "MWIDE NRW"),
    ],
}
# The third of five is named as such; of the others the source says no number.
LEAD_TOWNS: dict[str, int | None] = {
    "modellregionen-gelsenkirchen-2019": 3,
    "modellregionen-aachen-2019": None,
    "modellregionen-wuppertal-2019": None,
}
EDITIONS = {"regionalkonferenz-20-mg": 20, "regionalkonferenz-13-ge": 13}
# Where the source knows no day: what it knows, the span it means, and how to say it.
VAGUE: dict[str, tuple[str, date, date, str]] = {
    "allianz-tagung-2-dortmund": ("month", date(2018, 4, 1), date(2018, 4, 30), ""),
    "modellregionen-gelsenkirchen-2019": ("year", date(2019, 1, 1), date(2019, 11, 11), ""),
    "modellregionen-serie-2020": ("year", date(2020, 6, 1), date(2020, 8, 31), "voraussichtlich Mitte 2020"),
}


def seed() -> None:
    """Safe to repeat: what exists is left alone."""
    with (settings.DATA_DIR / "events.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not Event.objects.filter(slug=row["slug"]).exists():
                announce(**_facts(row), **_belongs(row["slug"]))


def series(title: str, slug: str, lead: str = "", planned: int | None = None) -> SeriesPage:
    page = SeriesPage.objects.filter(slug=slug).first()
    if page is None:
        calendar = CalendarPage.objects.get()
        made = SeriesPage(title=title, slug=slug, lead=lead, planned_editions=planned)
        page = calendar.add_child(instance=made)
    return page


def _belongs(slug: str) -> dict[str, Any]:
    if slug in EDITIONS:
        conferences = series("Regionalkonferenz Smart Cities", "regionalkonferenz-smart-cities")
        return {"series": conferences, "edition": EDITIONS[slug]}
    if slug in LEAD_TOWNS:
        return {
            "series": series(
                "Digitale Modellregionen und E-Government",
                "digitale-modellregionen",
                "Je ein Termin in jeder Leitkommune.",
                planned=5,
            ),
            "edition": LEAD_TOWNS[slug],
        }
    if slug == "smartcity-summit-niederrhein-2025":  # the second of the two days
        return {"accompanies": Event.objects.filter(slug="regionalkonferenz-20-mg").first()}
    return {}


def _facts(row: dict[str, str]) -> dict[str, Any]:
    source = re.search(r"https?://[^\s;,)]+", row["date_note"] + " " + row["external_facts"])
    return {
        "slug": row["slug"],
        "title": row["title"],
        "kind": KINDS.get(row["slug"], Kind.TRANSFER if "modellregionen" in row["slug"] else Kind.EXCHANGE),
        "motto": "" if row["topic_or_motto"].startswith("Motto") else row["topic_or_motto"][:200],
        "lead": row["topic_or_motto"].removeprefix("Motto ")[:300],
        "venue": _place(row),
        "takes_registrations": False,
        "source_url": source.group() if source else "",
        "hosts": ROLES.get(row["slug"]) or ([(Role.HOST, row["organiser"])] if row["organiser"] else []),
        **_time(row),
    }


def _place(row: dict[str, str]) -> Venue | None:
    name = row["venue"] or row["city"]
    if not name:
        return None
    return Venue.objects.get_or_create(name=name, city=row["city"], defaults={"ags": row["ags"]})[0]


def _time(row: dict[str, str]) -> dict[str, Any]:
    if row["slug"] in VAGUE:
        precision, first, last, words = VAGUE[row["slug"]]
        return {
            "precision": precision,
            "starts_at": at(first, "00:00"),
            "ends_at": end_of_day(last),
            "date_words": words,
        }
    day = date.fromisoformat(row["date"])
    if row["time_start"]:
        return {"starts_at": at(day, row["time_start"]), "ends_at": at(day, row["time_end"])}
    return {"precision": Event.Precision.DAY, "starts_at": at(day, "00:00"), "ends_at": end_of_day(day)}


def at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE)
