"""Nachnutzung in the browser: declare, look, confirm, decline, move on, drop."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from library import adoption as acts
from library import reuse
from library.forms.adoption import AbandonForm, DeclareForm, StageForm
from library.models import Adoption, PracticePage
from members.models import Membership
from members.permissions import coordinates, signed_in

ABANDON_IDS = "aufgeben_%s"  # two forms with the same fields stand on one page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def declare(request: HttpRequest, slug: str) -> HttpResponse:
    """`/bibliothek/<slug>/nachnutzung/`: for coordinators of the adopter or of the origin."""
    practice = get_object_or_404(PracticePage.objects.shown().select_related("origin"), slug=slug)
    form = DeclareForm(request.POST or None, by=signed_in(request), practice=practice)
    may_declare = form.fields["adopter"].queryset.exists()  # type: ignore[attr-defined]
    if request.method == "POST" and may_declare and form.is_valid():
        given = form.cleaned_data
        try:
            adoption = acts.declare(
                practice, adopter=given["adopter"], by=signed_in(request), stage=given["stage"], **form.details
            )
        except acts.AdoptionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("Eingetragen.")
                if adoption.is_confirmed
                else _("Gemeldet. Es zählt, sobald die Koordination von %s bestätigt.") % adoption.adopter,
            )
            return redirect("library:adoption", adoption.pk)
    status = 422 if request.method == "POST" else 200
    known = [(each, reuse.stage_words(each)) for each in form.known]
    context = {"practice": practice, "form": form, "may_declare": may_declare, "known": known}
    return render(request, "library/declare.html", context, status=status)


@login_required
@require_safe
@never_cache
def adoption(request: HttpRequest, pk: int) -> HttpResponse:
    """`/bibliothek/nachnutzung/<pk>/`: what is known, and what this person can do about it."""
    return _page(request, _of(request, pk))


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, acts.confirm, _("Danke, bestätigt. Die Nachnutzung zählt."))


@login_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(
        request, pk, acts.decline, _("Abgelehnt. Sie wird nirgends gezeigt; wer sie gemeldet hat, weiß Bescheid.")
    )


@login_required
@require_POST
def advance(request: HttpRequest, pk: int) -> HttpResponse:
    found = _of(request, pk)
    form = StageForm(request.POST, instance=found, practice=found.practice, adopter=found.adopter)
    if not form.is_valid():
        return _page(request, _of(request, pk), stage_form=form)
    given = {"stage": form.cleaned_data["stage"], **form.details}
    return _done(request, pk, acts.advance, _("Gespeichert."), **given)


@login_required
@require_POST
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    form = AbandonForm(request.POST, auto_id=ABANDON_IDS)
    if not form.is_valid():
        return _page(request, _of(request, pk), abandon_form=form)
    said = _("Danke. Ihr Grund hilft anderen, gezeigt wird er ohne Ihren Namen.")
    if form.cleaned_data["name_is_released"]:
        said = _("Danke. Ihr Grund hilft anderen.")
    return _done(request, pk, acts.abandon, said, **form.cleaned_data)


def _of(request: HttpRequest, pk: int) -> Adoption:
    return get_object_or_404(reuse.of_either_side(request.user).distinct(), pk=pk)


def _done(request: HttpRequest, pk: int, act: Callable[..., Any], said: str, **details: Any) -> HttpResponse:
    """Calls the act and says in the page above what came of it."""
    try:
        act(_of(request, pk), by=signed_in(request), **details)
    except acts.AdoptionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("library:adoption", pk)


def _page(
    request: HttpRequest,
    found: Adoption,
    *,
    stage_form: StageForm | None = None,
    abandon_form: AbandonForm | None = None,
) -> HttpResponse:
    is_adopter = coordinates(request.user, found.adopter)
    is_open = found.declined_at is None and found.stage not in Adoption.CLOSED
    context = {
        "adoption": found,
        "practice": found.practice,
        "row": reuse.row(found),
        "facts": _facts(found),
        "is_adopter": is_adopter,
        "is_open": is_open,
        "is_asked": is_adopter and is_open and (found.confirmed_at is None or found.asked_at is not None),
        "form": stage_form or StageForm(instance=found, practice=found.practice, adopter=found.adopter),
        "abandon_form": abandon_form or AbandonForm(auto_id=ABANDON_IDS),
        "opens_abandon": abandon_form is not None,
    }
    return render(request, "library/adoption.html", context, status=422 if stage_form or abandon_form else 200)


def _facts(found: Adoption) -> list[tuple[Any, Any]]:
    return [
        (_("Wer nutzt nach?"), found.adopter.name),
        (_("Stand"), reuse.stage_words(found)),
        (_("Von wem übernommen?"), reuse.row(found)["via"] or found.practice.place),
        (_("Umfang"), reuse.scope_words(found)),
        (_("Angepasst"), found.adaptation),
        (_("Aufwand"), found.effort),
        (_("Gespart (Schätzung)"), reuse.saved_words(found)),
        (_("Wie geschätzt?"), found.saved_how),
        (_("Was andere wissen sollten"), found.lesson),
        (_("Gründe"), ", ".join(Adoption._meta.get_field("reasons").labels(found.reasons))),
        (_("Ansprechperson"), _contact_name(found)),
    ]


def _contact_name(found: Adoption) -> str:
    """Only while the membership lasts."""
    contact = found.contact
    return contact.user.get_full_name() if contact and contact.state == Membership.State.ACTIVE else ""
