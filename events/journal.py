"""The public journal: every act is a line, every line carries the hash of the one before it.

hash = SHA-256(prev_hash ‖ canonical JSON of {at, event, kind, n, subject}); subject = HMAC-SHA-256(secret of the
registration, mail address). Receipts carry the own hash and the head at that time, so whoever rewrites the order later
must also change mails that are already in people's hands (docs/concepts.md).
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from events.models import Event, JournalEntry, Registration

START = "0" * 64


def subject_of(registration: Registration) -> str:
    """Who the line is about, readable only with the registration's secret; "" once that is erased."""
    if not registration.secret:
        return ""
    return hmac.new(registration.secret.encode(), registration.email.encode(), hashlib.sha256).hexdigest()


def canonical(uid: str, n: int, kind: str, at: datetime, subject: str) -> str:
    """The one way to write a line down: sorted keys, no blanks, UTC with microseconds."""
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    line = {"at": stamp, "event": uid, "kind": kind, "n": n, "subject": subject}
    return json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chained(prev_hash: str, line: str) -> str:
    return hashlib.sha256((prev_hash + line).encode()).hexdigest()


def append(event: Event, kind: str, *, at: datetime, registration: Registration | None = None) -> JournalEntry:
    """Writes the next line. The caller holds the event's lock; `locked` stores the new head with the event."""
    n = event.journal_length + 1
    subject = subject_of(registration) if registration else ""
    entry = JournalEntry(
        event=event,
        n=n,
        kind=kind,
        at=at,
        subject=subject,
        prev_hash=event.journal_head,
        hash=chained(event.journal_head, canonical(event.uid.hex, n, kind, at, subject)),
    )
    entry.save(force_insert=True)
    event.journal_length, event.journal_head = n, entry.hash
    return entry


class Flaw(NamedTuple):
    n: int
    what: str


def verify(event: Event) -> Iterator[Flaw]:
    """Everything in the journal that does not fit together; nothing when it is sound.

    Also holds the lines against the hashes that the registrations' receipts carry, so that a chain rewritten
    from start to end is noticed too.
    """
    expected, prev = 0, START
    hashes: dict[int, str] = {}
    for entry in JournalEntry.objects.filter(event=event).order_by("n").iterator():
        expected += 1
        if entry.n != expected:
            yield Flaw(expected, "line is missing")
            expected = entry.n
        if entry.prev_hash != prev:
            yield Flaw(entry.n, "does not follow the line before it")
        line = canonical(event.uid.hex, entry.n, entry.kind, entry.at, entry.subject)
        if entry.hash != chained(entry.prev_hash, line):
            yield Flaw(entry.n, "content was changed")
        hashes[entry.n] = prev = entry.hash
    if (expected, prev) != (event.journal_length, event.journal_head):
        yield Flaw(event.journal_length, "the end does not match the head kept with the event")
    receipts = Registration.objects.filter(event=event).order_by("receipt_no")
    numbers = receipts.values_list("receipt_no", "journal_n", "receipt_hash").iterator()
    last = 0
    for last, (receipt_no, n, receipt_hash) in enumerate(numbers, start=1):
        if receipt_no != last:
            yield Flaw(n or 0, f"receipt number {last} is missing")
            break
        if n is not None and hashes.get(n) != receipt_hash:
            yield Flaw(n, f"differs from the receipt of number {receipt_no}")
    if last != event.last_receipt_no:
        yield Flaw(event.journal_length, "receipt numbers do not reach the last one given")
