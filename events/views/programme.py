"""What organisers write around a date: agenda and speakers, and the short lists beside it."""

from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from events import programme as acts
from events import speaking
from events.models import Event, Organiser, Question, Session, Speaker, Stand
from events.programme_forms import OrganiserForm, QuestionForm, SessionForm, SpeakerForm, StandForm
from events.refusals import Refusal
from events.seen import show
from events.views.desk import organiser_only
from forum.numbers import number
from members.permissions import is_editor


@organiser_only
@require_http_methods(["GET", "POST"])
def programme(request: HttpRequest, event: Event) -> HttpResponse:
    """The agenda: one form for a new session or, with `?punkt=`, for a present one and its speakers."""
    key = number(request.GET.get("punkt"))
    session = get_object_or_404(Session, event=event, pk=key) if key is not None else None
    act = request.POST.get("tun", "speichern") if request.method == "POST" else ""
    if session and act in ("loeschen", "erinnern", "streichen"):
        return _small_act(request, event, session, act)
    form = SessionForm(request.POST if act == "speichern" else None, instance=session, event=event)
    speaker = SpeakerForm(request.POST if act == "einladen" else None, prefix="r")
    if act == "speichern" and form.is_valid():
        try:
            acts.put_session(event, form.save(commit=False))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Der Programmpunkt ist gespeichert."))
            return redirect("events:desk_programme", event.slug)
    if session and act == "einladen" and speaker.is_valid():
        invited = speaking.invite(session, **speaker.cleaned_data)
        messages.success(request, _("%(name)s ist eingeladen.") % {"name": invited.name})
        return redirect(_at(event, session))
    context = {
        "event": event,
        "form": form,
        "speaker_form": speaker,
        "session": session,
        "programme": event.sessions.with_seats().select_related("room__venue").prefetch_related("speakers__slides"),
    }
    return render(request, "events/desk/programme.html", context)


def _at(event: Event, session: Session) -> str:
    return reverse("events:desk_programme", args=[event.slug]) + f"?punkt={session.pk}"


def _small_act(request: HttpRequest, event: Event, session: Session, act: str) -> HttpResponse:
    if act == "loeschen":
        try:
            acts.remove_session(session)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(_at(event, session))
        messages.success(request, _("Der Programmpunkt ist gestrichen."))
        return redirect("events:desk_programme", event.slug)
    speaker = get_object_or_404(Speaker, session=session, pk=number(request.POST.get("referent")))
    if act == "erinnern":
        speaking.remind(speaker)
        messages.success(request, _("%(name)s erhält die Einladung noch einmal.") % {"name": speaker.name})
    else:
        speaking.remove(speaker)
        messages.success(request, _("%(name)s steht nicht mehr im Programm.") % {"name": speaker.name})
    return redirect(_at(event, session))


# --- Short lists, each a form of rows ---------------------------------------------------------------------------------


class Rows(NamedTuple):
    title: Any
    lead: Any
    row: Any
    model: Any
    form: Any
    editors_only: bool = False


LISTS = {
    "fragen": Rows(
        gettext_lazy("Fragen bei der Anmeldung"),
        gettext_lazy(
            "Was möchten Sie von allen wissen? Antworten zur Auswahl werden bei den Teilnehmenden zum Diagramm."
            " Nach Namen, Adresse, Organisation und Bedarf fragt das Formular von selbst."
        ),
        gettext_lazy("Frage"),
        Question,
        QuestionForm,
    ),
    "staende": Rows(
        gettext_lazy("Projektstände"),
        gettext_lazy("Stände der Austauschbörse, jeder mit Nummer, Menschen und der Praxis, um die es geht."),
        gettext_lazy("Stand"),
        Stand,
        StandForm,
    ),
    "beteiligte": Rows(
        gettext_lazy("Beteiligte und ihre Rollen"),
        gettext_lazy(
            "Veranstalter, Mitveranstalter, Auftraggeber, Förderer, Unterstützer. Koordinator*innen der Veranstalter"
            " und Mitveranstalter sehen die Anmeldungen."
        ),
        gettext_lazy("Beteiligte"),
        Organiser,
        OrganiserForm,
        editors_only=True,
    ),
}


@organiser_only
@require_http_methods(["GET", "POST"])
def rows(request: HttpRequest, event: Event, name: str) -> HttpResponse:
    """Questions, stands, or who stands behind the date: present rows and two empty ones."""
    if name not in LISTS:
        raise Http404
    wanted = LISTS[name]
    if wanted.editors_only and not is_editor(request.user):
        raise PermissionDenied
    form_set = forms.inlineformset_factory(Event, wanted.model, form=wanted.form, extra=2, max_num=60)
    form_kwargs = {"event": event} if wanted.form is StandForm else {}
    data = request.POST if request.method == "POST" else None
    formset = form_set(data, instance=event, prefix="zeile", form_kwargs=form_kwargs)
    if data and formset.is_valid():
        formset.save()
        show(event)
        messages.success(request, _("Gespeichert."))
        return redirect("events:desk_rows", event.slug, name)
    context = {"event": event, "formset": formset, "wanted": wanted, "name": name}
    return render(request, "events/desk/rows.html", context)
