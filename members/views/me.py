"""What people set for themselves: for whom they act, who sees them, what the portal writes to them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forum.numbers import number
from forum.templatetags.german import day
from members import admission, limits, people, permissions
from members.forms import DataRequestForm, ExpertiseForm, PreferencesForm, VisibilityForm
from members.models import Consent, Expertise, Membership, Preferences


@login_required
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    chosen = number(request.POST.get("organisation"))
    organisation = get_object_or_404(permissions.organisations_of(request.user), pk=chosen)
    permissions.act_for(request, organisation)
    messages.success(request, _("Sie handeln jetzt für %(name)s.") % {"name": organisation.name})
    return redirect("dashboard")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    preferences = Preferences.objects.filter(user=request.user.pk).first()
    form = PreferencesForm(request.POST or None, instance=preferences)
    if request.method == "POST" and form.is_valid():
        people.set_digest(request.user, form.cleaned_data["digest"])  # type: ignore[arg-type]
        messages.success(request, _("Ihre Einstellung ist gespeichert."))
        return redirect("members:settings")
    memberships = _own(request).exclude(state=Membership.State.ENDED).order_by("organisation__name")
    context = {
        "form": form,
        "memberships": [
            {
                "membership": each,
                "public_words": people.wording(Consent.Purpose.PUBLIC_NAME, each),
                "email_words": people.wording(Consent.Purpose.EMAIL_TO_MEMBERS, each),
            }
            for each in memberships
        ],
    }
    return render(request, "members/settings.html", context)


@login_required
@require_POST
def visibility(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(_own(request), pk=pk, state=Membership.State.ACTIVE)
    form = VisibilityForm(request.POST)
    if form.is_valid():
        people.set_visibility(membership, **form.cleaned_data)
        messages.success(request, _("Gespeichert. Sie können das jederzeit ändern."))
    return redirect("members:settings")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def expertise(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer to be asked, change it, or take it back (`zuruecknehmen`)."""
    membership = get_object_or_404(_own(request), pk=pk, state=Membership.State.ACTIVE)
    offered = Expertise.objects.filter(membership=membership).first()
    if "zuruecknehmen" in request.POST:
        people.withdraw_expertise(membership)
        messages.success(request, _("Sie stehen nicht mehr unter den Fachleuten."))
        return redirect("members:experts")
    form = ExpertiseForm(request.POST or None, instance=offered)
    if request.method == "POST" and form.is_valid():
        people.offer_expertise(membership, **form.cleaned_data)
        messages.success(request, _("Sie stehen jetzt unter den Fachleuten. Sie können das jederzeit ändern."))
        return redirect("members:experts")
    context = {
        "form": form,
        "membership": membership,
        "offered": offered,
        "words": people.wording(Consent.Purpose.EXPERTISE, membership),
    }
    return render(request, "members/expertise.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The person leaves one organisation; the account stays."""
    membership = get_object_or_404(_own(request).exclude(state=Membership.State.ENDED), pk=pk)
    if request.method == "POST":
        try:
            admission.leave(membership, by=request.user)  # type: ignore[arg-type]
        except admission.LastCoordinator as refusal:
            messages.error(request, str(refusal))
            return redirect("hand_over", membership.organisation.slug)
        messages.success(request, _("Sie gehören nicht mehr zu %(name)s.") % {"name": membership.organisation.name})
        return redirect("dashboard")
    return render(request, "members/leave.html", {"membership": membership})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def data_request(request: HttpRequest) -> HttpResponse:
    """Ask under data protection law; the answer comes within a month."""
    form = DataRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and limits.too_many(request, "data_request", 10):
        form.add_error(None, limits.TOO_MANY_REQUESTS)
    if request.method == "POST" and form.is_valid():
        asked = people.ask_under_data_protection_law(request.user, **form.cleaned_data)  # type: ignore[arg-type]
        answer_by = {"n": asked.pk, "day": day(asked.due_on)}
        messages.success(request, _("Ihre Anfrage Nr. %(n)s ist eingegangen. Antwort bis %(day)s.") % answer_by)
        return redirect("my_data")
    return render(request, "members/data_request.html", {"form": form})


def _own(request: HttpRequest):  # type: ignore[no-untyped-def]
    return Membership.objects.filter(user=request.user).select_related("organisation")  # type: ignore[misc]
