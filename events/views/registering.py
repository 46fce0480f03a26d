"""The way in: one form for oneself or for colleagues, for members and guests."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import emails, registration, together
from events.colleagues import Left, left_for
from events.event_page import Box
from events.forms import (
    COLLEAGUES,
    Asked,
    ColleagueFormSet,
    CompanionForm,
    GroupForm,
    RegistrationForm,
    default_channel,
)
from events.models import Event, Registration
from events.models.registration import normal_name
from events.permissions import is_open_to
from events.refusals import Refusal
from events.registration import Person
from events.views.find import event_in_a_rush, event_or_404, seen_by, shown_or_404
from forum import tokens
from forum.models import User
from forum.templatetags.german import masked
from members.models import Membership, Organisation
from members.permissions import coordinated_by, coordinates, organisations_of, signed_in


@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    event = seen_by(request, event_in_a_rush(slug))
    colleagues = request.GET.get("fuer") == "kolleginnen"
    if colleagues and request.user.is_authenticated and coordinates(request.user):
        return _colleagues(request, event)
    user = request.user if request.user.is_authenticated else None
    if user and request.method == "GET" and _is_registered(user, event):
        messages.info(request, _("Sie sind schon angemeldet. Hier können Sie Ihre Anmeldung ansehen und ändern."))
        return redirect("events:mine", event.slug)
    organisations = organisations_of(user).only("name", "slug", "kind", "standing", "is_convener") if user else None
    if not is_open_to(event, organisations or ()):  # before anybody fills in a form in vain
        return render(request, "events/members_only.html", {"event": event})
    form = RegistrationForm(
        event, request.POST if request.method == "POST" else None, user=user, organisations=organisations
    )
    companions = _companions(request, event, organisations or (), user=user)
    ticked = [each for each in companions if each.is_ticked]
    form.needs_organisation(each.event for each in ticked)
    refusal: Refusal | None = None
    # Each is looked at, so that all mistakes show at once.
    if request.method == "POST" and all([form.is_valid(), *(each.is_valid() for each in ticked)]):
        chosen = form.cleaned_data.get("organisation") or (organisations[0] if organisations else None)
        if ticked:
            return _several(request, event, form, ticked, chosen)
        try:
            rows = registration.register(
                event, [form.person()], by=user, on_behalf_of=chosen, submission=form.submission_id
            )
            rows = [_proved(row, user) for row in rows]
        except Refusal as error:
            refusal = error
        else:
            return _answer(event, rows, guest=user is None)
    return _form_page(request, event, organisations, {"form": form, "companions": companions}, refusal)


def _is_registered(user: User, event: Event) -> bool:
    return Registration.objects.filter(event=event, user=user).live().exists()


def _proved(row: Registration, user: User | None) -> Registration:
    """Somebody who had sent the form as a guest, and signed in instead of opening the mail, is sure of the address."""
    if user and row.status == Registration.Status.PENDING_MAIL:
        return registration.confirm_mail(row)
    return row


def _companions(
    request: HttpRequest,
    event: Event,
    organisations: Iterable[Organisation],
    *,
    user: User | None = None,
    for_group: bool = False,
) -> list[CompanionForm]:
    """Events beside this one that may be ticked too. A form sent without any tick does not ask for them."""
    data = request.POST if request.method == "POST" else None
    if data is not None and not any(name.startswith("auch-") for name in data):
        return []
    beside = together.open_beside(event, user=user, organisations=organisations, now=timezone.now())
    return [CompanionForm(each, data, beside=event, for_group=for_group) for each in beside]


def _several(
    request: HttpRequest,
    event: Event,
    form: RegistrationForm,
    ticked: list[CompanionForm],
    organisation: Organisation | None,
) -> HttpResponse:
    """One person, several events. What one of them refuses is said beside the receipts of the others."""
    person = form.person()
    wanted = [(event, [person]), *((each.event, [each.of(person)]) for each in ticked)]
    outcome = together.register_for_all(wanted, by=form.user, on_behalf_of=organisation, submission=form.submission_id)
    if not outcome.rows:
        asked = {"form": form, "companions": ticked}
        return _form_page(request, event, organisations_of(request.user), asked, outcome.refused[0][1])
    return _outcome(request, outcome, guest=form.user is None)


def _outcome(request: HttpRequest, outcome: together.Outcome, *, guest: bool) -> HttpResponse:
    """To the receipt of the first event that took them in; from there it goes on to the others."""
    for refusing, refusal in outcome.refused:
        messages.error(request, _("%(title)s: %(why)s") % {"title": refusing.title, "why": refusal})
    first = next((row for row in outcome.rows if row.together_with), outcome.rows[0])
    return _answer(first.event, [row for row in outcome.rows if row.event_id == first.event_id], guest=guest)


def _colleagues(request: HttpRequest, event: Event) -> HttpResponse:
    """Several people in one form. Empty rows are no people; the typed order is the order of receipt."""
    data = request.POST if request.method == "POST" else None
    organisations = coordinated_by(request.user).told_apart()
    if not is_open_to(event, organisations):
        return render(request, "events/members_only.html", {"event": event})
    takes_part = _is_registered(signed_in(request), event)
    group = GroupForm(data, organisations=organisations, takes_part=takes_part)
    rows = ColleagueFormSet(data, prefix="p", form_kwargs={"asked": Asked(event)})
    companions = _companions(request, event, organisations, for_group=True)
    ticked = [each for each in companions if each.is_ticked]
    refusal: Refusal | None = None
    if request.method == "POST" and all([group.is_valid(), rows.is_valid(), *(each.is_valid() for each in ticked)]):
        people = _people(request, event, group, rows)
        wanted = [(event, people), *((each.event, [each.of(person) for person in people]) for each in ticked)]
        outcome = together.register_for_all(
            wanted if people else [],
            by=signed_in(request),
            on_behalf_of=group.cleaned_data["organisation"],
            only_together=group.cleaned_data["only_together"],
            submission=group.cleaned_data["submission"],
        )
        if outcome.rows:
            return _outcome(request, outcome, guest=False)
        refusal = outcome.refused[0][1] if outcome.refused else NobodyNamed()
    left = left_for(event, list(organisations), timezone.now())
    laid_out = {"group": group, "left": left, "companions": companions, **_laid_out(rows, group, left)}
    return _form_page(request, event, organisations_of(request.user), laid_out, refusal)


def _laid_out(rows: Any, group: GroupForm, left: list[Left]) -> dict[str, Any]:
    """As many rows in sight as people would get a seat; the others fold out, and say that they wait."""
    chosen = str(group["organisation"].value() or "")
    seats = [each.seats for each in left if not group.is_bound or chosen == str(each.organisation.pk)]
    limited = [number for number in seats if number is not None]
    fit = max(limited) if limited and len(limited) == len(seats) else None
    forms = list(rows)
    for number, row in enumerate(forms, start=1):
        row.number, row.waits = number, fit is not None and number > fit
    first = COLLEAGUES if fit is None else min(max(fit, 1), COLLEAGUES)
    more = forms[first:]
    return {"rows": rows, "in_sight": forms[:first], "more": more, "more_used": any(row.is_used for row in more)}


class NobodyNamed(Refusal):
    def sentence(self) -> str:
        return _("Bitte nennen Sie mindestens eine Person.")


def _people(request: HttpRequest, event: Event, group: GroupForm, rows: Any) -> list[Person]:
    """The coordinator first, then the rows as typed. Colleagues who have an account are recognised by their address,
    where several names share it by the name as well."""
    people = []
    if group.cleaned_data.get("myself"):
        me = signed_in(request)
        people.append(Person(name=str(me), email=me.email, user=me, channel=default_channel(event)))
    named = [row for row in rows if row.is_person]
    accounts = _accounts(group.cleaned_data["organisation"], [row.cleaned_data["email"] for row in named])
    shared = Counter(row.cleaned_data["email"].lower() for row in named)
    shared[signed_in(request).email] += 1
    for row in named:
        email = row.cleaned_data["email"]
        account = accounts.get(email.lower())
        if account and shared[account.email] > 1 and normal_name(str(account)) != normal_name(row.cleaned_data["name"]):
            account = None
        people.append(Person(name=row.cleaned_data["name"], email=email, user=account, **row.said()))
    return people


def _accounts(organisation: Organisation, addresses: list[str]) -> dict[str, User]:
    memberships = Membership.objects.active().filter(
        organisation=organisation, user__email__in=[address.lower() for address in addresses]
    )
    return {membership.user.email: membership.user for membership in memberships.select_related("user")}


def _answer(event: Event, rows: list[Registration], *, guest: bool) -> HttpResponse:
    """Members see their number at once. A guest is told to look into the mailbox, whoever the address belongs to."""
    if guest:
        token = tokens.sign("events.sent", [masked(rows[0].email), *rows[0].together_with])
        return redirect("events:sent", event.slug, token)
    return redirect("events:receipt", event.slug, emails.receipt_token(rows))


def _form_page(
    request: HttpRequest, event: Event, organisations: Any, forms: dict[str, Any], refusal: Refusal | None
) -> HttpResponse:
    context = {
        "event": event,
        "box": Box(event, request.user, timezone.now(), organisations),
        "refusal": refusal,
        "phase": event.phase(),
        **forms,
    }
    return render(request, "events/register.html", context, status=409 if refusal else 200)


@never_cache
@require_safe
def sent(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """After a guest's form. Looks the same for every address."""
    event = event_or_404(slug)
    try:
        read = tokens.read("events.sent", token)
    except tokens.InvalidToken as error:
        raise Http404 from error
    address, *others = [read] if isinstance(read, str) else read
    events = [event, *Event.objects.filter(pk__in=others).order_by("starts_at")] if others else []
    return render(request, "events/sent.html", {"event": event, "address": address, "events": events})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, slug: str) -> HttpResponse:
    """„Ich nehme nicht teil“, for members. GET asks, POST says it."""
    event = shown_or_404(request, slug)
    organisation = organisations_of(request.user).first()
    if request.method == "POST":
        me = signed_in(request)
        person = Person(name=str(me), email=me.email, user=me)
        try:
            registration.decline(event, person, by=me, on_behalf_of=organisation)
            messages.success(request, _("Danke für die Nachricht. Wir planen ohne Sie."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(event.get_absolute_url())
    return render(request, "events/decline.html", {"event": event, "back": reverse("events:index")})
