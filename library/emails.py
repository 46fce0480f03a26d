"""Every mail the Library can send: one function each, called inside the act that owes it."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from forum import tokens
from forum.models import OutgoingMail, PortalSettings, User
from forum.outbox import owe
from library.models import Adoption, Freshness, PracticePage, Submission
from members.models import Membership, Organisation


def submission_received(submission: Submission) -> None:
    """To the author: it is with us, and by when we answer."""
    _to_author(submission, "library/submission_received", due=_day(submission.due_on))


def submission_to_review(submission: Submission) -> None:
    """To the forum's mailbox: something waits at the review desk."""
    owe(
        "library/submission_to_review",
        to=PortalSettings.current().contact_email,
        facts={
            **_facts(submission),
            "due": _day(submission.due_on),
            "link": _link("library:review", submission.pk),
        },
        key=_key("to_review", submission),
    )


def asked_back(submission: Submission) -> None:
    _to_author(submission, "library/asked_back", message=submission.message)


def published(submission: Submission) -> None:
    link = f"{settings.PORTAL_URL}/bibliothek/{submission.practice.slug}/"
    _to_author(submission, "library/published", link=link)


def rejected(submission: Submission) -> None:
    _to_author(submission, "library/rejected", message=submission.message)


def freshness_asked(freshness: Freshness) -> None:
    """To the contact point, a year after the last confirmation. Both buttons lead to pages of their own."""
    if mailbox := freshness.practice.contact_mailbox:
        _ask_for_freshness(freshness, mailbox, whom="")


def freshness_asked_of_coordinators(freshness: Freshness) -> None:
    """To the origin's coordinators, when the contact point did not answer or its person has left."""
    if freshness.practice.origin:
        for coordinator in _coordinators(freshness.practice.origin):
            _ask_for_freshness(freshness, coordinator.email, whom=f"/{freshness.state}/{coordinator.pk}")


def _ask_for_freshness(freshness: Freshness, to: str, *, whom: str) -> None:
    practice = freshness.practice
    since = freshness.confirmed_at.isoformat()
    token = tokens.sign("library.confirm", {"practice": practice.pk, "since": since, "to": mark_of(to)})
    owe(
        "library/freshness_asked",
        to=to,
        facts={
            "title": practice.title,
            "place": practice.place,
            "confirmed": _day(freshness.confirmed_at.date()),
            "confirm_link": _link("library:confirm", token),
            "change_link": _link("library:change", practice.slug),
        },
        key=f"library/freshness/{practice.pk}/{freshness.confirmed_at:%Y%m%d%H%M%S}{whom}",
    )


def mark_of(address: str) -> str:
    """Binds a link to the mailbox it was sent to without showing the address in it."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()[:16]


def may_answer(practice: PracticePage, mark: str) -> bool:
    """The mailbox is still the practice's contact point, or of somebody who speaks for its origin."""
    speakers = [user.email for user in _coordinators(practice.origin)] if practice.origin else []
    return mark in {mark_of(address) for address in (practice.contact_mailbox, *speakers) if address}


def question(practice: PracticePage, *, to: str, name: str, reply_to: str, text: str, key: str) -> None:
    """To the contact point; the answer goes straight to the person who asked. The portal keeps nothing of it."""
    owe(
        "library/question",
        to=to,
        facts={
            "title": practice.title,
            "link": f"{settings.PORTAL_URL}/bibliothek/{practice.slug}/",
            "name": name,
            "reply_to": reply_to,
            "text": text,
        },
        key=f"library/question/{key}",
    )


def question_to_coordinators(practice: PracticePage, mail: OutgoingMail) -> None:
    """The same question, for those who speak for the origin; without any the office."""
    for to in _answerers(practice):
        owe("library/question", to=to, facts=mail.facts, key=f"library/question/{mail.pk}/{to}")


def contact_point_returned(practice: PracticePage) -> None:
    """To the origin's coordinators, without any to the office: mail to the contact point comes back. Once a month."""
    month = f"{timezone.localdate():%Y-%m}"
    for to in _answerers(practice):
        owe(
            "library/contact_returned",
            to=to,
            facts={
                "title": practice.title,
                "address": practice.contact_mailbox,
                "link": _link("library:change", practice.slug),
            },
            key=f"library/contact_returned/{practice.pk}/{month}/{to}",
        )


