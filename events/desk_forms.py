"""Forms of the organisers' desk about people: entries by hand, messages, sessions' speakers."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms import Asked, AskedForm
from events.models import Event, Registration
from events.registration import Person
from members.forms import OrganisationField
from members.models import Organisation


class Moment(forms.DateTimeField):
    """Date and time as the browser's own control gives them; the zone is Berlin's."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"], **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """What the control cannot show (seconds) has not been changed by leaving it alone."""
        shown = self.prepare_value(initial)
        return (shown.strftime("%Y-%m-%dT%H:%M") if isinstance(shown, datetime) else shown or "") != (data or "")


class EnterForm(AskedForm):
    """A registration that came by mail or phone. What the message does not say is left out."""

    name = forms.CharField(label=_("Vor- und Nachname"), max_length=160)
    email = forms.EmailField(label=_("E-Mail-Adresse"), max_length=254)
    organisation = OrganisationField(
        label=_("Organisation im Verzeichnis"),
        queryset=Organisation.objects.filter(is_active=True).told_apart().order_by("name"),
        required=False,
        empty_label=_("keine"),
    )
    organisation_name = forms.CharField(label=_("oder Name der Organisation"), max_length=160, required=False)
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
    field_order = ("name", "email", "organisation", "organisation_name", "source", "received_at", "reason")

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(Asked(event), *args, **kwargs)
        for question in self.asked.questions:
            self.fields[f"frage_{question.pk}"].required = False

    def person(self) -> Person:
        data = self.cleaned_data
        return Person(
            name=data["name"], email=data["email"], organisation_name=data["organisation_name"], **self.said()
        )


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
