"""Acts from handing in to publication, and the promise that a practice stays right (Concepts §6).

Each locks the submission (or the freshness row) first. The text is the page's newest revision: what reviewers publish
here is the same revision that editors see in their room, and publishing there closes the submission here
(library/publishing.py).
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import User
from library import completeness, emails, indexing, reviewers
from library.drafting import NotAllowed, SubmissionRefused, WrongState, may_write
from library.models import (
    Confirmation,
    Criterion,
    Freshness,
    Judgement,
    PracticePage,
    ReviewComment,
    Submission,
)
from members.models import Organisation
from members.permissions import belongs_to

WORKING_DAYS = 10
ASK_AFTER = timedelta(days=365)
UNCONFIRMED_AFTER = ASK_AFTER + timedelta(days=60)
STALE_AFTER = UNCONFIRMED_AFTER + timedelta(days=365)

State = Submission.State


class NotComplete(SubmissionRefused):
    """Required things are missing; `gaps` names them with section and field."""

    def __init__(self, gaps: list[completeness.Required]) -> None:
        super().__init__(_("Es fehlen noch Pflichtangaben."))
        self.gaps = gaps


def answer_by(day: date, working_days: int = WORKING_DAYS) -> date:
    """The day `working_days` Mondays-to-Fridays after `day`; public holidays differ by Land and are not counted out."""
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return day


# --- From draft to decision -----------------------------------------------------------------------------------------


@transaction.atomic
def submit(submission: Submission, *, by: User, change_note: str = "", now: datetime | None = None) -> Submission:
    """Hands the text to the reviewers. Raises NotComplete while required things are missing; repeats harmlessly."""
    now = now or timezone.now()
    locked = _locked(submission)
    if not may_write(locked, by):
        raise NotAllowed(_("Einreichen kann nur die Organisation, die den Text schreibt."))
    if locked.state in (State.SUBMITTED, State.IN_REVIEW):
        return locked
    _demand(locked, State.DRAFT, State.ASKED_BACK)
    gaps = completeness.missing(locked.practice.get_latest_revision_as_object())
    if gaps:
        raise NotComplete(gaps)
    locked.state, locked.submitted_at = State.SUBMITTED, now
    locked.due_on = answer_by(timezone.localtime(now).date())
    locked.change_note = change_note.strip()
    locked.save(update_fields=["state", "submitted_at", "due_on", "change_note"])
    emails.submission_received(locked)
    emails.submission_to_review(locked)
    return locked


@transaction.atomic
def judge(submission: Submission, *, by: User, answers: dict[str, tuple[str, str]]) -> Submission:
    """Keeps one reviewer's answers, criterion to (answer, note); the first one begins the review."""
    locked = _for_review(submission, by)
    for criterion, (answer, note) in answers.items():
        Judgement.objects.update_or_create(
            submission=locked,
            reviewer=by,
            criterion=Criterion(criterion),
            defaults={"answer": Judgement.Answer(answer), "note": note},
        )
    return _begin_review(locked)


@transaction.atomic
def comment(submission: Submission, *, by: User, field: str, text: str) -> ReviewComment:
    """A reviewer's word to one field; the author sees it once asked back. Said twice it is one word."""
    locked = _for_review(submission, by)
    _begin_review(locked)
    said, _new = ReviewComment.objects.get_or_create(submission=locked, reviewer=by, field=field, text=text.strip())
    return said


@transaction.atomic
def ask_back(submission: Submission, *, by: User, message: str, now: datetime | None = None) -> Submission:
    """Returns the text to its author with a question; the comments become visible to them."""
    locked = _for_review(submission, by)
    return _decide(locked, State.ASKED_BACK, by, now, message=message)


@transaction.atomic
def reject(submission: Submission, *, by: User, reason: str, now: datetime | None = None) -> Submission:
    """Ends the submission. The reason is required and goes to the author in full."""
    if not reason.strip():
        raise SubmissionRefused(_("Bitte begründen Sie die Ablehnung."))
    locked = _for_review(submission, by)
    return _decide(locked, State.REJECTED, by, now, message=reason)


@transaction.atomic
def publish(submission: Submission, *, by: User, now: datetime | None = None) -> Submission:
    """Publishes the newest revision and dates the first confirmation. Repeating it answers with the published row.

    Raises NotComplete when an editor emptied a required field meanwhile.
    """
    now = now or timezone.now()
    locked = _locked(submission)
    if locked.state == State.PUBLISHED:
        return locked
    _demand_independence(locked, by)
    _demand(locked, State.SUBMITTED, State.IN_REVIEW)
    gaps = completeness.missing(locked.practice.get_latest_revision_as_object())
    if gaps:
        raise NotComplete(gaps)
    settled = settle(locked, by=by, now=now)
    # Reviewers have no rights in the editors' room; the rule is the one checked above.
    locked.practice.get_latest_revision().publish(user=by, skip_permission_checks=True)
    return settled


