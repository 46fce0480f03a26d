"""Doors for readers: archive, sign-up, confirmation, preferences, goodbye. GET never changes anything."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.syndication.views import Feed
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.accounts.adapter import client_ip
from forum.models import PortalSettings, User
from forum.tokens import InvalidToken
from library.models import PracticePage
from members.limits import too_many
from newsletter import links, pictures, probe, subscription
from newsletter.forms import PreferencesForm, SignUpForm
from newsletter.models import IssuePage, Subscriber

PER_PAGE = 20
SIGN_UPS_PER_HOUR = 50  # from one network or account; a town hall is one network


def secret_page(view):  # type: ignore[no-untyped-def]
    """For pages behind a link from a mail: kept by nobody, found by nobody, telling no other site where they are.

    (With „no-referrer“ browsers would send „Origin: null“ with the form, and Django refuses that.)
    Mail programs break long lines: whoever comes with half a link, perhaps to unsubscribe, is told so.
    """

    @never_cache
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except InvalidToken:
            response = render(request, "newsletter/link_broken.html", status=404)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    issues = IssuePage.objects.live().public().order_by("-published_on", "-number")
    page = Paginator(issues, PER_PAGE).get_page(request.GET.get("seite"))
    return render(request, "newsletter/index.html", {"page_obj": page})


class IssueFeed(Feed):
    """All issues as Atom."""

    feed_type = Atom1Feed
    link = "/newsletter/"

    def title(self) -> str:
        return f"{PortalSettings.current().full_name}: {_('Newsletter')}"

    def items(self) -> list[IssuePage]:
        return list(IssuePage.objects.live().public().order_by("-published_on", "-number")[:20])

    def item_title(self, item: IssuePage) -> str:
        return item.title

    def item_description(self, item: IssuePage) -> str:
        return item.lead

    def item_link(self, item: IssuePage) -> str:
        return f"/newsletter/{item.slug}/"


@require_safe
@cache_control(public=True, max_age=86_400)
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The motif of a public practice, for mail programs. The same address for every reader, so it tells nothing."""
    practice = get_object_or_404(PracticePage.objects.live().public().select_related("origin"), pk=pk)
    return HttpResponse(pictures.of_practice(practice), content_type="image/png")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """The whole form."""
    if request.method != "POST":
        email = request.user.email if request.user.is_authenticated else ""
        return _sign_up_page(request, SignUpForm(initial={"email": email}))
    form = SignUpForm(request.POST)
    if not form.is_valid():
        return _sign_up_page(request, form, status=422)
    if too_many(request, "newsletter", SIGN_UPS_PER_HOUR):
        form.add_error(
            None,
            _("Von hier kamen gerade sehr viele Bestellungen. Bitte versuchen Sie es in einer Stunde noch einmal."),
        )
        return _sign_up_page(request, form, status=429)
    try:
        subscription.request(
            **form.cleaned_data, source_url=request.build_absolute_uri(request.path), short_ip=short_ip(request)
        )
    except ValidationError as error:
        form.add_error("email", error)
        return _sign_up_page(request, form, status=422)
    # The same page for everybody: it must not tell whether an address was known.
    return render(request, "newsletter/sign_up_done.html", {"email": form.cleaned_data["email"]})


@csrf_exempt  # stores nothing: it only shows the whole form, so that pages with the box need no token
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """From the box on other pages, with the address already typed. By POST, so that it stands in no log or history."""
    if request.method != "POST":
        return redirect("newsletter:sign_up")
    return _sign_up_page(request, SignUpForm(initial={"email": request.POST.get("email", "")[:254]}))


