"""The worker's part of a dispatch: start what is due, fill in the recipients, claim, send, mark.

Safe to run twice, in any number of workers on any number of machines. Truth is the Delivery row: a mail is claimed
under a lock that others skip, sent, and marked before its connection takes the next one. When a worker dies, what was
in flight (at most one mail per connection) is sent again under the same Message-ID, and everything else exactly once.
"""

import logging
import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import outbox
from newsletter import audience, bounces, personal, prompts
from newsletter.composition import compose
from newsletter.lanes import Lanes, Outcome
from newsletter.letter import Letter, Recipient
from newsletter.models import Delivery, Dispatch, NewsletterSettings, Suppression
from newsletter.models.subscriber import address_hash
from newsletter.notes import Notes
from newsletter.pace import Tempo

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=4)
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360)]
MOST_ATTEMPTS = len(BACK_OFF) + 1
AGAIN = timedelta(seconds=30)  # after a mail server that was not there
BATCH = 200
FILL = 10_000

State = Delivery.State


def start_due(now: datetime | None = None) -> None:
    """Scheduled issues whose time has come are started; one that is hours late is held and shown instead."""
    now = now or timezone.now()
    held_after = timedelta(hours=NewsletterSettings.load().hours_until_held)
    with transaction.atomic():
        for dispatch in Dispatch.objects.select_for_update(skip_locked=True, no_key=True).filter(
            state=Dispatch.State.SCHEDULED, scheduled_at__lte=now
        ):
            late = now - dispatch.scheduled_at > held_after  # type: ignore[operator]
            dispatch.state = Dispatch.State.HELD if late else Dispatch.State.SENDING
            dispatch.started_at = None if late else now
            dispatch.save(update_fields=["state", "started_at"])
            if late:
                log.warning("dispatch %s is held: it should have started hours ago", dispatch.pk)


def fill(dispatch: Dispatch) -> bool:
    """Writes the Delivery rows in chunks, each in its own transaction. False when another worker is at it."""
    page = dispatch.revision.as_object()
    people = audience.recipients(page).order_by("pk").values_list("pk", "email")
    while True:
        with transaction.atomic():
            locked = (
                Dispatch.objects.select_for_update(skip_locked=True, no_key=True)
                .filter(pk=dispatch.pk, state=Dispatch.State.SENDING)
                .first()
            )
            if locked is None:
                return False
            if locked.filled_at:
                return True
            chunk, parameters = people.filter(pk__gt=locked.filled_up_to)[:FILL].query.sql_with_params()
            with connection.cursor() as cursor:
                cursor.execute(
                    f"WITH people (id, email) AS MATERIALIZED ({chunk}), filled AS ("  # noqa: S608 - Django's own SQL
                    "INSERT INTO newsletter_delivery"
                    " (dispatch_id, subscriber_id, domain, state, attempts, due_at, reason)"
                    " SELECT %s, id, split_part(email, '@', 2), 'queued', 0, now(), '' FROM people"
                    " ON CONFLICT (dispatch_id, subscriber_id) DO NOTHING)"
                    " SELECT count(*), max(id) FROM people",
                    [*parameters, dispatch.pk],
                )
                count, last = cursor.fetchone()
            if count:
                locked.filled_up_to = last
            else:
                locked.filled_at = timezone.now()
            locked.save(update_fields=["filled_up_to", "filled_at"])


def put_online(dispatch: Dispatch) -> None:
    """„Im Browser lesen“ must lead somewhere before the first mail leaves. Later edits of the page stay."""
    if not dispatch.issue.live:
        dispatch.revision.publish(user=dispatch.approved_by, skip_permission_checks=True)  # approving was the check
        dispatch.issue.refresh_from_db()


def sweep() -> int:
    """Frees what a dead worker had claimed. A claim that came to nothing is no attempt: a whole batch is claimed at
    once, and workers killed six times must not use up the attempts of mails that no server has ever seen."""
    stale = Delivery.objects.filter(state=State.SENDING, leased_until__lt=timezone.now())
    freed = stale.update(state=State.QUEUED, leased_until=None, attempts=Greatest(F("attempts") - 1, 0))
    # Handed back after somebody stopped the dispatch: nobody comes for it any more (newsletter/dispatch.py).
    Delivery.objects.filter(state=State.QUEUED, dispatch__state=Dispatch.State.STOPPED).update(
        state=State.SKIPPED, reason=str(_("Versand abgebrochen"))
    )
    return freed


@dataclass(frozen=True)
class Claim:
    """What was taken; whether there may be more; and how many seconds the pace asks to wait before the next claim."""

    recipients: list[Recipient]
    more: bool
    wait: float = 0.0


def claim(dispatch: Dispatch, limit: int = BATCH, *, with_parts: bool = True, notes: Notes | None = None) -> Claim:
    """Takes up to `limit` due deliveries. Who may not get the mail any more is skipped here, at the last moment."""
    with transaction.atomic():
        pace = Tempo.locked()
        allowed, wait = pace.allowance(limit)
        if not allowed:
            return Claim([], more=True, wait=wait)
        rows = list(
            Delivery.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .filter(dispatch=dispatch, state=State.QUEUED, due_at__lte=timezone.now())
            .filter(dispatch__state=Dispatch.State.SENDING)
            .select_related("subscriber")
            .order_by("due_at", "pk")[:allowed]
        )
        if not rows:
            return Claim([], more=False)
        skipped = _skip(rows)
        taken = pace.spend([row for row in rows if row.pk not in skipped])
        Delivery.objects.filter(pk__in=[row.pk for row in taken]).update(
            state=State.SENDING, leased_until=timezone.now() + LEASE, attempts=F("attempts") + 1
        )
    return Claim(personal.addressed(taken, with_parts=with_parts, notes=notes), more=True)


