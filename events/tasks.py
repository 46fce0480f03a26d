"""The worker's rounds. Due times live in rows, these only look; two at once do no harm: the acts look again."""

from celery import shared_task

from events import registration, replies


@shared_task(name="events.expire_due", ignore_result=True)
def expire_due() -> None:
    """Unconfirmed addresses and unanswered offers."""
    registration.expire_due()


@shared_task(name="events.release_due", ignore_result=True)
def release_due() -> None:
    """Quotas to release, seats to give after a deadline."""
    registration.release_due()


@shared_task(name="events.tell_due", ignore_result=True)
def tell_due() -> None:
    """Registrations that open for those who asked, and reminders."""
    registration.open_due()
    registration.remind_due()


@shared_task(name="events.read_replies", ignore_result=True)
def read_replies() -> None:
    """Calendar answers in the mailbox, when one is configured."""
    replies.read_mailbox()