def _sign_up_page(request: HttpRequest, form: SignUpForm, status: int = 200) -> HttpResponse:
    return render(request, "newsletter/sign_up.html", {"form": form, "wording": subscription.WORDING}, status=status)


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    try:
        if request.method == "POST":
            subscriber = subscription.confirm(
                token, source_url=request.build_absolute_uri("/newsletter/bestaetigen/"), short_ip=short_ip(request)
            )
            return render(
                request,
                "newsletter/confirmed.html",
                {"subscriber": subscriber, "preferences": links.sign("preferences", subscriber.pk)},
            )
        found = subscription.awaits_confirmation(token)
    except subscription.LinkExpired as error:
        return render(request, "newsletter/link_expired.html", {"sentence": error}, status=410)
    return render(
        request,
        "newsletter/confirm.html",
        {
            "email": found.email,
            "done": isinstance(found, Subscriber),
            "wording": subscription.WORDING,
        },
    )


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    if token == probe.TOKEN:
        return render(request, "newsletter/probe.html")
    return _preferences(request, _subscriber_of("preferences", token), token)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_preferences(request: HttpRequest) -> HttpResponse:
    """The same for people with an account, found by their (verified) address."""
    subscriber = Subscriber.objects.filter(email=cast("User", request.user).email).first()
    if subscriber is None or not _is_subscribed(subscriber):
        return redirect("newsletter:sign_up")
    return _preferences(request, subscriber, links.sign("preferences", subscriber.pk))


def _preferences(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    if not _is_subscribed(subscriber):
        return render(request, "newsletter/link_expired.html", {"sentence": subscription.LinkExpired()}, status=410)
    form = PreferencesForm(
        request.POST if request.method == "POST" and "save" in request.POST else None,
        initial={
            "name": subscriber.name,
            "frequency": subscriber.frequency,
            "topics": subscriber.topics.all(),
            "region": subscriber.region,
        },
    )
    if request.method == "POST":
        if "pause" in request.POST:
            subscription.pause(subscriber)
            messages.success(request, _("Pause: Drei Monate lang kommt keine Ausgabe."))
        elif "resume" in request.POST:
            subscription.resume(subscriber)
            messages.success(request, _("Die Pause ist zu Ende. Die nächste Ausgabe kommt wieder."))
        elif form.is_valid():
            subscription.set_preferences(subscriber, **form.cleaned_data)
            messages.success(request, _("Gespeichert. Die Einstellungen gelten ab der nächsten Ausgabe."))
        else:
            return _preferences_page(request, subscriber, form, status=422)
        return redirect("newsletter:preferences", token)
    return _preferences_page(request, subscriber, form)


def _preferences_page(
    request: HttpRequest, subscriber: Subscriber, form: PreferencesForm, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "newsletter/preferences.html",
        {"subscriber": subscriber, "form": form, "unsubscribe": links.sign("unsubscribe", subscriber.pk)},
        status=status,
    )


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    if token == probe.TOKEN:
        return render(request, "newsletter/probe.html")
    subscriber = _subscriber_of("unsubscribe", token)
    if request.method == "POST":
        subscriber = subscription.unsubscribe(subscriber, by="page")
    return render(
        request,
        "newsletter/unsubscribe.html",
        {
            "subscriber": subscriber,
            "done": not _is_subscribed(subscriber),
            "preferences": links.sign("preferences", subscriber.pk),
        },
    )


@csrf_exempt
@require_POST
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: the mail program posts here, without cookie, and gets no redirect. 200 also the second time."""
    if request.POST.get("List-Unsubscribe") != "One-Click":
        return HttpResponse(
            _("Es fehlt „List-Unsubscribe=One-Click“."), status=400, content_type="text/plain; charset=utf-8"
        )
    try:
        subscriber = _subscriber_of("one-click", token)
    except InvalidToken as error:
        raise Http404 from error
    subscription.unsubscribe(subscriber, by="one-click")
    return HttpResponse(_("Der Newsletter ist abbestellt."), content_type="text/plain; charset=utf-8")


def _subscriber_of(purpose: str, token: str) -> Subscriber:
    """Forged and unknown look the same."""
    try:
        (pk,) = links.read(purpose, token)
        return Subscriber.objects.get(pk=int(pk))
    except (InvalidToken, ValueError, Subscriber.DoesNotExist) as error:
        raise InvalidToken from error


def _is_subscribed(subscriber: Subscriber) -> bool:
    return subscriber.state in (Subscriber.State.CONFIRMED, Subscriber.State.PAUSED)


def short_ip(request: HttpRequest) -> str:
    """The network of the visitor without the part that names the machine: enough as proof, no more than needed."""
    address = client_ip(request)
    if ":" in address:
        return ":".join(address.split(":")[:3]) + "::"
    return ".".join(address.split(".")[:3]) + ".0" if address else ""
