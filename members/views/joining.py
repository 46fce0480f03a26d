"""Becoming a member: as an organisation, by invitation, or by the mail domain."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum import tokens
from members import admission, directory, emails, limits
from members.forms import ApplicationForm, JoinForm
from members.models import Invitation, Membership, Municipality, Organisation
from members.models.register import validate_ags


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """First step: which organisation? Municipalities are picked from the register, by name or AGS."""
    q = request.GET.get("q", "").strip()[:80]
    places = list(directory.places(q)) if q else []
    return render(request, "members/apply_choose.html", {"q": q, "places": places})


@require_safe
def place_suggestions(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()
    places = directory.places(q) if len(q) >= 2 else []
    pages = [
        {
            "title": each.name,
            "url": f"{request.path.replace('vorschlaege/', 'antrag/')}?kommune={each.ags}",
            "note": f"{each.word}, {each.district if each.level == 'gemeinde' else each.land}",
        }
        for each in places
    ]
    return render(request, "components/suggest.html", {"pages": pages})


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Second step: who applies, and why. The answer is the same whoever's address it is."""
    ags = request.GET.get("kommune", "").replace("\x00", "")
    municipality = Municipality.objects.filter(ags=ags, gone_on=None).first() if ags else None
    if ags and municipality is None:
        messages.error(request, _why_not(ags))
        return redirect("members:apply")
    form = ApplicationForm(request.POST or None, municipality=municipality)
    if request.method == "POST" and form.is_valid():
        if limits.too_many(request, "apply", 10):
            form.add_error(
                None, _("Von hier kamen gerade viele Anträge. Bitte versuchen Sie es in einer Stunde wieder.")
            )
        else:
            try:
                application = admission.apply(municipality=municipality, **_facts(form, municipality))
            except admission.NotPossible as refusal:
                form.add_error(None, str(refusal))
            else:
                return render(request, "members/apply_done.html", {"application": application})
    return render(request, "members/apply.html", {"form": form, "municipality": municipality})


def _why_not(ags: str) -> str:
    try:
        validate_ags(ags)
    except ValidationError as error:
        return " ".join(error.messages)
    return _("Unter %(ags)s steht keine Kommune im Register. Bitte suchen Sie nach dem Namen.") % {"ags": ags}


def _facts(form: ApplicationForm, municipality: Municipality | None) -> dict[str, Any]:
    facts = dict(form.cleaned_data)
    if municipality:
        is_district = municipality.level == Municipality.Level.DISTRICT
        facts["kind"] = Organisation.Kind.DISTRICT if is_district else Organisation.Kind.MUNICIPALITY
    return facts


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in the mail: who invites whom, and one button. Looking changes nothing."""
    try:
        invited = Invitation.objects.select_related("organisation", "invited_by").get(
            pk=tokens.read(emails.INVITATION, token)
        )
    except (tokens.InvalidToken, Invitation.DoesNotExist):
        return render(request, "members/invitation_invalid.html", status=410)
    if request.method == "POST" and request.user.is_authenticated:
        try:
            admission.accept(invited, user=request.user)
        except admission.NotPossible as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        messages.success(request, _("Willkommen! Sie gehören jetzt zu %(name)s.") % {"name": invited.organisation.name})
        return redirect("dashboard")
    context = {"invitation": invited, "is_other": request.user.is_authenticated and request.user.email != invited.email}
    is_open = invited.is_usable and invited.organisation.is_active
    return render(request, "members/invitation.html", context, status=200 if is_open else 410)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """A colleague with an address of a member organisation asks to be let in."""
    user: Any = request.user
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and limits.too_many(request, "join", 10):
        form.add_error(None, limits.TOO_MANY_REQUESTS)
    if request.method == "POST" and form.is_valid():
        try:
            membership = admission.join_by_domain(user, function=form.cleaned_data["function"])
        except admission.NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("Ihre Anfrage bei %(name)s ist eingegangen. Sie hören von uns, sobald sie freigegeben ist.")
                % {"name": membership.organisation.name},
            )
            return redirect("dashboard")
    organisation = admission.organisation_for(user.email)
    membership = user.memberships.filter(organisation=organisation).exclude(state=Membership.State.ENDED).first()
    context = {"form": form, "organisation": organisation, "membership": membership}
    return render(request, "members/join.html", context)
