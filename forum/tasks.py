"""The worker's doors to the ground: ids in, one call, nothing decided here."""

from celery import shared_task
from django.core.management import call_command

from forum import outbox


@shared_task(name="forum.send_due_mail")
def send_due_mail() -> int:
    outbox.heard()
    return outbox.send_due()


@shared_task(name="forum.publish_scheduled")
def publish_scheduled() -> None:
    call_command("publish_scheduled")


@shared_task(name="forum.retain", soft_time_limit=540, time_limit=570)
def retain() -> None:
    """Hourly: deletes in every room what is past its time."""
    from forum import lifecycle  # the roof; the ground's tasks are loaded before the apps' models

    lifecycle.retain()


@shared_task(name="forum.learn_words", soft_time_limit=540, time_limit=570)
def learn_words() -> None:
    """Nightly: documents written before a word was known learn its parts."""
    call_command("rebuild_search")