def _skip(rows: list[Delivery]) -> set[int]:
    """Marks as skipped, with the reason: unsubscribed, paused, suppressed, or not allowed outside production."""
    hashes = {row.pk: address_hash(row.subscriber.email or "") for row in rows}
    suppressed = set(
        Suppression.objects.filter(address_hash__in=hashes.values()).values_list("address_hash", flat=True)
    )
    reasons: dict[str, list[int]] = {}
    for row in rows:
        if reason := _reason_to_skip(row, suppressed=hashes[row.pk] in suppressed):
            reasons.setdefault(reason, []).append(row.pk)
    for reason, ids in reasons.items():
        Delivery.objects.filter(pk__in=ids).update(state=State.SKIPPED, reason=reason, leased_until=None)
    return {pk for ids in reasons.values() for pk in ids}


def _reason_to_skip(row: Delivery, *, suppressed: bool) -> str:
    if suppressed:
        return _("Adresse gesperrt")
    if not row.subscriber.is_receiving:
        return str(row.subscriber.get_state_display())
    if not outbox.may_receive(row.subscriber.email or ""):
        return _("Adresse außerhalb der Erlaubnisliste")
    return ""


def letters(dispatch: Dispatch) -> dict[bool, Letter]:
    """The prepared mail, and the one for people who ordered dates only (False and True)."""
    page = dispatch.revision.as_object()
    asked = prompts.of(dispatch.issue, page)
    archive = settings.PORTAL_URL + reverse("newsletter:index")
    return {
        only_events: Letter(compose(page, asked, only_events=only_events), issue=dispatch.issue_id, archive=archive)
        for only_events in (False, True)
    }


def send(dispatch: Dispatch, *, seconds: float = 45, connections: int | None = None) -> int:
    """Sends for at most `seconds`, then hands back to the queue. Answers how many mails went out."""
    end = time.monotonic() + seconds
    ready = letters(dispatch)
    notes = Notes(ready[False].notes | ready[True].notes)
    waiting: deque[Recipient] = deque()
    sent, more, not_before = 0, True, 0.0
    with Lanes(connections or settings.NEWSLETTER_CONNECTIONS) as lanes:
        while lanes.working:
            now = time.monotonic()
            more = more and now < end
            if now >= end and waiting:
                # A slow server must not keep the task beyond its time, or it is killed with mail in flight.
                release([recipient.delivery for recipient in waiting], after=timedelta())
                waiting.clear()
            if more and len(waiting) < lanes.free and now >= not_before:
                batch = claim(dispatch, with_parts=ready[False].is_personal, notes=notes)
                waiting.extend(batch.recipients)
                more, not_before = batch.more, now + batch.wait
            while waiting and lanes.free:
                recipient = waiting.popleft()
                lanes.take(recipient, ready[recipient.only_events])
            if lanes.busy:
                sent += mark(lanes.results())
            elif not more:
                break
            elif not waiting:
                time.sleep(max(0.0, min(not_before, end) - time.monotonic()))
    if waiting:
        log.warning("mail server not reachable, dispatch %s goes on later", dispatch.pk)
        release([recipient.delivery for recipient in waiting])
    return sent


def mark(outcomes: list[Outcome]) -> int:
    """Writes down what happened to all that came back together, before their connections take the next mail.

    Plain SQL outside a transaction: this statement runs once for every few mails. Answers how many were sent.
    """
    sent = [outcome.delivery for outcome in outcomes if outcome.sent]
    if sent:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE newsletter_delivery SET state = 'sent', sent_at = now(), leased_until = NULL, reason = ''"
                " WHERE id = ANY(%s)",
                [sent],
            )
    release([outcome.delivery for outcome in outcomes if outcome.unreachable])
    for outcome in outcomes:
        if not outcome.sent and not outcome.unreachable:
            with transaction.atomic():
                _later_or_never(outcome)
    return len(sent)


def _later_or_never(outcome: Outcome) -> None:
    row = Delivery.objects.select_related("subscriber").get(pk=outcome.delivery)
    row.leased_until, row.reason = None, outcome.reason[:120]
    if outcome.permanent or row.attempts >= MOST_ATTEMPTS:
        row.state = State.FAILED
    else:
        row.state, row.due_at = State.QUEUED, timezone.now() + BACK_OFF[row.attempts - 1]
    row.save(update_fields=["state", "due_at", "leased_until", "reason"])
    if outcome.unknown_mailbox and row.subscriber.email:
        row.bounced_at = timezone.now()
        row.save(update_fields=["bounced_at"])
        bounces.draw_consequences(row.subscriber, "hard")


def release(deliveries: list[int], after: timedelta = AGAIN) -> None:
    """Nobody was reached: back into the queue, and the attempt does not count."""
    if not deliveries:
        return
    Delivery.objects.filter(pk__in=deliveries, state=State.SENDING).update(
        state=State.QUEUED,
        leased_until=None,
        attempts=F("attempts") - 1,
        due_at=timezone.now() + after,
    )


def finish(dispatch: Dispatch) -> bool:
    """Closes a dispatch with nothing left to do."""
    left = dispatch.deliveries.filter(state__in=[State.QUEUED, State.SENDING])
    with transaction.atomic():
        locked = (
            Dispatch.objects.select_for_update(no_key=True)
            .filter(pk=dispatch.pk, state=Dispatch.State.SENDING, filled_at__isnull=False)
            .first()
        )
        if locked is None or left.exists():
            return False
        locked.state, locked.finished_at = Dispatch.State.DONE, timezone.now()
        locked.save(update_fields=["state", "finished_at"])
    return True
