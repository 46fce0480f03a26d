"""Acts of the Merkzettel: keep and let go, for oneself or for the organisation. Both may be repeated."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from forum.models import User
from library.drafting import NotAllowed
from library.models import Bookmark, PracticePage
from members.models import Organisation
from members.permissions import belongs_to, organisations_of


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
    return entries_of(user, organisations_of(user)).filter(practice__in=PracticePage.objects.shown())


def keepers(user: Any, own: Collection[int], practice: PracticePage) -> set[int | None]:
    """For whom the person sees this practice as kept: None for themselves, else the organisation it is shared in."""
    return set(entries_of(user, own).filter(practice=practice).values_list("organisation", flat=True))


def entries_of(user: Any, own: Any) -> QuerySet[Bookmark]:
    """The person's own entries and those of the organisations `own`, whether the practice is public today or not."""
    if not user.is_authenticated:
        return Bookmark.objects.none()
    return Bookmark.objects.filter(Q(user=user, organisation=None) | Q(organisation__in=own))


def _may(by: User, shared_with: Organisation | None) -> None:
    if shared_with is not None and not belongs_to(by, shared_with):
        raise NotAllowed("")
