"""What an editor decides about the sending of an issue: approve, schedule, dispatch, pause, resume, stop.

These acts write the Dispatch row and nothing else; the worker does the rest (sending.py). So they take no time,
whether ten people or a hundred thousand get the mail, and they work while Redis is down.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from forum.models import User
from newsletter import preflight, prompts
from newsletter.models import Delivery, Dispatch, IssuePage, NewsletterSettings
from newsletter.models.release import wrote

State = Dispatch.State


class DispatchRefused(Exception):
    """Why it cannot be done, as a sentence for the editor."""


class NothingWritten(DispatchRefused):
    def __init__(self) -> None:
        super().__init__(_("Die Ausgabe ist noch leer. Bitte schreiben und speichern Sie sie zuerst."))


class AlreadyApproved(DispatchRefused):
    def __init__(self) -> None:
        super().__init__(_("Diese Ausgabe ist schon freigegeben. Ziehen Sie die Freigabe zurück, um sie zu ändern."))


class NeedsSecondPerson(DispatchRefused):
    def __init__(self) -> None:
        super().__init__(
            _("Sie haben diese Ausgabe zuletzt bearbeitet. Bitte lassen Sie sie von einer zweiten Person freigeben.")
        )


class NothingSubmitted(DispatchRefused):
    def __init__(self) -> None:
        super().__init__(_("Diese Ausgabe liegt gerade niemandem zur Freigabe vor."))


class NotReady(DispatchRefused):
    """The pre-flight found something that stops the release."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            _("Noch nicht bereit: %(names)s. Die Prüfung unten sagt, was zu tun ist.") % {"names": ", ".join(names)}
        )


class WrongState(DispatchRefused):
    def __init__(self, dispatch: Dispatch) -> None:
        super().__init__(
            _("Das geht jetzt nicht: Der Versand ist %(state)s.") % {"state": dispatch.get_state_display()}
        )


@transaction.atomic
def approve(issue: IssuePage, *, by: User, now: datetime | None = None) -> Dispatch:
    """Releases the newest revision of `issue`. Exactly this text is mailed, whatever is edited afterwards.

    Raises NothingWritten, AlreadyApproved, NeedsSecondPerson, NotReady.
    """
    issue = IssuePage.objects.select_for_update(of=("self",), no_key=True).get(pk=issue.pk)
    revision = issue.latest_revision
    if revision is None:
        raise NothingWritten
    if Dispatch.objects.filter(issue=issue).exists():
        raise AlreadyApproved
    if NewsletterSettings.load().second_person and wrote(issue, by):
        raise NeedsSecondPerson
    page = revision.as_object()
    if stopping := preflight.stopping(page, now=now):
        raise NotReady(list(dict.fromkeys(problem.name for problem in stopping)))
    dispatch = Dispatch.objects.create(issue=issue, revision=revision, approved_by=by)
    prompts.freeze(issue, page)
    _end_review(issue, by)
    return dispatch


def _end_review(issue: IssuePage, by: User) -> None:
    """Closes the workflow that asked for this release. Not by its own `finish`, which would publish the page."""
    state = issue.current_workflow_state
    if state is None:
        return
    if state.status == WorkflowState.STATUS_IN_PROGRESS:
        state.current_task_state.specific.approve(user=by, update=False)
    state.status = WorkflowState.STATUS_APPROVED
    state.save()


@transaction.atomic
def withdraw(dispatch: Dispatch) -> None:
    """Takes an approval back, as long as no mail has been prepared. The issue can then be changed and approved anew."""
    dispatch = _locked(dispatch)
    if dispatch.state not in (State.APPROVED, State.SCHEDULED, State.HELD):
        raise WrongState(dispatch)
    prompts.thaw(dispatch.issue)
    dispatch.delete()


@transaction.atomic
def schedule(dispatch: Dispatch, *, at: datetime) -> Dispatch:
    dispatch = _locked(dispatch)
    if dispatch.state not in (State.APPROVED, State.SCHEDULED, State.HELD):
        raise WrongState(dispatch)
    if at <= timezone.now():
        raise DispatchRefused(_("Der Zeitpunkt liegt in der Vergangenheit."))
    return _set(dispatch, State.SCHEDULED, scheduled_at=at)


@transaction.atomic
def dispatch(dispatch: Dispatch) -> Dispatch:
    """Starts sending now. A second click changes nothing."""
    dispatch = _locked(dispatch)
    if dispatch.state in (State.SENDING, State.DONE):
        return dispatch
    if dispatch.state not in (State.APPROVED, State.SCHEDULED, State.HELD):
        raise WrongState(dispatch)
    return _set(dispatch, State.SENDING, started_at=timezone.now())


@transaction.atomic
def pause(dispatch: Dispatch) -> Dispatch:
    """No further mail is claimed; what a worker holds in its hands goes out within seconds."""
    dispatch = _locked(dispatch)
    if dispatch.state == State.PAUSED:
        return dispatch
    if dispatch.state != State.SENDING:
        raise WrongState(dispatch)
    return _set(dispatch, State.PAUSED)


@transaction.atomic
def resume(dispatch: Dispatch) -> Dispatch:
    dispatch = _locked(dispatch)
    if dispatch.state == State.SENDING:
        return dispatch
    if dispatch.state != State.PAUSED:
        raise WrongState(dispatch)
    return _set(dispatch, State.SENDING)


@transaction.atomic
def stop(dispatch: Dispatch) -> Dispatch:
    """Ends the sending for good. Who has not got the mail is skipped, and counted so."""
    dispatch = _locked(dispatch)
    if dispatch.state == State.STOPPED:
        return dispatch
    if dispatch.state not in (State.SENDING, State.PAUSED):
        raise WrongState(dispatch)
    Delivery.objects.filter(dispatch=dispatch, state=Delivery.State.QUEUED).update(
        state=Delivery.State.SKIPPED, reason=str(_("Versand abgebrochen"))
    )
    return _set(dispatch, State.STOPPED, finished_at=timezone.now())


def _locked(dispatch: Dispatch) -> Dispatch:
    return Dispatch.objects.select_for_update(of=("self",), no_key=True).select_related("issue").get(pk=dispatch.pk)


def _set(dispatch: Dispatch, state: str, **fields: datetime) -> Dispatch:
    dispatch.state = state
    for name, value in fields.items():
        setattr(dispatch, name, value)
    dispatch.save(update_fields=["state", *fields])
    return dispatch
