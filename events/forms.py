"""Clean input for the acts. Nothing here decides about seats."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import Event, Question, Registration, Session
from events.registration import Person
from forum.models import User
from members.models import Organisation

COLLEAGUES = 5


class RegistrationForm(forms.Form):
    """One person: a guest, or whoever is signed in. Which fields there are depends on the event."""

    name = forms.CharField(label=_("Vor- und Nachname"), max_length=160)
    email = forms.EmailField(label=_("E-Mail-Adresse"), max_length=254)
    organisation_name = forms.CharField(label=_("Kommune oder Organisation"), max_length=160, required=False)
    organisation = forms.ModelChoiceField(
        label=_("Für welche Organisation?"), queryset=Organisation.objects.none(), required=False
    )
    channel = forms.ChoiceField(
        label=_("Wie nehmen Sie teil?"),
        choices=Registration.Channel.choices,
        widget=forms.RadioSelect,
        initial=Registration.Channel.ONSITE,
    )
    sessions = forms.ModelMultipleChoiceField(
        label=_("Programmpunkte"), queryset=Session.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    needs = forms.CharField(
        label=_("Was brauchen Sie, um gut teilnehmen zu können?"),
        help_text=_("Etwa Gebärdensprache, Rollstuhlplatz oder Essen. Wird 14 Tage nach der Veranstaltung gelöscht."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, event: Event, *args: Any, user: User | None = None, organisations: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.event, self.user = event, user
        self.questions = list(event.questions.all())
        self.fields["submission"].initial = uuid4
        if user:
            del self.fields["name"], self.fields["email"], self.fields["organisation_name"]
        self._organisation(organisations)
        self._sessions()
        if event.format != Event.Format.HYBRID:
            del self.fields["channel"]
        if not event.asks_needs:
            del self.fields["needs"]
        for question in self.questions:
            self.fields[f"frage_{question.pk}"] = _question_field(question)
        self.order_fields([*(name for name in self.fields if name != "needs"), "needs", "submission"])

    def _organisation(self, organisations: Any) -> None:
        if organisations is None or len(organisations) < 2:
            del self.fields["organisation"]
            return
        field = self.fields["organisation"]
        field.queryset, field.required, field.empty_label = organisations, True, None  # type: ignore[attr-defined]

    def _sessions(self) -> None:
        sessions = Session.objects.filter(event=self.event, takes_registrations=True).with_seats()
        if not sessions:
            del self.fields["sessions"]
            return
        field = self.fields["sessions"]
        field.queryset = sessions  # type: ignore[attr-defined]
        field.label_from_instance = session_label  # type: ignore[attr-defined]

    def person(self) -> Person:
        data = self.cleaned_data
        user = self.user
        return Person(
            name=str(user) if user else data["name"],
            email=user.email if user else data["email"],
            user=user,
            organisation_name=data.get("organisation_name", ""),
            channel=data.get("channel") or default_channel(self.event),
            answers=self.answers(),
            needs=data.get("needs", ""),
            sessions=tuple(session.pk for session in data.get("sessions", ())),
        )

    def answers(self) -> dict[str, Any]:
        given = {str(q.pk): self.cleaned_data.get(f"frage_{q.pk}") for q in self.questions}
        return {key: value for key, value in given.items() if value}

    @property
    def submission_id(self) -> UUID | None:
        return self.cleaned_data.get("submission")


def default_channel(event: Event) -> str:
    online = event.format == Event.Format.ONLINE
    return Registration.Channel.ONLINE if online else Registration.Channel.ONSITE


def session_label(session: Session) -> str:
    start = date_format(timezone.localtime(session.starts_at), "H:i")
    if session.capacity is None:
        return gettext("%(start)s Uhr: %(title)s") % {"start": start, "title": session.title}
    free = max(session.capacity - session.taken, 0)  # type: ignore[attr-defined]
    words = gettext("noch %(n)d Plätze") % {"n": free} if free else gettext("ausgebucht, Warteliste")
    return gettext("%(start)s Uhr: %(title)s (%(words)s)") % {"start": start, "title": session.title, "words": words}


def _question_field(question: Question) -> forms.Field:
    if question.kind == Question.Kind.TEXT:
        return forms.CharField(label=question.text, required=question.required, max_length=500)
    choices = [(choice, choice) for choice in question.choices]
    if question.kind == Question.Kind.CHOICES:
        return forms.MultipleChoiceField(
            label=question.text, required=question.required, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(label=question.text, required=question.required, choices=choices, widget=forms.RadioSelect)


class ColleagueForm(forms.Form):
    """One row of „Kolleg*innen anmelden“. An empty row is no person (the form set permits it)."""

    name = forms.CharField(label=_("Vor- und Nachname"), max_length=160)
    email = forms.EmailField(label=_("Dienstliche E-Mail"), max_length=254)

    @property
    def is_person(self) -> bool:
        return bool(self.cleaned_data.get("name"))


ColleagueFormSet = forms.formset_factory(ColleagueForm, extra=COLLEAGUES, max_num=20, validate_max=True)


class GroupForm(forms.Form):
    """What holds for all rows of a coordinator's form."""

    organisation = forms.ModelChoiceField(
        label=_("Für welche Organisation?"), queryset=Organisation.objects.none(), empty_label=None
    )
    myself = forms.BooleanField(label=_("Ich nehme selbst auch teil"), required=False)
    only_together = forms.BooleanField(
        label=_("Nur gemeinsam"),
        help_text=_("Die Gruppe erhält Plätze nur, wenn alle einen bekommen. Sonst wartet sie als Ganzes."),
        required=False,
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class SubstituteForm(forms.Form):
    name = forms.CharField(label=_("Wer kommt stattdessen?"), max_length=160)
    email = forms.EmailField(label=_("Dienstliche E-Mail"), max_length=254)


class InterestForm(forms.Form):
    email = forms.EmailField(label=_("E-Mail-Adresse"), max_length=254)