def settle(submission: Submission, *, by: User | None, now: datetime) -> Submission:
    """What publication means for the rows beside the page, by whichever door. The caller holds the lock."""
    settled = _decide(submission, State.PUBLISHED, by, now)
    Confirmation.objects.create(practice=settled.practice, organisation=settled.organisation, by=settled.author, at=now)
    Freshness.objects.update_or_create(
        practice=settled.practice,
        defaults={"state": Freshness.State.CURRENT, "confirmed_at": now, "asked_at": None},
    )
    return settled


def _decide(
    locked: Submission, state: State, by: User | None, now: datetime | None, *, message: str = ""
) -> Submission:
    locked.state, locked.reviewer, locked.message = state, by, message.strip()
    locked.decided_at = now or timezone.now()
    locked.save(update_fields=["state", "reviewer", "message", "decided_at"])
    mails = {
        State.ASKED_BACK: emails.asked_back,
        State.REJECTED: emails.rejected,
        State.PUBLISHED: emails.published,
    }
    mails[state](locked)
    return locked


def _locked(submission: Submission) -> Submission:
    return (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("practice", "organisation", "author")
        .get(pk=submission.pk)
    )


def _for_review(submission: Submission, by: User) -> Submission:
    locked = _locked(submission)
    _demand_independence(locked, by)
    _demand(locked, State.SUBMITTED, State.IN_REVIEW)
    return locked


def _demand_independence(locked: Submission, by: User) -> None:
    if refusal := reviewers.why_not(locked, by):
        raise NotAllowed(refusal)


def _begin_review(locked: Submission) -> Submission:
    if locked.state == State.SUBMITTED:
        locked.state = State.IN_REVIEW
        locked.save(update_fields=["state"])
    return locked


def _demand(locked: Submission, *states: State) -> None:
    if locked.state not in states:
        raise WrongState(_("Das geht nicht mehr: Die Einreichung steht auf „%s“.") % locked.get_state_display())


# --- Freshness ------------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm_current(
    practice: PracticePage,
    *,
    by: User | None = None,
    on_behalf_of: Organisation | None = None,
    now: datetime | None = None,
) -> Freshness:
    """„Stimmt noch“: somebody of the origin, or whoever holds the link sent to the contact point (`by` is None).

    Twice on one day is one confirmation.
    """
    now = now or timezone.now()
    freshness = _locked_freshness(practice)
    organisation = on_behalf_of or freshness.practice.origin
    if by is not None and (
        organisation is None or organisation.pk != freshness.practice.origin_id or not belongs_to(by, organisation)
    ):
        raise NotAllowed(_("Bestätigen kann nur die Organisation, aus der die Praxis stammt."))
    if freshness.state == Freshness.State.ARCHIVED:
        raise WrongState(_("Diese Praxis ist archiviert."))
    if freshness.confirmed_at.date() == now.date() and freshness.state == Freshness.State.CURRENT:
        return freshness
    Confirmation.objects.create(practice=practice, organisation=organisation, by=by, at=now)
    freshness.state, freshness.confirmed_at, freshness.asked_at = Freshness.State.CURRENT, now, None
    freshness.save(update_fields=["state", "confirmed_at", "asked_at"])
    indexing.index(freshness.practice)
    return freshness


@transaction.atomic
def mark_stale(practice: PracticePage, *, now: datetime | None = None) -> Freshness:
    """Moves freshness on as far as time demands: due with a mail after a year, unconfirmed 60 days later, stale a year
    after that. Run daily; running it twice changes nothing."""
    now = now or timezone.now()
    freshness = _locked_freshness(practice)
    reached = freshness_after(now - freshness.confirmed_at)
    if freshness.state in (reached, Freshness.State.ARCHIVED):
        return freshness
    freshness.state = reached
    is_first = freshness.asked_at is None and reached != Freshness.State.CURRENT
    if is_first:
        freshness.asked_at = now
        emails.freshness_asked(freshness)
    if reached != Freshness.State.CURRENT and (not is_first or not _has_contact(freshness.practice)):
        # Nobody answered, or who used to has left: then it is for the coordinators to say who answers now.
        emails.freshness_asked_of_coordinators(freshness)
    freshness.save(update_fields=["state", "asked_at"])
    indexing.index(freshness.practice)
    return freshness


def _has_contact(practice: PracticePage) -> bool:
    person = practice.contact_person
    return bool(practice.contact_mailbox) and (person is None or person.state == person.State.ACTIVE)


def freshness_after(age: timedelta) -> Freshness.State:
    """The state that the age of the last confirmation allows."""
    if age < ASK_AFTER:
        return Freshness.State.CURRENT
    if age < UNCONFIRMED_AFTER:
        return Freshness.State.DUE
    return Freshness.State.UNCONFIRMED if age < STALE_AFTER else Freshness.State.STALE


def _locked_freshness(practice: PracticePage) -> Freshness:
    return (
        Freshness.objects.select_for_update(of=("self",), no_key=True)
        .select_related("practice__origin", "practice__contact_person")
        .get(pk=practice.pk)
    )
