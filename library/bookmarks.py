"""Acts of the Merkzettel: keep and let go, for oneself or for the organisation. Both may be repeated."""

from typing import Any

from django.db.models import Q, QuerySet

from forum.models import User
from library.drafting import NotAllowed
from library.models import Bookmark, PracticePage
from members.models import Organisation
from members.permissions import belongs_to


def keep(practice: PracticePage, *, by: User, shared_with: Organisation | None = None) -> None:
    _may(by, shared_with)
    Bookmark.objects.bulk_create(
        [Bookmark(practice=practice, user=by, organisation=shared_with)], ignore_conflicts=True
    )


def let_go(practice: PracticePage, *, by: User, shared_with: Organisation | None = None) -> None:
    _may(by, shared_with)
    owner = Q(organisation=shared_with) if shared_with else Q(user=by, organisation=None)
    Bookmark.objects.filter(owner, practice=practice).delete()


def kept_by(user: Any) -> QuerySet[Bookmark]:
    """Own entries and those shared in the person's organisations, of practices that are public today."""
    return _entries_of(user).filter(practice__in=PracticePage.objects.shown())


def keepers(user: Any, practice: PracticePage) -> set[int | None]:
    """For whom the person sees this practice as kept: None for themselves, else the organisation it is shared in."""
    return set(_entries_of(user).filter(practice=practice).values_list("organisation", flat=True))


def _entries_of(user: Any) -> QuerySet[Bookmark]:
    if not user.is_authenticated:
        return Bookmark.objects.none()
    mine = Q(user=user, organisation=None)
    shared = Q(
        organisation__memberships__user=user, organisation__memberships__state="active", organisation__is_active=True
    )
    return Bookmark.objects.filter(mine | shared).distinct()


def _may(by: User, shared_with: Organisation | None) -> None:
    if shared_with is not None and not belongs_to(by, shared_with):
        raise NotAllowed("")
