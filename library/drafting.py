"""Acts of writing: begin a practice, take over a Kurzeintrag, revise a published one, save with gaps."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from forum.models import User
from library.models import LibraryPage, PracticePage, Submission
from library.models.practice import free_slug
from library.models.vocabulary import EntryKind
from members.models import Organisation
from members.permissions import belongs_to, coordinates, is_editor


class SubmissionRefused(Exception):
    """The act cannot be done; the sentence is for the person who tried."""


class NotAllowed(SubmissionRefused):
    """This person may not do it, whatever the state."""


class WrongState(SubmissionRefused):
    """Somebody was quicker, or the step does not fit the state."""


class UnderReview(WrongState):
    def __init__(self) -> None:
        super().__init__(_("Die Praxis liegt gerade bei der Prüfung und kann nicht geändert werden."))


@transaction.atomic
def begin(title: str, *, by: User, on_behalf_of: Organisation) -> Submission:
    """A new draft for an organisation the person belongs to. Members and partners may write, mentioned bodies not."""
    if not belongs_to(by, on_behalf_of) or on_behalf_of.standing == Organisation.Standing.MENTIONED:
        raise NotAllowed(_("Sie können nur für Ihre eigene Organisation schreiben."))
    library = _locked_library()
    practice = PracticePage(
        title=title.strip(), slug=free_slug(library, title), origin=on_behalf_of, owner=by, live=False,
        entry_kind=EntryKind.FULL,
    )  # fmt: skip
    library.add_child(instance=practice)
    practice.save_revision(user=by, log_action=False)
    return Submission.objects.create(practice=practice, organisation=on_behalf_of, author=by)


@transaction.atomic
def take_over(practice: PracticePage, *, by: User, on_behalf_of: Organisation) -> Submission:
    """The municipality of a Kurzeintrag makes it its own: a draft of the Steckbrief, published only after review.

    Repeating it answers with the open draft.
    """
    if not may_take_over(practice, by, on_behalf_of):
        raise NotAllowed(_("Einen Kurzeintrag übernimmt die Koordination der Kommune, aus der er stammt."))
    return _open(practice, by, on_behalf_of)


@transaction.atomic
def revise(practice: PracticePage, *, by: User, on_behalf_of: Organisation) -> Submission:
    """A new version of a published Steckbrief by its organisation. Repeating it answers with the open draft."""
    if practice.is_short or practice.origin_id != on_behalf_of.pk or not belongs_to(by, on_behalf_of):
        raise NotAllowed(_("Ändern kann diese Praxis nur die Organisation, aus der sie stammt."))
    return _open(practice, by, on_behalf_of)


def may_take_over(practice: PracticePage, user: Any, organisation: Organisation) -> bool:
    """Same organisation, or the member that stands for the municipality the entry names."""
    if not practice.is_short or not practice.live or practice.origin is None or not coordinates(user, organisation):
        return False
    return speaks_for(organisation, practice.origin)


def speaks_for(organisation: Organisation, origin: Organisation) -> bool:
    """Is the origin, or the municipality or district of its place; a company of that town speaks for itself only."""
    place = origin.municipality_id
    return organisation.pk == origin.pk or (
        place is not None and organisation.is_place and organisation.municipality_id == place
    )


def may_write(submission: Submission, user: Any) -> bool:
    """Colleagues of the organisation write together; editors help."""
    if not user.is_authenticated:
        return False
    return is_editor(user) or belongs_to(user, submission.organisation)


@contextmanager
def alone(submission: Submission) -> Iterator[PracticePage]:
    """The newest draft, which nobody else saves until the block ends: from reading it to `save_draft`."""
    with transaction.atomic():
        locked = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
        yield PracticePage.objects.get(pk=locked.practice_id).get_latest_revision_as_object()


@transaction.atomic
def save_draft(submission: Submission, practice: PracticePage, *, by: User, now: datetime | None = None) -> Submission:
    """Stores `practice` (the latest draft with changes) as its newest revision; gaps are fine.

    One sitting of one person is one revision, so that autosave does not bury the history. Raises WrongState once the
    text lies with the reviewers.
    """
    now = now or timezone.now()
    locked = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
    if not locked.is_writable:
        raise UnderReview
    library = _locked_library() if not practice.live else None
    if library is not None:
        practice.slug = free_slug(library, practice.title, taken_by=practice.pk)
    latest = practice.latest_revision
    same_sitting = latest is not None and latest.user_id == by.pk and latest.created_at >= locked.created_at
    is_published_text = latest is not None and practice.live_revision_id == latest.pk
    practice.save_revision(user=by, overwrite_revision=latest if same_sitting and not is_published_text else None)
    locked.saved_at = now
    locked.save(update_fields=["saved_at"])
    return locked


@transaction.atomic
def discard(submission: Submission, *, by: User) -> None:
    """Throws a draft away. What was never published goes altogether; a published practice stays as it is."""
    locked = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
    if not may_write(locked, by):
        raise NotAllowed(_("Diesen Entwurf kann nur die Organisation verwerfen, die ihn schreibt."))
    if not locked.is_writable:
        raise WrongState(_("Verwerfen lässt sich nur ein Entwurf."))
    practice = locked.practice
    if not practice.live and practice.first_published_at is None:
        practice.delete()
        return
    locked.state, locked.decided_at = Submission.State.DISCARDED, timezone.now()
    locked.save(update_fields=["state", "decided_at"])
    if practice.live_revision_id:
        # The draft's text must not come back when an editor next presses „Veröffentlichen“.
        Revision.objects.get(pk=practice.live_revision_id).as_object().save_revision(user=by, changed=False)


def _open(practice: PracticePage, by: User, on_behalf_of: Organisation) -> Submission:
    PracticePage.objects.select_for_update(of=("self",), no_key=True).get(pk=practice.pk)
    found = Submission.objects.open().filter(practice=practice).first()
    if found is not None:
        if found.organisation_id != on_behalf_of.pk:
            raise NotAllowed(_("Diese Praxis wird gerade von einer anderen Organisation bearbeitet."))
        return found
    draft = practice.get_latest_revision_as_object()
    draft.entry_kind, draft.origin = EntryKind.FULL, on_behalf_of
    draft.save_revision(user=by)
    return Submission.objects.create(practice=practice, organisation=on_behalf_of, author=by)


def _locked_library() -> LibraryPage:
    """Concurrent add_child under one parent can collide; a draft's slug must be free when it is taken."""
    return LibraryPage.objects.select_for_update(of=("self",), no_key=True).get()
