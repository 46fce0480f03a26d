"""The two buttons of the freshness mail. Opening a link changes nothing; the button on its page does."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import tokens
from library import emails, submission
from library.drafting import SubmissionRefused
from library.models import Freshness, PracticePage
from library.views.people import person
from members.permissions import organisations_of

LINK_LASTS = timedelta(days=500)


@csrf_exempt  # the signed link is the proof; the mailbox has no session here
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """„Stimmt noch“ for whoever reads the mailbox of the contact point."""
    freshness = _asked(token)
    if freshness is None:
        return render(request, "library/link_over.html", status=410)
    practice = freshness.practice
    if request.method == "POST":
        try:
            submission.confirm_current(practice)
        except SubmissionRefused as refused:
            return render(request, "library/link_over.html", {"sentence": str(refused)}, status=410)
        return _private(render(request, "library/confirmed.html", {"practice": practice}))
    return _private(render(request, "library/confirm.html", {"practice": practice, "freshness": freshness}))


def _asked(token: str) -> Freshness | None:
    """The row the link was made for, as long as nobody confirmed on another day and the mailbox may still answer."""
    try:
        value = tokens.read("library.confirm", token, max_age=LINK_LASTS)
        asked_for, mark = datetime.fromisoformat(value["since"]), value["to"]
    except (tokens.InvalidToken, KeyError, TypeError, ValueError):
        return None
    freshness = Freshness.objects.select_related("practice__origin").filter(practice=value["practice"]).first()
    if freshness is None or not freshness.practice.live or not emails.may_answer(freshness.practice, mark):
        return None
    is_answered_today = timezone.localdate(freshness.confirmed_at) == timezone.localdate()
    return freshness if freshness.confirmed_at == asked_for or is_answered_today else None


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@login_required
@require_POST
def confirm_here(request: HttpRequest, slug: str) -> HttpResponse:
    """The same button for signed-in people of the origin, on the practice's page."""
    practice = get_object_or_404(PracticePage.objects.shown(), slug=slug)
    organisation = get_object_or_404(organisations_of(request.user), pk=practice.origin_id)
    try:
        submission.confirm_current(practice, by=person(request), on_behalf_of=organisation)
    except (SubmissionRefused, Freshness.DoesNotExist) as refused:
        messages.error(request, str(refused) or _("Das geht hier nicht."))
    else:
        messages.success(request, _("Danke. Die Angaben gelten als bestätigt."))
    return redirect(practice.get_url())


@login_required
@require_safe
@never_cache
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """„Ändern“: a page with the button that opens a new draft; for people of the origin."""
    practice = get_object_or_404(PracticePage.objects.shown().for_lists(), slug=slug)
    is_own = organisations_of(request.user).filter(pk=practice.origin_id).exists()
    return render(
        request, "library/change.html", {"practice": practice, "is_own": is_own}, status=200 if is_own else 403
    )
