"""A second pair of eyes, by Wagtail's workflow: submit, give_back; dispatch.approve is the release that ends it.

Each act tells the other side by mail. The workflow only asks and answers: nothing is published or sent by it.
"""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Workflow, WorkflowPage, WorkflowState, WorkflowTask

from forum.models import User
from members.permissions import ADMINS, EDITORS
from newsletter import emails
from newsletter.dispatch import AlreadyApproved, NothingSubmitted, NothingWritten
from newsletter.models import ArchivePage, Dispatch, IssuePage, SecondPerson

NAME = "Newsletter-Freigabe"


def workflow() -> Workflow:
    """The archive's workflow; made when it is first needed. Operators may add steps to it in Wagtail."""
    archive = ArchivePage.objects.get()
    held = WorkflowPage.objects.filter(page=archive).select_related("workflow").first()
    if held is not None:
        return held.workflow
    task = SecondPerson.objects.create(name=NAME)
    task.groups.set(Group.objects.filter(name__in=(EDITORS, ADMINS)))
    made = Workflow.objects.create(name=NAME)
    WorkflowTask.objects.create(workflow=made, task=task, sort_order=1)
    WorkflowPage.objects.create(workflow=made, page=archive)
    return made


def state_of(issue: IssuePage) -> WorkflowState | None:
    """The review that waits for somebody: for the second person, or for changes."""
    return issue.current_workflow_state


@transaction.atomic
def submit(issue: IssuePage, *, by: User) -> WorkflowState:
    """Asks a second person to look. Harmless to repeat; after changes it asks again."""
    issue = _locked(issue)
    state = state_of(issue)
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        return state
    if state is not None:
        state.resume(user=by)
    else:
        state = workflow().start(issue, by)
    emails.release_asked(issue, by=by)
    return state


@transaction.atomic
def give_back(issue: IssuePage, *, by: User, comment: str) -> None:
    """Not yet: back to whoever asked, with the reason."""
    issue = _locked(issue)
    state = state_of(issue)
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        raise NothingSubmitted
    task = state.current_task_state
    task.specific.reject(user=by, comment=comment)
    if state.requested_by:
        emails.release_given_back(issue, task, to=state.requested_by, by=by, comment=comment)


def _locked(issue: IssuePage) -> IssuePage:
    issue = IssuePage.objects.select_for_update(of=("self",), no_key=True).get(pk=issue.pk)
    if Dispatch.objects.filter(issue=issue).exists():
        raise AlreadyApproved
    if issue.latest_revision is None:
        raise NothingWritten
    return issue
