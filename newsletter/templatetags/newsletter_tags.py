"""What other pages show of the newsletter."""

from typing import Any

from django import template
from django.urls import reverse

from newsletter import composition, prompts
from newsletter.blocks import is_complete
from newsletter.models import IssuePage, Prompt, Subscriber
from newsletter.results import results_of

register = template.Library()


@register.inclusion_tag("newsletter/signup.html")
def newsletter_signup(level: int = 2, id: str = "newsletter-adresse") -> dict[str, Any]:  # noqa: A002 - an HTML id
    """The sign-up box. Nothing personal in it: pages with it stay cacheable."""
    return {"level": level, "id": id}


@register.inclusion_tag("newsletter/newest_issues.html")
def newest_issues(count: int = 3) -> dict[str, Any]:
    issues = IssuePage.objects.live().public().order_by("-published_on", "-number")
    return {"issues": issues.only("title", "slug", "number", "published_on")[:count]}


@register.inclusion_tag("newsletter/issue_blocks.html")
def issue_blocks(issue: IssuePage) -> dict[str, Any]:
    """The blocks of an issue for the web: without personal parts, with results as they stand."""
    asked = prompts.of(issue, issue)
    results = {str(result.prompt.block): result for result in results_of(issue)}
    return {
        "blocks": [
            {
                **composition.describe(block, asked),
                "template": f"newsletter/blocks/{block.block_type}.html",
                "result": results.get(str(block.id)),
                "answers": _answers_with_account(asked.get(str(block.id))),
            }
            for block in issue.body
            if block.block_type != "personal" and is_complete(block)
        ]
    }


def _answers_with_account(prompt: Prompt | None) -> list[tuple[str, str]]:
    """Label and address of each answer, for readers of the web version: whoever answers there signs in first."""
    if prompt is None or prompt.pk is None or not prompt.is_open():
        return []
    return [
        (label, reverse("newsletter:own_answer", args=[prompt.pk, choice]))
        for choice, label in enumerate(prompt.choices)
    ]


@register.simple_tag
def subscription_of(user: Any) -> Subscriber | None:
    """The living subscription to the address of an account."""
    return Subscriber.objects.filter(email=user.email, ended_at__isnull=True).first()