def _answerers(practice: PracticePage) -> list[str]:
    """Addresses other than the one that does not work."""
    coordinators = [user.email for user in _coordinators(practice.origin)] if practice.origin else []
    others = [address for address in coordinators if address.lower() != practice.contact_mailbox.lower()]
    return others or [PortalSettings.current().contact_email]


def adoption_to_confirm(adoption: Adoption) -> None:
    """To the adopter's coordinators: is it so? Nothing counts before one of them says yes; once a year again."""
    asked = adoption.asked_at or adoption.declared_at
    for coordinator in _coordinators(adoption.adopter):
        _of_adoption(adoption, "adoption_to_confirm", coordinator, f"{asked:%Y%m%d%H%M%S}")


def adoption_declared(adoption: Adoption) -> None:
    """To the origin's coordinators: somebody re-uses your practice, and said so themselves."""
    if adoption.practice.origin:
        for coordinator in _coordinators(adoption.practice.origin):
            _of_adoption(adoption, "adoption_declared", coordinator)


def adoption_confirmed(adoption: Adoption) -> None:
    """To whoever declared it for the adopter: it counts now."""
    if adoption.declared_by and adoption.declared_by != adoption.confirmed_by:
        _of_adoption(adoption, "adoption_confirmed", adoption.declared_by)


def adoption_declined(adoption: Adoption) -> None:
    """To whoever declared it: the adopter says that it is not so, and it is shown nowhere."""
    if adoption.declared_by:
        _of_adoption(adoption, "adoption_declined", adoption.declared_by)


def new_hits(user: User, groups: list[tuple[str, str, list[PracticePage]]], at: datetime) -> None:
    """To whoever saved searches: what is new since the last mail. `groups`: title, query string, practices."""
    owe(
        "library/new_hits",
        to=user.email,
        facts={
            "name": user.get_full_name(),
            "searches": [
                {
                    "title": title,
                    "link": f"{settings.PORTAL_URL}{reverse('library:index')}?{query}",
                    "practices": [
                        {
                            "title": practice.title,
                            "place": practice.place,
                            "link": f"{settings.PORTAL_URL}/bibliothek/{practice.slug}/",
                        }
                        for practice in practices[:10]
                    ],
                }
                for title, query, practices in groups
            ],
            "link": _link("library:saved_searches"),
            "stop_link": _link("library:stop_alerts", tokens.sign("library.alerts", user.pk)),
        },
        key=f"library/new_hits/{user.pk}/{at:%Y%m%d%H%M%S}",
    )


def _of_adoption(adoption: Adoption, name: str, to: User, round_: str = "") -> None:
    owe(
        f"library/{name}",
        to=to.email,
        facts={
            "name": to.get_full_name(),
            "title": adoption.practice.title,
            "adopter": adoption.adopter.name,
            "stage": str(adoption.get_stage_display()),
            "origin": adoption.practice.place,
            "practice_link": f"{settings.PORTAL_URL}/bibliothek/{adoption.practice.slug}/",
            "link": _link("library:adoption", adoption.pk),
        },
        key=f"library/{name}/{adoption.pk}/{to.pk}/{round_}",
    )


def _coordinators(organisation: Organisation) -> list[User]:
    memberships = Membership.objects.active().filter(organisation=organisation, role=Membership.Role.COORDINATOR)
    return [membership.user for membership in memberships.select_related("user")]


def _to_author(submission: Submission, name: str, **facts: Any) -> None:
    if submission.author is None or not submission.author.is_active:
        return
    owe(
        name,
        to=submission.author.email,
        facts={**_facts(submission), "link": _link("library:write", submission.pk), **facts},
        key=_key(name.rsplit("/", 1)[1], submission),
    )


def _facts(submission: Submission) -> dict[str, Any]:
    author: User | None = submission.author
    return {
        "title": submission.practice.get_latest_revision_as_object().title,
        "organisation": submission.organisation.name,
        "author": author.get_full_name() if author else "",
    }


def _key(name: str, submission: Submission) -> str:
    """One mail per step and round: the day and second of the last submit tells the rounds apart."""
    at = submission.decided_at or submission.submitted_at or submission.created_at
    return f"library/{name}/{submission.pk}/{at:%Y%m%d%H%M%S%f}"


def _link(route: str, *args: Any) -> str:
    return settings.PORTAL_URL + reverse(route, args=args)


def _day(value: date | None) -> str:
    return date_format(value, "D, j. F Y") if value else ""
