"""Expert groups: who belongs, who speaks, and what stands on the board that only they see."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import User
from members.admission import NotPossible
from members.models import ExpertGroup, GroupMembership, Organisation


class SpeakerStays(NotPossible):
    pass


def is_in(user: Any, group: ExpertGroup) -> bool:
    """Has joined; waiting for the spokesperson is not enough."""
    return bool(user.is_authenticated) and in_force(group).filter(user=user).exclude(joined_at=None).exists()


def speaks_for(user: Any, group: ExpertGroup) -> bool:
    return bool(user.is_authenticated) and in_force(group).filter(user=user, is_speaker=True).exists()


def in_force(group: ExpertGroup) -> Any:
    """Places held for an organisation that still takes part."""
    return group.memberships.filter(organisation__is_active=True)


@transaction.atomic
def ask_to_join(group: ExpertGroup, *, user: User, organisation: Organisation) -> GroupMembership:
    """The first person of a new group speaks for it at once; everybody else waits for the spokesperson.

    A group that all have left keeps its board and files, so whoever comes then waits for the Geschäftsstelle.
    """
    group = _locked(group)
    is_first = not (group.memberships.exists() or group.board or group.documents.exists() or group.meetings.exists())
    membership, _created = GroupMembership.objects.get_or_create(
        group=group,
        user=user,
        defaults={
            "organisation": organisation,
            "is_speaker": is_first,
            "joined_at": timezone.now() if is_first else None,
        },
    )
    return membership


@transaction.atomic
def let_in(membership: GroupMembership) -> GroupMembership:
    _locked(membership.group)
    membership.refresh_from_db()
    if membership.joined_at is None:
        membership.joined_at = timezone.now()
        membership.save(update_fields=["joined_at"])
    return membership


@transaction.atomic
def take_out(membership: GroupMembership) -> None:
    """Raises SpeakerStays while the person speaks for the group and others are left."""
    _locked(membership.group)
    place = GroupMembership.objects.filter(pk=membership.pk).first()
    if place is None:
        return
    if place.is_speaker and membership.group.memberships.exclude(pk=place.pk).exists():
        raise SpeakerStays(_("Wer für die Runde spricht, gibt das Amt vorher an jemand anderen aus der Runde weiter."))
    place.delete()


@transaction.atomic
def make_speaker(membership: GroupMembership) -> GroupMembership:
    """Hands the office on within the group."""
    _locked(membership.group)
    GroupMembership.objects.filter(group=membership.group, is_speaker=True).update(is_speaker=False)
    membership.is_speaker = True
    membership.joined_at = membership.joined_at or timezone.now()
    membership.save(update_fields=["is_speaker", "joined_at"])
    return membership


@transaction.atomic
def write_on_board(group: ExpertGroup, *, text: str) -> ExpertGroup:
    group = _locked(group)
    group.board = text
    group.save(update_fields=["board", "changed_at"])
    return group


def _locked(group: ExpertGroup) -> ExpertGroup:
    return ExpertGroup.objects.select_for_update(no_key=True, of=("self",)).get(pk=group.pk)
