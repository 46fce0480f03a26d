"""Every single mail of this room (the issues themselves are deliveries: see composition.py)."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from forum import outbox, tokens
from forum.models import OutgoingMail, User
from members.models import Membership, Organisation
from members.permissions import ADMINS, EDITORS
from newsletter import links
from newsletter.models import IssuePage, PendingRequest, Subscriber

CONFIRM = "newsletter-confirm"


def url(name: str, *args: object) -> str:
    return settings.PORTAL_URL + reverse(f"newsletter:{name}", args=args)


def confirm_subscription(pending: PendingRequest) -> str:
    """Asks whether the owner of the address wants mail. No news, no advertising, and no word that a stranger may have
    typed. Returns the Message-ID."""
    key = f"newsletter-confirm-{pending.subject.hex}-{pending.mails}"
    token = tokens.sign(CONFIRM, pending.subject.hex)
    outbox.owe(
        "newsletter/confirm_subscription",
        to=pending.email,
        facts={"confirm_url": url("confirm", token)},
        key=key,
    )
    return OutgoingMail.objects.values_list("message_id", flat=True).get(key=key)


def already_subscribed(subscriber: Subscriber) -> None:
    """The other answer to a sign-up, sent where nobody but the owner sees it; at most once a day."""
    if subscriber.email:
        outbox.owe(
            "newsletter/already_subscribed",
            to=subscriber.email,
            facts={"preferences_url": preferences_url(subscriber), "unsubscribe_url": unsubscribe_url(subscriber)},
            key=f"newsletter-already-{subscriber.pk}-{timezone.localdate()}",
        )


def welcome(subscriber: Subscriber) -> None:
    if subscriber.email:
        outbox.owe(
            "newsletter/welcome",
            to=subscriber.email,
            facts={
                "name": subscriber.name,
                "frequency": str(subscriber.get_frequency_display()),
                "topics": [topic.name for topic in subscriber.topics.all()],
                "preferences_url": preferences_url(subscriber),
                "unsubscribe_url": unsubscribe_url(subscriber),
                "archive_url": url("index"),
            },
            key=f"newsletter-welcome-{subscriber.subject.hex}",
        )


def preferences_url(subscriber: Subscriber) -> str:
    return url("preferences", links.sign("preferences", subscriber.pk))


def unsubscribe_url(subscriber: Subscriber) -> str:
    return url("unsubscribe", links.sign("unsubscribe", subscriber.pk))


def contact_point_bounced(organisation: Organisation, address: str) -> None:
    """Tells the coordinators that mail to the public contact point of their organisation comes back; once a month."""
    coordinators = Membership.objects.active().filter(organisation=organisation, role=Membership.Role.COORDINATOR)
    month = timezone.localdate().strftime("%Y-%m")
    for membership in coordinators.select_related("user"):
        if membership.user.email != address:
            outbox.owe(
                "newsletter/contact_point_bounced",
                to=membership.user.email,
                facts={"organisation": organisation.name, "address": address},
                key=f"contact-bounced-{organisation.pk}-{membership.user_id}-{month}",
            )


def release_asked(issue: IssuePage, *, by: User) -> None:
    """To everybody who may release an issue, except who asks; once for each text."""
    page = issue.get_latest_revision_as_object()
    others = User.objects.filter(is_active=True, groups__name__in=(EDITORS, ADMINS)).exclude(pk=by.pk).distinct()
    for person in others:
        outbox.owe(
            "newsletter/release_asked",
            to=person.email,
            facts={"title": page.title, "number": page.number, "who": str(by), "desk_url": url("desk", issue.pk)},
            key=f"release-asked-{issue.latest_revision_id}-{person.pk}",
        )


def release_given_back(issue: IssuePage, task: TaskState, *, to: User, by: User, comment: str) -> None:
    page = issue.get_latest_revision_as_object()
    outbox.owe(
        "newsletter/release_given_back",
        to=to.email,
        facts={
            "title": page.title,
            "number": page.number,
            "who": str(by),
            "comment": comment,
            "desk_url": url("desk", issue.pk),
        },
        key=f"release-given-back-{task.pk}",
    )
