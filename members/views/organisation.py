"""What coordinators do for their organisation: people, invitations, profile."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import admission, limits, people, permissions, profile
from members.forms import InvitationForm, LogoForm, ProfileForm
from members.models import Invitation, Membership, Organisation

View = Callable[..., HttpResponse]


def managed(view: View) -> View:
    """Gives the view its organisation; refuses everybody but its coordinators and the Geschäftsstelle."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        organisation = get_object_or_404(Organisation, slug=slug)
        if not permissions.may_manage(request.user, organisation):
            raise PermissionDenied
        return view(request, organisation, **kwargs)

    return guarded


@managed
@require_safe
def manage(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return render(request, "members/manage.html", _overview(organisation, InvitationForm()))


def _overview(organisation: Organisation, form: InvitationForm) -> dict[str, Any]:
    memberships = (
        Membership.objects.filter(organisation=organisation)
        .exclude(state=Membership.State.ENDED)
        .select_related("user")
        .order_by("role", "user__last_name", "user__first_name")
    )
    return {
        "organisation": organisation,
        "waiting": [each for each in memberships if each.state == Membership.State.REQUESTED],
        "people": [each for each in memberships if each.state == Membership.State.ACTIVE],
        "invitations": Invitation.objects.filter(organisation=organisation, state=Invitation.State.OPEN),
        "form": form,
    }


@managed
@require_POST
def invite(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    form = InvitationForm(request.POST)
    if form.is_valid() and limits.too_many(request, "invite", 50):
        form.add_error(None, _("Das waren viele Einladungen in kurzer Zeit. Bitte machen Sie in einer Stunde weiter."))
    if form.is_valid():
        try:
            admission.invite(organisation, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except admission.NotPossible as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("Die Einladung an %(email)s ist unterwegs.") % form.cleaned_data)
            return redirect("members:manage", organisation.slug)
    return render(request, "members/manage.html", _overview(organisation, form), status=422)


@managed
@require_POST
def withdraw(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk, organisation=organisation)
    admission.withdraw(invitation, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Die Einladung gilt nicht mehr."))
    return redirect("members:manage", organisation.slug)


ACTS: dict[str, tuple[Callable[..., Any], dict[str, Any], Any]] = {
    "aufnehmen": (admission.approve_colleague, {}, gettext_lazy("%(name)s gehört jetzt dazu.")),
    "ablehnen": (admission.decline_colleague, {}, gettext_lazy("Die Anfrage ist abgelehnt.")),
    "koordination": (admission.change_role, {"role": "coordinator"}, gettext_lazy("%(name)s koordiniert jetzt mit.")),
    "mitarbeit": (admission.change_role, {"role": "staff"}, gettext_lazy("%(name)s hat jetzt die Rolle Mitarbeit.")),
    "beenden": (admission.leave, {}, gettext_lazy("%(name)s gehört nicht mehr dazu.")),
    "ansprechperson": (people.set_contact, {"is_contact": True}, gettext_lazy("%(name)s ist jetzt Ansprechperson.")),
    "keine-ansprechperson": (
        people.set_contact,
        {"is_contact": False},
        gettext_lazy("%(name)s ist nicht mehr Ansprechperson."),
    ),
}


@managed
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, organisation: Organisation, pk: int, act: str) -> HttpResponse:
    """One act on one person of the organisation. GET shows what will happen and one button."""
    membership = get_object_or_404(
        Membership.objects.select_related("user", "organisation").exclude(state=Membership.State.ENDED),
        pk=pk,
        organisation=organisation,
    )
    do, arguments, sentence = ACTS[act]
    if request.method == "POST":
        try:
            do(membership, by=request.user, **arguments)
        except admission.NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, sentence % {"name": membership.user})
        if not permissions.may_manage(request.user, organisation):
            return redirect("dashboard")
        return redirect("members:manage", organisation.slug)
    context = {"organisation": organisation, "membership": membership, "act": act}
    return render(request, "members/person.html", context)


@managed
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=organisation, by=permissions.signed_in(request))
    if request.method == "POST" and form.is_valid():
        profile.change_profile(organisation, by=request.user, values=form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("Das Profil ist gespeichert."))
        return redirect("members:profile", organisation.slug)
    return _edit_page(request, organisation, form, LogoForm(prefix="logo"))


@managed
@require_POST
def logo(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Beside the profile's form, so that a refused picture never costs typed text. `entfernen` takes the logo away."""
    by = permissions.signed_in(request)
    if "entfernen" in request.POST:
        profile.set_logo(organisation, by=by, picture=None)
        messages.success(request, _("Das Logo ist entfernt."))
        return redirect("members:edit", organisation.slug)
    form = LogoForm(request.POST, request.FILES, prefix="logo")
    if form.is_valid() and limits.too_many(request, "logo", 20):
        form.add_error("file", _("Das waren viele Bilder in kurzer Zeit. Bitte machen Sie in einer Stunde weiter."))
    if form.is_valid():
        profile.set_logo(organisation, by=by, picture=form.cleaned_data["file"])
        messages.success(request, _("Das Logo steht jetzt im Profil."))
        return redirect("members:profile", organisation.slug)
    return _edit_page(request, organisation, ProfileForm(instance=organisation, by=by), form, status=422)


def _edit_page(
    request: HttpRequest, organisation: Organisation, form: ProfileForm, logo_form: LogoForm, status: int = 200
) -> HttpResponse:
    context = {"organisation": organisation, "form": form, "logo_form": logo_form}
    return render(request, "members/edit.html", context, status=status)
