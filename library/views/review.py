"""The review desk: what waits, criteria, comments per field, decision."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forum.models import User
from library import completeness, reviewers, submission
from library.drafting import SubmissionRefused
from library.forms.reviewing import CommentForm, DecisionForm, JudgementForm, field_choices
from library.models import Submission
from members.permissions import is_reviewer


def _reviewer(request: HttpRequest) -> User:
    if not is_reviewer(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@login_required
@require_safe
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/pruefung/`: what waits, the most urgent first."""
    _reviewer(request)
    waiting = (
        Submission.objects.to_review()
        .select_related("practice", "organisation", "author")
        .annotate(judged=Count("judgements__reviewer", distinct=True), said=Count("comments", distinct=True))
        .order_by("due_on", "submitted_at")
    )
    asked = Submission.objects.filter(state=Submission.State.ASKED_BACK).select_related("practice", "organisation")
    context = {"waiting": waiting, "asked": asked.order_by("-decided_at")[:20], "today": timezone.localdate()}
    return render(request, "library/review_desk.html", context)


@login_required
@require_safe
@never_cache
def review(request: HttpRequest, pk: int) -> HttpResponse:
    _reviewer(request)
    return _page(request, _submission(pk))


@login_required
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    reviewer, found = _reviewer(request), _submission(pk)
    form = JudgementForm(request.POST, given={})
    if not form.is_valid():
        return _page(request, found, judgement_form=form)
    return _act(request, found, lambda: _keep(request, found, reviewer), _("Urteil gespeichert."))


@login_required
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    reviewer, found = _reviewer(request), _submission(pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, comment_form=form)
    return _act(request, found, lambda: _keep(request, found, reviewer), _("Kommentar gespeichert."))


def _keep(request: HttpRequest, found: Submission, reviewer: User) -> None:
    """Whichever button was pressed: what stands in the other parts of the page is kept as well."""
    judgement, said = JudgementForm(request.POST, given={}), CommentForm(request.POST)
    if judgement.is_valid() and judgement.answers:
        submission.judge(found, by=reviewer, answers=judgement.answers)
    if said.is_valid():
        submission.comment(found, by=reviewer, **said.cleaned_data)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    reviewer, found = _reviewer(request), _submission(pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        with suppress(SubmissionRefused):
            _keep(request, found, reviewer)
        return _page(request, found, decision_form=form)
    message = form.cleaned_data["message"]
    acts = {
        "publish": (
            lambda: submission.publish(found, by=reviewer),
            _("Veröffentlicht. Die Autor*in bekommt eine Mail."),
        ),
        "ask_back": (
            lambda: submission.ask_back(found, by=reviewer, message=message),
            _("Rückfrage gestellt. Die Autor*in bekommt eine Mail."),
        ),
        "reject": (
            lambda: submission.reject(found, by=reviewer, reason=message),
            _("Abgelehnt. Die Autor*in bekommt eine Mail mit Ihrer Begründung."),
        ),
    }
    act, done = acts[form.cleaned_data["decision"]]

    def keep_and_decide() -> None:
        _keep(request, found, reviewer)
        act()

    return _act(request, found, keep_and_decide, done, to_desk=True)


def _act(request: HttpRequest, found: Submission, act: Any, done: str, *, to_desk: bool = False) -> HttpResponse:
    try:
        act()
    except SubmissionRefused as refused:
        messages.error(request, str(refused))
        return redirect("library:review", found.pk)
    messages.success(request, done)
    return redirect("library:review_desk") if to_desk else redirect("library:review", found.pk)


def _submission(pk: int) -> Submission:
    return get_object_or_404(Submission.objects.select_related("practice", "organisation", "author"), pk=pk)


def _page(request: HttpRequest, found: Submission, **forms: Any) -> HttpResponse:
    judgements = list(found.judgements.select_related("reviewer"))
    own = {judgement.criterion: judgement for judgement in judgements if judgement.reviewer_id == request.user.pk}
    names = {name: label for _section, fields in field_choices() for name, label in fields}
    draft = found.practice.get_latest_revision_as_object()
    waits = found.state in (Submission.State.SUBMITTED, Submission.State.IN_REVIEW)
    why_not = reviewers.why_not(found, request.user) if waits else ""
    context = {
        "submission": found,
        "practice": draft,
        "gaps": completeness.missing(draft),
        "judgements": [judgement for judgement in judgements if judgement.reviewer_id != request.user.pk],
        "comments": [(names.get(c.field, c.field), c) for c in found.comments.select_related("reviewer")],
        "judgement_form": JudgementForm(given=own),
        "comment_form": CommentForm(),
        "decision_form": DecisionForm(),
        "is_open": waits and not why_not,
        "why_not": why_not,
        **forms,
    }
    return render(request, "library/review.html", context)
