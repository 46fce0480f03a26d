"""What differs between recipients: greeting and the lines that only they get."""

from newsletter.letter import Recipient
from newsletter.models import Delivery
from newsletter.models.subscriber import Frequency


def addressed(rows: list[Delivery]) -> list[Recipient]:
    """The claimed rows as recipients; what is personal is read for the whole batch at once."""
    return [
        Recipient(
            delivery=row.pk,
            subscriber=row.subscriber_id,
            email=row.subscriber.email or "",
            name=row.subscriber.name,
            confirmed_at=row.subscriber.confirmed_at,
            only_events=row.subscriber.frequency == Frequency.EVENTS,
        )
        for row in rows
    ]
