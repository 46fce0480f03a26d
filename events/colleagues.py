"""Before a coordinator sends colleagues: how many of them would get a seat at once, and what becomes of the others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.allocation import Seats
from events.event_page import quota_words
from events.models import Event
from members.models import Organisation


@dataclass(frozen=True)
class Left:
    """For one organisation."""

    organisation: Organisation
    seats: int | None  # None: nothing limits it, or nothing is decided before the deadline
    quota: str

    @property
    def words(self) -> str:
        if self.seats is None:
            return self.quota
        if self.seats == 0:
            now = _("Zurzeit ist kein Platz für Sie frei: Wen Sie jetzt anmelden, kommt auf die Warteliste.")
        else:
            now = ngettext(
                "Zurzeit ist %(n)d Platz für Sie frei: Wen Sie darüber hinaus anmelden, kommt auf die Warteliste.",
                "Zurzeit sind %(n)d Plätze für Sie frei: Wen Sie darüber hinaus anmelden, kommt auf die Warteliste.",
                self.seats,
            ) % {"n": self.seats}
        return f"{self.quota} {now}".strip()


def left_for(event: Event, organisations: list[Any], now: datetime) -> list[Left]:
    """What the allocation would say at this moment, in two queries for all the organisations."""
    seats = Seats(event)
    quotas_hold = not event.quota_released(now)
    decided_at_once = event.allocation == Event.Allocation.INSTANT and not event.needs_approval
    return [
        Left(
            organisation=organisation,
            seats=seats.left_for(organisation, quotas_hold=quotas_hold) if decided_at_once else None,
            quota=quota_words(event, seats.organisations[organisation.pk], now),
        )
        for organisation in organisations
    ]
