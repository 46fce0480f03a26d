"""What an issue asks its readers, taken from its blocks and frozen with the approval."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event
from newsletter.blocks import ANSWERED
from newsletter.models import IssuePage, Prompt


def freeze(issue: IssuePage, page: IssuePage) -> list[Prompt]:
    """Writes a row for each block of `page` (the approved text of `issue`) that can be answered."""
    return Prompt.objects.bulk_create(described(issue, page).values())


def thaw(issue: IssuePage) -> None:
    Prompt.objects.filter(issue=issue).delete()


def of(issue: IssuePage, page: IssuePage) -> dict[str, Prompt]:
    """By block id: the frozen rows, or what they would be (for previews), with pk 0."""
    frozen = {str(prompt.block): prompt for prompt in Prompt.objects.filter(issue_id=issue.pk)}
    return frozen or described(issue, page)


def described(issue: IssuePage, page: IssuePage) -> dict[str, Prompt]:
    return {
        str(block.id): Prompt(pk=None, issue=issue, block=block.id, **_fields(block.block_type, block.value))
        for block in page.body
        if block.block_type in ANSWERED and (block.block_type != "event" or block.value["rsvp"])
    }


def _fields(kind: str, value: Any) -> dict[str, Any]:
    if kind == "event":
        page = value["page"].specific
        return {
            "kind": Prompt.Kind.RSVP,
            "title": page.title[:200],
            "choices": [_("Ich komme"), _("Ich kann nicht")],
            "closes_at": closing_of_event(page),
            "event_page": page,
        }
    choices = {
        "poll": lambda: list(value["options"]),
        "vote": lambda: list(value["topics"]),
        "question": lambda: [_("Antwort schreiben")],
        "rating": lambda: [_("Ja"), _("Nein")],
    }[kind]()
    return {"kind": kind, "title": value["question"], "choices": choices, "closes_at": value["closes_at"]}


def closing_of_event(page: Any) -> datetime:
    """When „Ich komme“ ends: with the deadline of the event, or when it begins."""
    event = Event.objects.filter(page=page.pk).first()
    closes_at = event and (event.deadline or event.starts_at)
    return closes_at or timezone.now() + timedelta(days=30)
