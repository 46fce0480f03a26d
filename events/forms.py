"""Clean input for the acts. Nothing here decides about seats."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.models import Event, Question, Registration, Session
from events.registration import Person
from forum.drawings import seats_left
from forum.models import User
from members.forms import OrganisationField
from members.models import Organisation

COLLEAGUES = 5  # rows in sight; as many again fold out


class Asked:
    """What an event asks of everybody, looked up once for all the forms of a page."""

    def __init__(self, event: Event, sessions: Iterable[Session] | None = None) -> None:
        self.event = event
        self.questions = list(event.questions.all()) if event.has_questions else []
        if sessions is None:
            sessions = Session.objects.filter(event=event).to_choose(timezone.now()) if event.has_sessions else ()
        self.sessions = [(session.pk, session_label(session)) for session in sessions]
        self.channels = [(value, channel_label(event, value)) for value in Registration.Channel.values]


class AskedForm(forms.Form):
    """The part of a registration that depends on the event: way of taking part, sessions, needs, questions."""

    channel = forms.ChoiceField(
        label=_("Wie nehmen Sie teil?"),
        choices=Registration.Channel.choices,
        widget=forms.RadioSelect,
        initial=Registration.Channel.ONSITE,
    )
    sessions = forms.TypedMultipleChoiceField(
        label=_("Programmpunkte"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    needs = forms.CharField(
        label=_("Was brauchen Sie, um gut teilnehmen zu können?"),
        help_text=_("Etwa Gebärdensprache, Rollstuhlplatz oder Essen. Wird 14 Tage nach der Veranstaltung gelöscht."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["sessions"].choices = asked.sessions  # type: ignore[attr-defined]
        self.fields["channel"].choices = asked.channels  # type: ignore[attr-defined]
        if asked.event.format != Event.Format.HYBRID:
            del self.fields["channel"]
        if not asked.sessions:
            del self.fields["sessions"]
        if not asked.event.asks_needs:
            del self.fields["needs"]
        for question in asked.questions:
            self.fields[f"frage_{question.pk}"] = _question_field(question)
        self.order_fields([name for name in self.fields if name not in ("needs", "submission")])

    def said(self) -> dict[str, Any]:
        """As `Person` wants it."""
        data = self.cleaned_data
        answers = {str(q.pk): data.get(f"frage_{q.pk}") for q in self.asked.questions}
        return {
            "channel": data.get("channel") or default_channel(self.asked.event),
            "answers": {key: value for key, value in answers.items() if value},
            "needs": data.get("needs", ""),
            "sessions": tuple(data.get("sessions", ())),
        }


class RegistrationForm(AskedForm):
    """One person: a guest, or whoever is signed in."""

    name = forms.CharField(label=_("Vor- und Nachname"), max_length=160)
    email = forms.EmailField(label=_("E-Mail-Adresse"), max_length=254)
    organisation_name = forms.CharField(label=_("Kommune oder Organisation"), max_length=160, required=False)
    organisation = OrganisationField(
        label=_("Für welche Organisation?"), queryset=Organisation.objects.none(), required=False
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("name", "email", "organisation_name", "organisation")

    def __init__(
        self, event: Event, *args: Any, user: User | None = None, organisations: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(Asked(event), *args, **kwargs)
        self.user = user
        self.fields["submission"].initial = uuid4
        if user:
            del self.fields["name"], self.fields["email"], self.fields["organisation_name"]
        self.needs_organisation([event])
        self._organisation(organisations)

    def needs_organisation(self, events: Iterable[Event]) -> None:
        """Guests of a date for municipal staff say where they work."""
        if "organisation_name" in self.fields and any(each.audience == Event.Audience.MUNICIPAL for each in events):
            self.fields["organisation_name"].required = True

    def _organisation(self, organisations: Any) -> None:
        if organisations is None or len(organisations) < 2:
            del self.fields["organisation"]
            return
        field = self.fields["organisation"]
        own = Organisation.objects.filter(pk__in=[each.pk for each in organisations]).told_apart().order_by("name")
        field.queryset, field.required, field.empty_label = own, True, None  # type: ignore[attr-defined]

    def person(self) -> Person:
        data, user = self.cleaned_data, self.user
        return Person(
            name=str(user) if user else data["name"],
            email=user.email if user else data["email"],
            user=user,
            organisation_name=data.get("organisation_name", ""),
            **self.said(),
        )

    @property
    def submission_id(self) -> UUID | None:
        return self.cleaned_data.get("submission")


class CompanionForm(AskedForm):
    """An event that takes place beside another, in the form of that one. What it asks counts only when it is ticked;
    in the form for colleagues it is said once for all of them."""

    also = forms.BooleanField(required=False)
    field_order = ("also",)

    def __init__(self, event: Event, data: Any, *, beside: Event, for_group: bool = False) -> None:
        prefix = f"auch-{event.pk}"
        self.is_ticked = bool(data and data.get(f"{prefix}-also"))
        asked = Asked(event, event.sessions_to_choose)  # type: ignore[attr-defined]
        super().__init__(asked, data if self.is_ticked else None, prefix=prefix)
        self.event = event
        if beside.asks_needs or for_group:  # asked once, for both; and never for several people at once
            self.fields.pop("needs", None)
        self.fields["also"].label = event.title
        self.fields["also"].help_text = f"{event.when}, {event.where}. {_seats(event)} {_quota(event)}".rstrip()

    def more(self) -> list[Any]:
        return [field for field in self if field.name != "also"]

    def of(self, person: Person) -> Person:
        """The same person, as they take part here."""
        said = self.said()
        said["needs"] = said["needs"] or (person.needs if self.event.asks_needs else "")
        return replace(person, **said)

    def must_say(self) -> bool:
        """A choice of room or screen, or a question without which nobody is registered."""
        return any(field.field.required for field in self.more())


def _seats(event: Event) -> str:
    if event.capacity is None:
        return ""
    if event.taken >= event.capacity:
        return gettext("Ausgebucht: Sie kommen auf die Warteliste.")
    return f"{capfirst(seats_left(event.taken, event.capacity))}."


def _quota(event: Event) -> str:
    limit = event.max_per_organisation
    if limit is None or event.quota_released(timezone.now()):
        return ""
    return ngettext("Höchstens %(n)d Platz je Organisation.", "Höchstens %(n)d Plätze je Organisation.", limit) % {
        "n": limit
    }


def default_channel(event: Event) -> str:
    online = event.format == Event.Format.ONLINE
    return Registration.Channel.ONLINE if online else Registration.Channel.ONSITE


def channel_label(event: Event, channel: str) -> str:
    label, limit = str(Registration.Channel(channel).label), event.channel_limits.get(channel)
    if limit is None:
        return label
    words = _seats_or_waiting(event.taken_by_channel.get(channel, 0), limit)
    return gettext("%(label)s (%(words)s)") % {"label": label, "words": words}


def _seats_or_waiting(taken: int, capacity: int) -> str:
    return seats_left(taken, capacity) if taken < capacity else gettext("ausgebucht, Warteliste")


def session_label(session: Session) -> str:
    start = date_format(timezone.localtime(session.starts_at), "H:i")
    if session.capacity is None:
        return gettext("%(start)s Uhr: %(title)s") % {"start": start, "title": session.title}
    words = _seats_or_waiting(session.taken, session.capacity)  # type: ignore[attr-defined]
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


class AnswersForm(AskedForm):
    """What one may say anew afterwards; sessions have their own page, and way of taking part is another seat."""

    def __init__(self, asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(asked, *args, **kwargs)
        for name in ("channel", "sessions"):
            self.fields.pop(name, None)


class ColleagueForm(AskedForm):
    """One row of „Kolleg*innen anmelden“. An empty row is no person (the form set permits it)."""

    name = forms.CharField(label=_("Vor- und Nachname"), max_length=160)
    email = forms.EmailField(label=_("Dienstliche E-Mail"), max_length=254)
    field_order = ("name", "email")

    @property
    def is_person(self) -> bool:
        return bool(self.cleaned_data.get("name"))

    def who(self) -> list[Any]:
        return [self["name"], self["email"]]

    def more(self) -> list[Any]:
        """What the row folds away: everything the event asks besides the name."""
        return [field for field in self if field.name not in ("name", "email")]

    @property
    def is_used(self) -> bool:
        return bool(self.errors or self.has_changed())

    def is_open(self) -> bool:
        """Whether there is something the person must or did say."""
        return any(field.errors or (field.field.required and field.name != "channel") for field in self.more())


ColleagueFormSet = forms.formset_factory(ColleagueForm, extra=2 * COLLEAGUES, max_num=20, validate_max=True)


class GroupForm(forms.Form):
    """What holds for all rows of a coordinator's form."""

    organisation = OrganisationField(
        label=_("Für welche Organisation?"), queryset=Organisation.objects.none(), empty_label=None
    )
    myself = forms.BooleanField(
        label=_("Ich nehme selbst auch teil"),
        help_text=_(
            "Dann steht Ihre Anmeldung als erste in der Reihe und zählt als eine Person."
            " Programmpunkte wählen Sie danach."
        ),
        required=False,
    )
    only_together = forms.BooleanField(
        label=_("Nur gemeinsam"),
        help_text=_("Die Gruppe erhält Plätze nur, wenn alle einen bekommen. Sonst wartet sie als Ganzes."),
        required=False,
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, *args: Any, organisations: Any, takes_part: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        if len(organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = organisations[0]
        if takes_part:
            del self.fields["myself"]


class SubstituteForm(forms.Form):
    name = forms.CharField(label=_("Wer kommt stattdessen?"), max_length=160)
    email = forms.EmailField(label=_("Dienstliche E-Mail"), max_length=254)


class InterestForm(forms.Form):
    email = forms.EmailField(label=_("E-Mail-Adresse"), max_length=254)
