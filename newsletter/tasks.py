"""The worker's doors: ids in, one call, nothing decided here."""

from celery import shared_task
from django.conf import settings
from django.core.cache import cache

from newsletter import bounces, sending
from newsletter.models import Dispatch

SECONDS = 40


@shared_task(name="newsletter.ring")
def ring() -> None:
    """Every few seconds: starts what is due, frees what a dead worker held, and calls a sender for what is open."""
    sending.start_due()
    sending.sweep()
    for pk in Dispatch.objects.filter(state=Dispatch.State.SENDING).values_list("pk", flat=True):
        send.apply_async((pk,), expires=10, retry=False, ignore_result=True)


@shared_task(name="newsletter.collect_bounces")
def collect_bounces() -> int:
    return bounces.collect()


@shared_task(name="newsletter.send")
def send(pk: int) -> int:
    """Sends for less than a minute. Only so many at once as NEWSLETTER_SENDERS allows, so that single mails
    (confirmations, seats) always find a free worker. The places are counted in Redis, where the tasks are too: if it
    is emptied a few more run for a while, which does no harm."""
    place = next((n for n in range(settings.NEWSLETTER_SENDERS) if _take_place(n)), None)
    if place is None:
        return 0
    try:
        dispatch = (
            Dispatch.objects.select_related("revision", "issue").filter(pk=pk, state=Dispatch.State.SENDING).first()
        )
        if dispatch is None or not sending.fill(dispatch):
            return 0
        sending.put_online(dispatch)
        sent = sending.send(dispatch, seconds=SECONDS)
        sending.finish(dispatch)
        return sent
    finally:
        cache.delete(f"newsletter-sender-{place}")


def _take_place(number: int) -> bool:
    return bool(cache.add(f"newsletter-sender-{number}", 1, timeout=SECONDS + 30))
