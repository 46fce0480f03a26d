"""Who gets an issue: one SELECT, used for counting before and for filling after the approval."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from forum.models import User
from members.models import Membership
from newsletter.models import IssuePage, Subscriber
from newsletter.models.subscriber import Frequency


def recipients(issue: IssuePage) -> QuerySet[Subscriber]:
    """Everybody whose subscription, preferences and membership ask for this issue (as one revision holds it)."""
    people = Subscriber.objects.receiving()
    if not issue.is_monthly:
        people = people.exclude(frequency=Frequency.MONTHLY)
    if not has_events(issue):
        people = people.exclude(frequency=Frequency.EVENTS)
    topics = [topic.pk for topic in issue.topics.all()]
    if topics:
        chosen = Subscriber.topics.through.objects.filter(subscriber_id=OuterRef("pk"))
        people = people.filter(Exists(chosen.filter(fieldofaction_id__in=topics)) | ~Exists(chosen))
    organisations = [organisation.pk for organisation in issue.organisations.all()]
    if organisations or issue.audience != IssuePage.Audience.EVERYBODY:
        people = people.filter(Exists(_people_of(issue, organisations)))
    return people


def has_events(issue: IssuePage) -> bool:
    return any(block.block_type == "event" for block in issue.body)


def _people_of(issue: IssuePage, organisations: list[int]) -> QuerySet[User]:
    memberships = Membership.objects.active().filter(user_id=OuterRef("pk"))
    if organisations:
        memberships = memberships.filter(organisation_id__in=organisations)
    else:
        memberships = memberships.filter(organisation__standing="mitglied")
    if issue.audience == IssuePage.Audience.COORDINATORS:
        memberships = memberships.filter(Q(role=Membership.Role.COORDINATOR))
    return User.objects.filter(Exists(memberships), email=OuterRef("email"))
