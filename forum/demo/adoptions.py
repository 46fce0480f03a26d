"""Invented re-use between invented places: a chain of three generations, one to confirm, one dropped."""

from datetime import date
from typing import Any

from forum.demo import steckbriefe
from forum.models import User
from library import adoption
from library.models import Adoption, PracticePage
from members.models import Organisation

Stage = Adoption.Stage


def seed() -> None:
    """Safe to repeat: the acts answer with what is there."""
    parking = _practice(steckbriefe.PARKING)
    bikes = _practice(steckbriefe.CARGO_BIKES)
    if parking is None or bikes is None or Adoption.objects.exists():
        return
    rurtal = _declare(
        parking,
        "rurtal",
        stage=Stage.OPERATION,
        since=date(2025, 3, 1),
        adaptation="ohne Tafeln, nur die Karte",
        effort="5 Monate, 0,3 Stellen, 31.000 €",
        saved_hours=40,
        saved_how="Leistungsverzeichnis und Ratsvorlage von Neuhafen übernommen",
        lesson="Erst die Rahmenvereinbarung mit den Gemeinden, dann die Sensoren.",
    )
    bergheide = _declare(
        parking,
        "bergheide",
        stage=Stage.OPERATION,
        since=date(2026, 4, 1),
        scope="teilweise",
        adaptation="nur der Bahnhofsvorplatz",
        effort="2 Monate, 4.000 €",
        saved_hours=65,
        saved_how="Der Kreis stellt Plattform und Wartung",
        successor_of=rurtal,
    )
    _declare(parking, "musterstadt", stage=Stage.CHECK, since=date(2026, 10, 1), successor_of=bergheide)
    # Rurtal says so; it waits for Musterstadt's yes.
    _declare(bikes, "musterstadt", by="koordination@rurtal.example", stage=Stage.PLANNED, since=date(2026, 11, 2))
    dropped = _declare(bikes, "bergheide", stage=Stage.CHECK, since=date(2026, 5, 4))
    adoption.abandon(
        dropped,
        by=_coordinator("bergheide"),
        reasons=["personal", "kosten"],
        lesson="Ohne Verein vor Ort bleibt die Ausleihe am Rathaus hängen.",
    )


def _practice(sheet: dict[str, Any]) -> PracticePage | None:
    return PracticePage.objects.shown().filter(title=sheet["title"]).first()


def _coordinator(slug: str) -> User:
    return User.objects.get(email=f"koordination@{slug}.example")


def _declare(practice: PracticePage, slug: str, *, by: str = "", **details: Any) -> Adoption:
    adopter = Organisation.objects.get(slug=slug)
    who = User.objects.get(email=by) if by else _coordinator(slug)
    return adoption.declare(practice, adopter=adopter, by=who, **details)
