"""The control: registration without its lock, and without the guards in the database behind it."""

from itertools import count
from uuid import uuid4

from events import journal
from events.models import Event
from events.registration import entry, lock


class _Line:
    n, hash = None, ""


def without_lock() -> None:
    """Reads the event's row without locking it. Numbers are made up, or their uniqueness would stop the overselling."""
    numbers = count(uuid4().int % 1_000_000_000)
    lock._take = lambda pk: Event.objects.select_related("venue").get(pk=pk)  # noqa: SLF001
    setattr(entry, "next_receipt", lambda event, now: (next(numbers), now))  # noqa: B010
    setattr(journal, "append", lambda event, kind, **_more: _Line())  # noqa: B010
