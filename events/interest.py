"""„Sagen Sie mir Bescheid, wenn die Anmeldung öffnet.“"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from events import emails
from events.models import Event, Interest
from events.models.registration import normal_email
from forum.models import User


@transaction.atomic
def note(event: Event, *, email: str, user: User | None = None, now: datetime | None = None) -> Interest:
    """Notes the interest. Safe to repeat; without an account a mail asks the address first, once a day if need be."""
    at = now or timezone.now()
    interest, _new = Interest.objects.select_for_update().get_or_create(
        event=event, email=normal_email(email), defaults={"user": user, "created_at": at}
    )
    if user and interest.confirmed_at is None:
        interest.user, interest.confirmed_at = user, at
        interest.save(update_fields=["user", "confirmed_at"])
    elif interest.confirmed_at is None:
        emails.interest_confirm(event, interest, at)
    return interest


def confirm(interest: Interest, *, now: datetime | None = None) -> None:
    """The address is right. Safe to repeat."""
    Interest.objects.filter(pk=interest.pk, confirmed_at__isnull=True).update(confirmed_at=now or timezone.now())
