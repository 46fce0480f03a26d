"""Anfragen from member to member: the portal passes them on, and nobody's address is shown for it.

Whoever is asked sees who asks, and answers straight to their address, which the asking person has agreed to hand over.
"""

from uuid import UUID

from django.db import transaction

from forum.models import User
from members import emails
from members.models import Expertise, Membership, Organisation


def reachable(organisation: Organisation, person: int | None = None) -> list[Membership]:
    """Who gets an Anfrage: one person who can be seen among the members, or who answers for the organisation.

    Those are its contact people; where it has named none, its coordinators.
    """
    people = Membership.objects.active().filter(organisation=organisation).select_related("user")
    if person is not None:
        offering = Expertise.objects.visible().values("membership")
        return list(people.filter(pk=person, is_public=True) | people.filter(pk=person, pk__in=offering))
    return list(people.filter(is_contact=True)) or list(people.filter(role=Membership.Role.COORDINATOR))


@transaction.atomic
def ask(to: list[Membership], *, by: User, on_behalf_of: Organisation, text: str, once: UUID) -> None:
    """Owes the mails; the same Anfrage (`once`) sent twice is sent once."""
    for membership in to:
        emails.contact_asked(membership, by=by, on_behalf_of=on_behalf_of, text=text, once=once)
