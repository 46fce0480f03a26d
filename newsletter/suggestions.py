"""„Vorschläge übernehmen“: what is new since the last issue, as blocks that an editor then arranges."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from events.models import Event
from forum.models import User
from library.models import PracticePage
from newsletter.blocks import in_two_weeks
from newsletter.dispatch import AlreadyApproved
from newsletter.models import Answer, Dispatch, IssuePage

MOST_PRACTICES, MOST_EVENTS = 4, 3


@transaction.atomic
def take_over(issue: IssuePage, *, by: User) -> int:
    """Adds what is not in the newest draft yet, as a new revision. Answers how many blocks; repeating adds none.

    Raises AlreadyApproved: what was released is not rewritten.
    """
    issue = IssuePage.objects.select_for_update(of=("self",), no_key=True).get(pk=issue.pk)
    if Dispatch.objects.filter(issue=issue).exists():
        raise AlreadyApproved
    page: IssuePage = issue.get_latest_revision_as_object()
    new = list(_new_blocks(page))
    if new:
        raw = [*page.body.get_prep_value(), *new]
        raw.sort(key=lambda block: block["type"] == "rating")  # the rating stays last
        page.body = page.body.stream_block.to_python(raw)
        page.save_revision(user=by)
    return len(new)


def _new_blocks(page: IssuePage) -> list[dict[str, Any]]:
    held = {(block.block_type, _page_of(block)) for block in page.body}
    kinds = {kind for kind, _page in held}
    previous = (
        Dispatch.objects.exclude(issue_id=page.pk).filter(started_at__isnull=False).order_by("-started_at").first()
    )
    since = previous.started_at if previous and previous.started_at else timezone.now() - timedelta(days=30)
    found = [("practice", pk, {"page": pk, "why": "", "interest": True}) for pk in _practices(since)]
    found += [("event", pk, {"page": pk, "why": "", "rsvp": rsvp}) for pk, rsvp in _events()]
    if previous and Answer.objects.filter(prompt__issue_id=previous.issue_id).exists():
        found.append(("result", previous.issue_id, {"issue": previous.issue_id, "comment": ""}))
    blocks = [_block(kind, value) for kind, pk, value in found if (kind, pk) not in held]
    if "personal" not in kinds:
        blocks.append(_block("personal", None))
    if "rating" not in kinds:
        blocks.append(_block("rating", {"question": "Hilfreich?", "closes_at": in_two_weeks().isoformat()}))
    return blocks


def _page_of(block: Any) -> int | None:
    if block.block_type in ("practice", "event"):
        return block.value["page"].pk if block.value["page"] else None
    return block.value["issue"].pk if block.block_type == "result" and block.value["issue"] else None


def _practices(since: datetime) -> list[int]:
    new = PracticePage.objects.live().public().filter(first_published_at__gt=since)
    return list(new.order_by("-first_published_at").values_list("pk", flat=True)[:MOST_PRACTICES])


def _events() -> list[tuple[int, bool]]:
    """The next public dates that can still be planned, and whether one can register now."""
    now = timezone.now()
    upcoming = Event.objects.public().upcoming(now).filter(starts_at__gt=now, status=Event.Status.ANNOUNCED)
    return [(event.page_id, event.is_open(now)) for event in upcoming[:MOST_EVENTS]]


def _block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}
