"""An issue as subject, text and HTML, rendered once per dispatch, with slots where recipients differ."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from mrml import to_html

from events.models import Event
from forum.models import PortalSettings
from forum.templatetags.german import day, moment
from newsletter import links
from newsletter.blocks import is_complete
from newsletter.models import IssuePage, Prompt

# What encloses a slot. Characters nobody types, and printable ones: the MJML engine spells others out in attributes.
OPEN, CLOSE = "⟦slot:", "⟧"


@dataclass(frozen=True)
class Composition:
    """The three bodies of an issue. Slots: greeting, masked, since, personal_text, personal_html, and tokens:
    token.unsubscribe, token.preferences, token.answer.<prompt>.<choice>, and notes: note.fit-<practice>,
    note.quota-<event>."""

    subject: str
    text: str
    html: str


def slot(name: str) -> str:
    return f"{OPEN}{name}{CLOSE}"


def compose(issue: IssuePage, prompts: dict[str, Prompt], *, only_events: bool = False) -> Composition:
    """Renders `issue` (a page as one revision holds it). `only_events` leaves out what event readers did not order."""
    blocks = [
        describe(block, prompts)
        for block in issue.body
        if is_complete(block) and (not only_events or block.block_type in ("event", "personal"))
    ]
    context = {
        "issue": issue,
        "blocks": blocks,
        "portal": PortalSettings.current(),
        "portal_url": settings.PORTAL_URL,
        "slot": {name: slot(name) for name in ("greeting", "masked", "since")},
        "urls": {
            "unsubscribe": _link("unsubscribe", "unsubscribe"),
            "preferences": _link("preferences", "preferences"),
            "web": f"{settings.PORTAL_URL}{reverse('newsletter:index')}{issue.slug}/",
            "archive": f"{settings.PORTAL_URL}{reverse('newsletter:index')}",
        },
    }
    template: Any = get_template("emails/newsletter/issue.txt")
    text = template.template.render(Context(context, autoescape=False))
    return Composition(
        subject=" ".join(issue.mail_subject.split()),
        text=_without_gaps(text),
        html=to_html(render_to_string("emails/newsletter/issue.mjml", context)).content,
    )


def describe(block: Any, prompts: dict[str, Prompt]) -> dict[str, Any]:
    """One block with what its mail templates need."""
    prompt = prompts.get(str(block.id))
    return {
        "kind": block.block_type,
        "mjml": f"emails/newsletter/blocks/{block.block_type}.mjml",
        "txt": f"emails/newsletter/blocks/{block.block_type}.txt",
        "value": block.value,
        "prompt": prompt,
        "links": [
            {"label": label, "url": _link("answer", f"answer.{prompt.pk}.{choice}")}
            for choice, label in enumerate(prompt.choices)
        ]
        if prompt
        else [],
        "facts": FACTS.get(block.block_type, lambda value, prompt: {})(block.value, prompt),
    }


def _link(route: str, token: str) -> str:
    """The address of a route whose token each recipient's own replaces."""
    address = reverse(f"newsletter:{route}", args=["TOKEN"])
    return settings.PORTAL_URL + address.replace("TOKEN", slot(f"token.{token}"))


def _page_facts(value: Any, prompt: Prompt | None) -> dict[str, Any]:
    page = value["page"].specific
    return {
        "url": links.address_of(page),
        "path": page.url or "/",
        "lead": getattr(page, "lead", ""),
    }


def _practice_facts(value: Any, prompt: Prompt | None) -> dict[str, Any]:
    practice = value["page"].specific
    return {
        **_page_facts(value, prompt),
        "fit": slot(f"note.fit-{practice.pk}"),
        "picture": settings.PORTAL_URL + reverse("newsletter:picture", args=[practice.pk]),
        "picture_alt": _("Umriss von %s") % (practice.place or practice.title),
    }


def _event_facts(value: Any, prompt: Prompt | None) -> dict[str, Any]:
    facts = _page_facts(value, prompt)
    event: Any = Event.objects.with_seats().filter(page=value["page"].pk).select_related("venue").first()
    if event is None:
        return facts
    facts |= {"when": event.when, "where": event.where}
    if event.takes_registrations and event.capacity and event.deadline:
        free = max(event.capacity - event.taken, 0)
        facts["seats"] = _("Stand %(now)s: noch %(free)d von %(all)d Plätzen frei. Anmelden bis %(until)s.") % {
            "now": moment(timezone.now()),
            "free": free,
            "all": event.capacity,
            "until": day(event.deadline),
        }
        if event.max_per_organisation is not None and not event.quota_released(timezone.now()):
            facts["seats"] += slot(f"note.quota-{event.pk}")
    return facts


def _asking_facts(value: Any, prompt: Prompt | None) -> dict[str, Any]:
    context = value.get("context") or ""
    if asked_by := value.get("asked_by"):
        context = f"{asked_by}: {context}" if context else asked_by
    return {
        "kind": prompt.get_kind_display() if prompt else "",
        "until": day(value["closes_at"]),
        "context": context,
        "last": _last_of_its_kind(prompt) if prompt else None,
    }


def _last_of_its_kind(prompt: Prompt) -> dict[str, Any] | None:
    """How many answered the same kind of question in the issue before, and where the result stands."""
    before = Prompt.objects.filter(kind=prompt.kind, issue__live=True, issue__number__lt=prompt.issue.number)
    last = before.annotate(total=Count("answers")).select_related("issue").order_by("-issue__number", "pk").first()
    if last is None or last.total < 2:
        return None
    return {"total": last.total, "url": f"{settings.PORTAL_URL}{reverse('newsletter:index')}{last.issue.slug}/"}


def _result_facts(value: Any, prompt: Prompt | None) -> dict[str, Any]:
    from newsletter.results import results_of  # results stand on answers, which stand on nothing here

    page = value["issue"].specific
    told = (Prompt.Kind.POLL, Prompt.Kind.VOTE, Prompt.Kind.QUESTION)
    results = [result for result in results_of(page) if result.prompt.kind in told and result.total]
    return {"url": links.address_of(page), "results": results}


FACTS = {
    "practice": _practice_facts,
    "event": _event_facts,
    "poll": _asking_facts,
    "vote": _asking_facts,
    "question": _asking_facts,
    "result": _result_facts,
    "personal": lambda value, prompt: {"html": slot("personal_html"), "text": slot("personal_text")},
}


def greeting(name: str) -> str:
    return _("Guten Tag %(name)s,") % {"name": name} if name else _("Guten Tag,")


def _without_gaps(text: str) -> str:
    """At most one empty line in a row; templates leave more."""
    lines = [line.rstrip() if line != "-- " else line for line in text.strip().split("\n")]
    return "\n".join(line for at, line in enumerate(lines) if line or lines[at - 1]) + "\n"
