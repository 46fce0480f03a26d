"""The worker's doors to the Library: ids in, one act each, nothing decided here."""

import logging

from celery import shared_task
from django.utils import timezone

from library import adoption, links, saved_searches, submission
from library.models import Freshness, PracticePage

log = logging.getLogger(__name__)


@shared_task(name="library.mark_stale")
def mark_stale() -> int:
    """Daily: moves on every practice whose confirmation has grown too old. Returns how many changed."""
    now = timezone.now()
    late = Freshness.objects.exclude(state__in=[Freshness.State.ARCHIVED, Freshness.State.STALE]).filter(
        confirmed_at__lt=now - submission.ASK_AFTER, practice__live=True
    )
    changed = 0
    for pk, before in late.values_list("pk", "state"):
        after = submission.mark_stale(PracticePage(pk=pk), now=now)
        changed += after.state != before
    return changed


@shared_task(name="library.check_links")
def check_links() -> int:
    """Every few minutes: a handful of addresses, so that each is asked once a week and no run is long."""
    links.note_addresses()
    return links.check_due(ask=links.ask_web)


@shared_task(name="library.ask_adopters")
def ask_adopters() -> int:
    """Daily: asks every adopter once a year whether the re-use is still so. Returns how many were asked."""
    return adoption.ask_again(timezone.now())


@shared_task(name="library.tell_searchers")
def tell_searchers() -> int:
    """Daily: one mail to everybody whose saved searches have something new. Returns how many."""
    return saved_searches.tell(timezone.now())
