"""What an issue asks its readers, taken from its blocks and frozen with the approval."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events.models import Event
from newsletter.blocks import choices_of, is_complete
from newsletter.models import IssuePage, Prompt

INTEREST = timedelta(days=60)  # how long „Das interessiert uns“ can be said


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
        str(block.id): Prompt(pk=None, issue=issue, block=block.id, **_fields(block))
        for block in page.body
        if is_complete(block) and choices_of(block)
    }


def _fields(block: Any) -> dict[str, Any]:
    value, choices = block.value, [str(choice) for choice in choices_of(block)]
    if block.block_type == "event":
        page = value["page"].specific
        return {
            "kind": Prompt.Kind.RSVP,
            "title": page.title[:200],
            "choices": choices,
            "closes_at": closing_of_event(page),
            "event_page": page,
        }
    if block.block_type == "practice":
        page = value["page"].specific
        return {
            "kind": Prompt.Kind.INTEREST,
            "title": page.title[:200],
            "choices": choices,
            "closes_at": timezone.now() + INTEREST,
            "practice": page,
        }
    return {
        "kind": block.block_type,
        "title": value["question"],
        "choices": choices,
        "closes_at": value["closes_at"],
        "asks_speakers": bool(value.get("speakers")),
    }


def closing_of_event(page: Any) -> datetime:
    """When „Ich komme“ ends: with the deadline of the event, or when it begins."""
    event = Event.objects.filter(page=page.pk).first()
    closes_at = event and (event.deadline or event.starts_at)
    return closes_at or timezone.now() + timedelta(days=30)
