"""„Vorschläge übernehmen“: what is new since the last issue, as blocks that an editor then arranges."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from events.models import Event, EventPage
from forum.models import BasePage, NewsPage, User
from library.models import PracticePage
from newsletter.blocks import in_two_weeks
from newsletter.dispatch import AlreadyApproved
from newsletter.models import Answer, Dispatch, IssuePage

MOST_PRACTICES, MOST_EVENTS, MOST_TEXTS = 4, 3, 2


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
    found: list[tuple[str, int | str, dict[str, Any]]] = [
        ("practice", pk, {"page": pk, "why": "", "interest": True}) for pk in _practices(since)
    ]
    found += [("event", pk, {"page": pk, "why": "", "rsvp": rsvp}) for pk, rsvp in _events()]
    found += [("text", page.title[:90], _told(page, _("Nachbericht lesen"))) for page in _reports(since)]
    found += [("text", page.title[:90], _told(page, _("Weiterlesen"))) for page in _news(since)]
    if previous and Answer.objects.filter(prompt__issue_id=previous.issue_id).exists():
        found.append(("result", previous.issue_id, {"issue": previous.issue_id, "comment": ""}))
    blocks = [_block(kind, value) for kind, pk, value in found if (kind, pk) not in held]
    if "personal" not in kinds:
        blocks.append(_block("personal", None))
    if "rating" not in kinds:
        blocks.append(_block("rating", {"question": "Hilfreich?", "closes_at": in_two_weeks().isoformat()}))
    return blocks


def _page_of(block: Any) -> int | str | None:
    """What a block is about: the page it points to, or the heading of a text."""
    if block.block_type == "text":
        return str(block.value["heading"])
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


def _reports(since: datetime) -> list[EventPage]:
    """Dates whose report is new."""
    told = EventPage.objects.live().public().exclude(report="").filter(last_published_at__gt=since)
    return list(told.filter(event__ends_at__lt=timezone.now()).order_by("-last_published_at")[:MOST_TEXTS])


def _news(since: datetime) -> list[NewsPage]:
    return list(
        NewsPage.objects.live()
        .public()
        .filter(first_published_at__gt=since)
        .order_by("-first_published_at")[:MOST_TEXTS]
    )


def _told(page: BasePage, words: str) -> dict[str, str]:
    """A page as a text of the issue: its one sentence, and the way there."""
    link = f'<a linktype="page" id="{page.pk}">{escape(words)}</a>'
    return {"heading": page.title[:90], "text": f"<p>{escape(page.lead)} {link}</p>"}


def _block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}
