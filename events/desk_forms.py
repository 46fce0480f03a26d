"""Forms of the organisers' desk."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, Registration, SeriesPage, Session, Venue
from events.seen import end_of_day
from forum.models import FieldOfAction
from members.models import Organisation


class Moment(forms.DateTimeField):
    """Date and time as the browser's own control gives them; the zone is Berlin's."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"], **kwargs)


class Deadline(forms.CharField):
    """„2029-11-23“ lasts until that day is over; with a time it is that minute's end."""

    widget = forms.DateTimeInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def prepare_value(self, value: Any) -> Any:
        return timezone.localtime(value).strftime("%Y-%m-%d") if isinstance(value, datetime) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return end_of_day(datetime.strptime(text, "%Y-%m-%d").date())  # noqa: DTZ007 - a day, the zone follows
        except ValueError as error:
            raise forms.ValidationError(_("Bitte ein Datum wie 23.11.2029 angeben.")) from error


class EnterForm(forms.Form):
    """A registration that came by mail or phone."""

    name = forms.CharField(label=_("Vor- und Nachname"), max_length=160)
    email = forms.EmailField(label=_("E-Mail-Adresse"), max_length=254)
    organisation = forms.ModelChoiceField(
        label=_("Organisation im Verzeichnis"),
        queryset=Organisation.objects.filter(is_active=True).order_by("name"),
        required=False,
        empty_label=_("keine"),
    )
    organisation_name = forms.CharField(label=_("oder Name der Organisation"), max_length=160, required=False)
    channel = forms.ChoiceField(
        label=_("Teilnahme"), choices=Registration.Channel.choices, widget=forms.RadioSelect, initial="onsite"
    )
    source = forms.ChoiceField(
        label=_("Eingegangen"),
        choices=[c for c in Registration.Source.choices if c[0] != "portal"],
        widget=forms.RadioSelect,
        initial="email",
    )
    received_at = Moment(
        label=_("Eingang der Nachricht"), help_text=_("Nicht in der Zukunft, nicht vor Beginn der Anmeldung.")
    )
    reason = forms.CharField(
        label=_("Grund"), max_length=300, help_text=_("Etwa „Mail an die Geschäftsstelle“. Wird festgehalten.")
    )


class PromiseForm(forms.ModelForm):
    """Everything the forum promises about a date. `Event` has the rules; the act applies them."""

    starts_at = Moment(label=_("Beginn"), required=False)
    ends_at = Moment(label=_("Ende"), required=False)
    registration_opens_at = Moment(label=_("Anmeldung ab"), required=False)
    deadline = Deadline(label=_("Anmeldeschluss"), required=False, help_text=_("Gilt bis 23:59:59 Uhr an diesem Tag."))
    quota_release_at = Moment(
        label=_("Kontingent fällt weg am"), required=False, help_text=_("Ohne Angabe: nach dem Anmeldeschluss.")
    )
    venue = forms.ModelChoiceField(
        label=_("Ort"), queryset=Venue.objects.all(), required=False, empty_label=_("noch offen")
    )
    series = forms.ModelChoiceField(
        label=_("Reihe"), queryset=SeriesPage.objects.order_by("title"), required=False, empty_label=_("keine")
    )

    class Meta:
        model = Event
        fields = (
            "title",
            "kind",
            "series",
            "edition",
            "motto",
            "format",
            "audience",
            "precision",
            "date_words",
            "starts_at",
            "ends_at",
            "venue",
            "room_note",
            "join_url",
            "takes_registrations",
            "registration_opens_at",
            "deadline",
            "capacity",
            "onsite_capacity",
            "online_capacity",
            "max_per_organisation",
            "quota_release_at",
            "allocation",
            "needs_approval",
            "offer_hours",
            "cost_note",
            "asks_needs",
            "contact_email",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        fixed = data.get("precision") == Event.Precision.EXACT
        if data.get("precision") != Event.Precision.OPEN:
            for name in ("starts_at", "ends_at"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Bitte angeben; bei „offen“ bleibt das Feld leer."))
        if fixed and data.get("takes_registrations"):
            for name in ("registration_opens_at", "deadline"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Mit Anmeldung im Portal braucht es Beginn und Schluss der Anmeldung."))
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("Das Ende muss nach dem Beginn liegen."))
        return data

    def _post_clean(self) -> None:
        """The act writes the row; the form must not touch the instance it was filled from."""


class AnnounceForm(PromiseForm):
    lead = forms.CharField(label=_("In einem Satz"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    host = forms.ModelChoiceField(
        label=_("Veranstalter"),
        queryset=Organisation.objects.filter(is_active=True, standing__in=["mitglied", "partner"]).order_by("name"),
        required=False,
        empty_label=_("Geschäftsstelle"),
    )
    fields_of_action = forms.ModelMultipleChoiceField(
        label=_("Handlungsfelder"),
        queryset=FieldOfAction.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    field_order = ("title", "lead", "kind", "host")


class StatusForm(forms.Form):
    status = forms.ChoiceField(
        label=_("Stand"), choices=[c for c in Event.Status.choices if c[0] != "draft"], widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Hinweis an alle Angemeldeten"), max_length=300, required=False)


class MessageForm(forms.Form):
    recipients = forms.ChoiceField(label=_("An wen?"))
    subject = forms.CharField(label=_("Betreff"), max_length=150)
    text = forms.CharField(label=_("Nachricht"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].choices = [  # type: ignore[attr-defined]
            ("plaetze", _("alle mit Platz")),
            ("wartend", _("alle auf der Warteliste")),
            *((f"p{session.pk}", session.title) for session in sessions),
        ]


class SessionForm(forms.ModelForm):
    starts_at = Moment(label=_("Beginn"))
    ends_at = Moment(label=_("Ende"))

    class Meta:
        model = Session
        fields = (
            "kind",
            "title",
            "summary",
            "hosts",
            "starts_at",
            "ends_at",
            "room",
            "takes_registrations",
            "capacity",
            "is_open",
        )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = self.fields["room"].queryset.filter(venue=event.venue)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("Das Ende muss nach dem Beginn liegen."))
        return data
