"""How an issue did: from deliveries and answers alone. Opens and clicks are not measured."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from newsletter.models import Answer, ConsentEvent, Delivery, Dispatch


@dataclass(frozen=True)
class Progress:
    counts: dict[str, int]
    per_second: float
    seconds_left: int | None

    @property
    def recipients(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return self.recipients - self.counts["queued"] - self.counts["sending"]

    @property
    def percent(self) -> int:
        return 100 * self.done // self.recipients if self.recipients else 0

    @property
    def time_left(self) -> str:
        if self.seconds_left is None:
            return ""
        if self.seconds_left < 90:
            return _("noch etwa eine Minute")
        if self.seconds_left < 5400:
            return _("noch etwa %(n)d Minuten") % {"n": round(self.seconds_left / 60)}
        return _("noch etwa %(n)d Stunden") % {"n": round(self.seconds_left / 3600)}


def progress(dispatch: Dispatch) -> Progress:
    """Counts and pace of the last minute; two queries, however many recipients there are."""
    counts = Delivery.objects.filter(dispatch=dispatch).counts()
    now = timezone.now()
    recent = Delivery.objects.filter(dispatch=dispatch, sent_at__gt=now - timedelta(seconds=60)).aggregate(
        n=Count("pk"), first=Min("sent_at"), last=Max("sent_at")
    )
    seconds = (now - recent["first"]).total_seconds() if recent["n"] else 0
    rate = recent["n"] / max(seconds, 1.0) if recent["n"] else 0.0
    left = counts["queued"] + counts["sending"]
    return Progress(counts, rate, round(left / rate) if rate and left else None)


def figures(dispatch: Dispatch) -> list[tuple[int, str]]:
    """Pairs of figure and label for the editors."""
    deliveries = Delivery.objects.filter(dispatch=dispatch).aggregate(
        sent=Count("pk", filter=Q(state="sent")),
        bounced=Count("pk", filter=Q(bounced_at__isnull=False)),
        complained=Count("pk", filter=Q(complained_at__isnull=False)),
    )
    people = Answer.objects.filter(prompt__issue_id=dispatch.issue_id).aggregate(
        answers=Count("pk"),
        people=Count("voter", distinct=True),
        coming=Count("pk", filter=Q(prompt__kind="rsvp", choice=0)),
    )
    left = 0
    if dispatch.started_at:
        left = ConsentEvent.objects.filter(
            kind=ConsentEvent.Kind.UNSUBSCRIBED,
            at__range=(dispatch.started_at, dispatch.started_at + timedelta(days=7)),
        ).count()
    return [
        (deliveries["sent"], _("gesendet")),
        (people["people"], _("Menschen haben geantwortet")),
        (people["answers"], _("Antworten")),
        (people["coming"], _("Zusagen zu Terminen")),
        (left, _("Abbestellungen in sieben Tagen")),
        (deliveries["bounced"], _("zurückgekommen")),
        (deliveries["complained"], _("als Spam gemeldet")),
    ]
