"""The page behind an answer link: it shows what would be said, and one button says it.

Mail scanners open every link and some press buttons. So a button pressed within two seconds of the page, or without the
page's own number, gets the page once more instead of being counted. Nobody has to prove to be human.
"""

import time
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.refusals import Refusal
from forum import tokens
from forum.models import User
from forum.tokens import InvalidToken
from newsletter import answers, links, probe
from newsletter.answers import AnswerRefused
from newsletter.models import Prompt, Subscriber
from newsletter.results import results_of
from newsletter.views import secret_page

TOO_QUICK = 2.0  # seconds
PAGE = "newsletter-answer-page"


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link is bound to recipient, prompt (and with it the issue) and choice."""
    if token == probe.TOKEN:
        return render(request, "newsletter/probe.html")
    subscriber, prompt, choice = _read(token)
    others = [
        (label, reverse("newsletter:answer", args=[links.sign("answer", subscriber.pk, prompt.pk, number)]))
        for number, label in enumerate(prompt.choices)
        if number != choice
    ]
    return _page(request, prompt, choice, email=subscriber.email or "", name=subscriber.name, others=others, page=token)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signed_in(request: HttpRequest, pk: int, choice: int) -> HttpResponse:
    """The same for people with an account: „Nicht Sie? Selbst abstimmen“, and the web version of an issue."""
    prompt = get_object_or_404(Prompt.objects.select_related("issue", "practice"), pk=pk, issue__live=True)
    restrictions = prompt.issue.get_view_restrictions()
    if not 0 <= choice < len(prompt.choices) or not all(each.accept_request(request) for each in restrictions):
        raise Http404
    others = [
        (label, reverse("newsletter:own_answer", args=[prompt.pk, number]))
        for number, label in enumerate(prompt.choices)
        if number != choice
    ]
    person = cast("User", request.user)
    email, name = person.email, person.get_full_name()
    return _page(request, prompt, choice, email=email, name=name, others=others, page=f"{pk}/{choice}")


def _read(token: str) -> tuple[Subscriber, Prompt, int]:
    """Forged, outdated and unknown look the same."""
    try:
        subscriber, prompt, choice = (int(value) for value in links.read("answer", token))
        found = Prompt.objects.select_related("issue", "practice").get(pk=prompt)
        found.label(choice)
        return Subscriber.objects.get(pk=subscriber, email__isnull=False), found, choice
    except (InvalidToken, ValueError, IndexError, Prompt.DoesNotExist, Subscriber.DoesNotExist) as error:
        raise InvalidToken from error


def _page(
    request: HttpRequest,
    prompt: Prompt,
    choice: int,
    *,
    email: str,
    name: str,
    others: list[tuple[str, str]],
    page: str,
) -> HttpResponse:
    error, again, opened_at = "", False, time.time()
    if request.method == "POST":
        first_opened = _opened_at(request, page)
        if first_opened is None or opened_at - first_opened < TOO_QUICK:
            again, opened_at = True, first_opened or opened_at
        else:
            try:
                answers.answer(
                    prompt,
                    email=email,
                    choice=choice,
                    text=_typed(request, "text", "", most=1000),
                    offers_talk="offers_talk" in request.POST,
                    name=_typed(request, "name", name, most=160),
                )
                return redirect(request.path)
            except (AnswerRefused, Refusal) as refusal:
                error, opened_at = str(refusal), first_opened
    given = answers.answer_of(prompt, email)
    done = given is not None and given.choice == choice and not error and not again and not _edits(request)
    context = {
        "prompt": prompt,
        "label": prompt.label(choice),
        "email": email,
        "name": name,
        "others": others,
        "given": given,
        "given_label": prompt.label(given.choice) if given else "",
        "done": done,
        "again": again,
        "error": error,
        "text": request.POST.get("text", given.text if given else ""),
        "needs_name": prompt.kind == Prompt.Kind.RSVP and choice == answers.COMES and not name,
        "number": tokens.sign(PAGE, [page, opened_at]),
        "registration": answers.registration_of(prompt, email, name),
        "result": next((r for r in results_of(prompt.issue) if r.prompt.pk == prompt.pk), None) if done else None,
        "web": f"{reverse('newsletter:index')}{prompt.issue.slug}/",
        "own_url": reverse("newsletter:own_answer", args=[prompt.pk, choice]),
        "is_own": request.user.is_authenticated and request.user.email == email,
    }
    return render(request, "newsletter/answer.html", context, status=422 if error else 200)


def _typed(request: HttpRequest, name: str, default: str, *, most: int) -> str:
    return request.POST.get(name, default).replace("\x00", "")[:most]


def _edits(request: HttpRequest) -> bool:
    return "aendern" in request.GET


def _opened_at(request: HttpRequest, page: str) -> float | None:
    """When the page with this button was first opened; None for a button that stood on another page or on none."""
    try:
        of, opened_at = tokens.read(PAGE, request.POST.get("number", ""))
    except (InvalidToken, ValueError, TypeError):
        return None
    return opened_at if of == page else None
