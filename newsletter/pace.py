"""How fast mail may leave: per second in all, and per second to one receiving domain.

The truth is one row that every worker locks for the moment of its claim, so the limits hold over all machines and
survive an emptied Redis. The rule is the leaky bucket in its usual form (GCRA): each mail moves a time of its own
forward by 1/rate, and nothing is claimed that lies more than a second ahead.
"""

from datetime import UTC, datetime, timedelta
from typing import Self

from django.utils import timezone

from newsletter.models import Delivery, NewsletterSettings, Pace

AHEAD = 1.0  # seconds


class Tempo:
    """The locked row with the limits of the moment. Use inside a transaction."""

    def __init__(self, row: Pace, limits: NewsletterSettings) -> None:
        self.row, self.limits = row, limits
        self.now = timezone.now()

    @classmethod
    def locked(cls) -> Self:
        row = Pace.objects.select_for_update(no_key=True).filter(pk=1).first()
        if row is None:
            Pace.objects.get_or_create(pk=1)
            row = Pace.objects.select_for_update(no_key=True).get(pk=1)
        return cls(row, NewsletterSettings.load())

    def allowance(self, limit: int) -> tuple[int, float]:
        """How many may be claimed now, at most `limit`, and if none how many seconds to wait."""
        rate = self.limits.rate_per_second
        if not rate:
            return limit, 0.0
        ahead = max((self.row.free_at - self.now).total_seconds(), 0.0)
        room = int((AHEAD - ahead) * rate + 1e-6)
        return min(limit, max(room, 0)), 0.0 if room > 0 else ahead - AHEAD + 1 / rate

    def spend(self, rows: list[Delivery]) -> list[Delivery]:
        """Takes what each receiving domain allows; the rest becomes due when its domain is free again."""
        taken = self._within_domains(rows)
        if self.limits.rate_per_second:
            used = timedelta(seconds=len(taken) / self.limits.rate_per_second)
            self.row.free_at = max(self.row.free_at, self.now) + used
        self.row.save(update_fields=["free_at", "domains"])
        return taken

    def _within_domains(self, rows: list[Delivery]) -> list[Delivery]:
        rate = self.limits.domain_rate_per_second
        if not rate:
            return rows
        now = self.now.timestamp()
        free_at = {domain: at for domain, at in self.row.domains.items() if at > now}
        later = dict(free_at)
        taken, deferred = [], []
        for row in rows:
            at = free_at.get(row.domain, now)
            if at <= now + AHEAD - 1 / rate:
                taken.append(row)
                free_at[row.domain] = later[row.domain] = at + 1 / rate
            else:
                later[row.domain] = max(later.get(row.domain, now), at) + 1 / rate
                row.due_at = datetime.fromtimestamp(later[row.domain] - AHEAD, UTC)
                deferred.append(row)
        Delivery.objects.bulk_update(deferred, ["due_at"])
        self.row.domains = free_at
        return taken
