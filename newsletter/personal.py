"""What differs between recipients: greeting, own registrations, own open votes, news of the own region.

Read for a whole batch of a hundred or two at once: a handful of queries, however long the list of recipients is.
"""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event, Registration
from library.models import PracticePage
from newsletter import links
from newsletter.letter import Recipient
from newsletter.models import Answer, Delivery, Prompt, Subscriber
from newsletter.models.subscriber import Frequency, address_hash
from newsletter.notes import Notes

MOST_PROMPTS = 3
NEW = timedelta(days=60)
_BOX = "padding:12px 28px;border-top:1px solid #cfd2e0;font-size:16px;line-height:1.5"

# How a living registration stands, in the words of its receipt.
STANDS: dict[str, Any] = {
    Registration.Status.PENDING_MAIL: gettext_lazy("Bitte bestätigen Sie noch Ihre E-Mail-Adresse"),
    Registration.Status.RECEIVED: gettext_lazy("Ihre Anmeldung ist eingegangen"),
    Registration.Status.CONFIRMED: gettext_lazy("Sie haben einen Platz"),
    Registration.Status.WAITLISTED: gettext_lazy("Sie stehen auf der Warteliste"),
    Registration.Status.OFFERED: gettext_lazy("Ein Platz ist für Sie frei, bitte nehmen Sie ihn an"),
}

Line = tuple[str, str]


def addressed(rows: list[Delivery], *, with_parts: bool = True, notes: Notes | None = None) -> list[Recipient]:
    """The claimed rows as recipients. `with_parts` is false for issues that have no place for personal lines."""
    words = notes.of(row.subscriber.email for row in rows if row.subscriber.email) if notes else {}
    own = parts([row.subscriber for row in rows]) if with_parts else {}
    return [
        Recipient(
            delivery=row.pk,
            subscriber=row.subscriber_id,
            email=row.subscriber.email or "",
            name=row.subscriber.name,
            confirmed_at=row.subscriber.confirmed_at,
            only_events=row.subscriber.frequency == Frequency.EVENTS,
            personal_text=own.get(row.subscriber_id, ("", ""))[0],
            personal_html=own.get(row.subscriber_id, ("", ""))[1],
            notes=words.get(row.subscriber.email or "", {}),
        )
        for row in rows
    ]


def parts(people: list[Subscriber], *, token: str = "") -> dict[int, tuple[str, str]]:
    """By subscriber: the personal lines as text and as HTML, both empty when there is nothing to say. `token` stands in
    place of every signature where somebody else looks at them."""
    lines: dict[int, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    _registrations(people, lines)
    _open_prompts(people, lines, token)
    _region(people, lines)
    return {person.pk: _written(lines[person.pk]) for person in people}


Lines = dict[int, dict[str, list[Line]]]


def _registrations(people: list[Subscriber], lines: Lines) -> None:
    by_email = {person.email: person.pk for person in people if person.email}
    rows = (
        Registration.objects.live()
        .filter(email__in=by_email, event__status=Event.Status.ANNOUNCED, event__starts_at__gt=timezone.now())
        .select_related("event")
        .order_by("event__starts_at")
    )
    for row in rows:
        words = f"{row.event.title}, {row.event.when}: {STANDS[row.status]} (Nr. {row.receipt_no})"
        lines[by_email[row.email]][_("Ihre Anmeldungen")].append((words, row.event.url))


def _open_prompts(people: list[Subscriber], lines: Lines, token: str) -> None:
    """Votes and questions of issues already mailed that this reader has not answered."""
    kinds = (Prompt.Kind.POLL, Prompt.Kind.VOTE, Prompt.Kind.QUESTION)
    prompts = list(
        Prompt.objects.filter(
            kind__in=kinds, closes_at__gt=timezone.now(), issue__dispatch__finished_at__isnull=False
        ).order_by("closes_at")[:MOST_PROMPTS]
    )
    if not prompts:
        return
    voters = {address_hash(person.email): person.pk for person in people if person.email}
    given = Answer.objects.filter(prompt__in=prompts, voter__in=voters).values_list("prompt", "voter")
    answered = {(prompt_id, voters[voter]) for prompt_id, voter in given if voter}
    for person in people:
        for prompt in prompts:
            if (prompt.pk, person.pk) not in answered:
                signed = token or links.sign("answer", person.pk, prompt.pk, 0)
                address = settings.PORTAL_URL + reverse("newsletter:answer", args=[signed])
                lines[person.pk][_("Noch offen")].append((prompt.title, address))


def _region(people: list[Subscriber], lines: Lines) -> None:
    """New practices from the reader's district."""
    regions = {person.region for person in people if person.region}
    if not regions:
        return
    pages = (
        PracticePage.objects.live()
        .public()
        .filter(first_published_at__gt=timezone.now() - NEW)
        .filter(Q(origin__municipality__district_ags__in=regions) | Q(origin__municipality__ags__in=regions))
        .select_related("origin__municipality")
        .order_by("-first_published_at")[:200]
    )
    by_region: dict[str, list[Line]] = defaultdict(list)
    for page in pages:
        by_region[page.origin.municipality.district_ags].append((page.title, links.address_of(page)))
    for person in people:
        if found := by_region.get(person.region):
            lines[person.pk][_("Neu aus Ihrer Region")] += found[:3]


def _written(groups: dict[str, list[Line]]) -> tuple[str, str]:
    text, html = [], []
    for heading, entries in groups.items():
        text += [f"* {heading} *", *(f"- {words}: {url}" for words, url in entries), ""]
        items = "<br />".join(f'<a href="{escape(url)}">{escape(words)}</a>' for words, url in entries)
        html.append(f'<div class="own" style="{_BOX}"><strong>{escape(heading)}</strong><br />{items}</div>')
    return "\n".join(text), "".join(html)
