"""Forms of the members' room: they clean what was typed, the acts decide."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.meanwhile import MindsOthers
from forum.models import User
from forum.uploads import checked_document, checked_picture
from members.domains import domain_of, is_freemailer, validate_own_domain
from members.models import (
    Application,
    DataRequest,
    ExpertGroup,
    Expertise,
    GroupMeeting,
    Membership,
    Municipality,
    Organisation,
    Preferences,
)
from members.permissions import is_admin


class Email(forms.EmailField):
    """An address, stored lower-case; browsers and password managers recognise it."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()


class Website(forms.URLField):
    """Without a scheme it is taken as https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class OrganisationField(forms.ModelChoiceField):
    """A choice among organisations `told_apart`: two of the same name say which is which."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class ApplicationForm(forms.ModelForm):
    """With a row of the register the organisation is known; without one it is named here."""

    email = Email(
        label=_("Dienstliche E-Mail-Adresse"), help_text=_("Dorthin antworten wir. Bitte keine private Adresse.")
    )

    class Meta:
        model = Application
        fields = (
            "organisation_name",
            "kind",
            "website",
            "first_name",
            "last_name",
            "email",
            "function",
            "motivation",
        )
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "function": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "motivation": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"website": _("Beginnt mit https://")}
        field_classes = {"website": Website}

    def __init__(self, *args: Any, municipality: Municipality | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        if municipality:
            del self.fields["organisation_name"], self.fields["kind"]
        else:
            self.fields["kind"].choices = [  # type: ignore[attr-defined]
                ("", _("Bitte wählen")),
                *[
                    (kind.value, kind.label)
                    for kind in Organisation.Kind
                    if kind not in (Organisation.Kind.MUNICIPALITY, Organisation.Kind.DISTRICT)
                ],
            ]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if is_freemailer(domain_of(email)):
            raise forms.ValidationError(
                _("%(domain)s ist ein privater Anbieter. Bitte geben Sie Ihre dienstliche Adresse an."),
                params={"domain": domain_of(email)},
            )
        return email

    def _post_clean(self) -> None:
        """No row is built here: the act does that, and it knows what is unique."""


class DecisionForm(forms.Form):
    accept = forms.TypedChoiceField(
        label=_("Entscheidung"),
        choices=[("ja", _("Aufnehmen")), ("nein", _("Ablehnen"))],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Begründung an die Organisation"),
        help_text=_("Steht wörtlich in der Mail. Bei einer Ablehnung bitte immer angeben."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("accept") is False and not data.get("note"):
            self.add_error("note", _("Bitte nennen Sie der Organisation den Grund."))
        return data


class InvitationForm(forms.Form):
    email = Email(label=_("E-Mail-Adresse"))
    role = forms.ChoiceField(label=_("Rolle"), choices=Membership.Role, initial=Membership.Role.STAFF)
    function = forms.CharField(label=_("Funktion"), max_length=120, required=False)


class JoinForm(forms.Form):
    function = forms.CharField(
        label=_("Ihre Funktion"), help_text=_("Zum Beispiel: Tiefbauamt, Klimaschutz"), max_length=120, required=False
    )


class ProfileForm(MindsOthers, forms.ModelForm):
    """What an organisation says about itself. Name, kind and register row are the Geschäftsstelle's."""

    class Meta:
        model = Organisation
        fields = (
            "summary",
            "offers",
            "seeks",
            "fields_of_action",
            "building_blocks",
            "staff_class",
            "legal_form",
            "website",
            "contact_email",
            "phone",
            "email_domain",
        )
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "offers": forms.Textarea(attrs={"rows": 4}),
            "seeks": forms.Textarea(attrs={"rows": 4}),
            "fields_of_action": forms.CheckboxSelectMultiple,
            "building_blocks": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "summary": _("Zwei, drei Sätze. Sie stehen oben im Profil und in der Suche."),
            "offers": _("Womit können andere zu Ihnen kommen? Besuche, Unterlagen, Mitnutzung."),
            "seeks": _("Wonach suchen Sie gerade? So finden andere Sie."),
            "building_blocks": _("Was bei Ihnen schon läuft. Danach richtet sich, welche Praktiken zu Ihnen passen."),
            "staff_class": _("Vollzeitstellen für Digitales; für den Vergleich mit dem Aufwand einer Praxis."),
            "email_domain": _(
                "Wer eine Adresse mit dieser Domain hat, kann um Aufnahme bitten; Sie geben jede Person frei."
            ),
            "contact_email": _("Ein Postfach, das auch bei Urlaub gelesen wird."),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_email_domain(self) -> str:
        domain = str(self.cleaned_data["email_domain"]).strip().lower()
        if domain:
            validate_own_domain(domain)
            taken = Organisation.objects.filter(email_domain=domain, is_active=True).exclude(pk=self.instance.pk)
            if taken.exists():
                raise forms.ValidationError(
                    _("Diese Domain nutzt schon eine andere Organisation. Fragen Sie die Geschäftsstelle.")
                )
            if domain != self.instance.email_domain and not self._may_claim(domain):
                raise forms.ValidationError(
                    _(
                        "Bitte die Domain angeben, unter der auch Ihre eigene Adresse steht. Die Geschäftsstelle trägt"
                        " gern eine andere ein."
                    )
                )
        return domain

    def _may_claim(self, domain: str) -> bool:
        """Who joins by a domain is shown to its organisation: so it must be one's own, or the office looks first."""
        own = domain_of(self.by.email)
        return domain == own or domain.endswith(f".{own}") or is_admin(self.by)


class LogoForm(forms.Form):
    file = forms.FileField(
        label=_("Bilddatei"), help_text=_("JPEG, PNG oder WebP, höchstens 10 MB; am besten breit auf hellem Grund.")
    )
    rights = forms.BooleanField(label=_("Wir dürfen das Logo hier zeigen"))

    def clean_file(self) -> Any:
        return checked_picture(self.cleaned_data["file"])


class VisibilityForm(forms.Form):
    is_public = forms.BooleanField(required=False)
    shows_email = forms.BooleanField(required=False)


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = Preferences
        fields = ("digest",)
        widgets = {"digest": forms.RadioSelect}


class BoardForm(forms.ModelForm):
    class Meta:
        model = ExpertGroup
        fields = ("board",)
        widgets = {"board": forms.Textarea(attrs={"rows": 12})}


class ContactForm(forms.Form):
    text = forms.CharField(
        label=_("Ihr Anliegen"),
        help_text=_("Worum geht es, was haben Sie schon versucht, wie eilig ist es?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class MeetingForm(forms.ModelForm):
    """A meeting begins and ends on one day; whoever meets for longer sets two."""

    day = forms.DateField(label=_("Datum"), widget=forms.DateInput(attrs={"type": "date"}))
    begins = forms.TimeField(label=_("von"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("bis"), widget=forms.TimeInput(attrs={"type": "time"}))

    field_order = ("title", "day", "begins", "ends", "place", "link", "agenda", "notes")

    class Meta:
        model = GroupMeeting
        fields = ("title", "place", "link", "agenda", "notes")
        field_classes = {"link": Website}
        widgets = {"agenda": forms.Textarea(attrs={"rows": 6}), "notes": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "place": _("Raum und Adresse, oder nur den Link angeben."),
            "link": _("Sehen nur die Mitglieder der Runde, auf dieser Seite; in Mails und Kalendern steht er nicht."),
            "notes": _("Nach der Sitzung: was vereinbart wurde, wer was bis wann macht."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance: GroupMeeting | None = kwargs.get("instance")
        if instance:
            begins, ends = timezone.localtime(instance.starts_at), timezone.localtime(instance.ends_at)
            kwargs["initial"] = {"day": begins.date(), "begins": begins.time(), "ends": ends.time()}
        super().__init__(*args, **kwargs)
        if instance is None:
            del self.fields["notes"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("place") or data.get("link") or self.errors.keys() & {"place", "link"}):
            self.add_error("place", _("Bitte nennen Sie einen Ort oder einen Link."))
        begins, ends = data.get("begins"), data.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", _("Das Ende liegt vor dem Beginn."))
        return data

    def values(self) -> dict[str, Any]:
        """The columns of a meeting, with times of this country."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("day", "begins", "ends")}
        day, begins, ends = (self.cleaned_data[name] for name in ("day", "begins", "ends"))
        return {
            **data,
            "starts_at": timezone.make_aware(datetime.combine(day, begins)),
            "ends_at": timezone.make_aware(datetime.combine(day, ends)),
        }

    def _post_clean(self) -> None:
        """The instance stays as it is: the act sets its columns, and compares them with these."""


class GroupDocumentForm(forms.Form):
    title = forms.CharField(label=_("Bezeichnung"), max_length=120)
    file = forms.FileField(
        label=_("Datei"),
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument, CSV oder Text, höchstens 10 MB."),
    )

    def clean_file(self) -> Any:
        return checked_document(self.cleaned_data["file"])


class ExpertiseForm(forms.ModelForm):
    class Meta:
        model = Expertise
        fields = ("text", "fields_of_action")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "fields_of_action": forms.CheckboxSelectMultiple,
        }
        help_texts = {"text": _("Zum Beispiel: LoRaWAN-Netz geplant und im Betrieb, Vergabe von Sensoren")}


class DataRequestForm(forms.ModelForm):
    class Meta:
        model = DataRequest
        fields = ("kind", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}


class EnterRequestForm(forms.Form):
    """What came by letter, mail or telephone."""

    kind = forms.ChoiceField(label=_("Art"), choices=DataRequest.Kind)
    email = Email(label=_("E-Mail-Adresse der Person"), help_text=_("Dorthin gehen Eingangsbestätigung und Antwort."))
    received_on = forms.DateField(
        label=_("Eingegangen am"), widget=forms.DateInput(attrs={"type": "date"}), initial=timezone.localdate
    )
    text = forms.CharField(label=_("Anliegen"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Der Eingang kann nicht in der Zukunft liegen."))
        return day


class AnswerForm(forms.Form):
    act = forms.ChoiceField(
        label=_("Was tun Sie?"),
        choices=[
            ("antworten", _("Beantworten")),
            ("ablehnen", _("Ablehnen, mit Begründung")),
            ("verlaengern", _("Frist um zwei Monate verlängern, mit Begründung")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("Text an die Person"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class ImportForm(forms.Form):
    file = forms.FileField(label=_("Tabelle (CSV oder XLSX, höchstens 5 MB)"))
    for_good = forms.BooleanField(
        label=_("Wirklich ausführen"),
        help_text=_("Ohne Haken sehen Sie nur, was mit jeder Zeile geschähe."),
        required=False,
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > 5 * 1024 * 1024:
            raise forms.ValidationError(_("Die Datei ist größer als 5 MB. Bitte teilen Sie sie auf."))
        if not upload.name.lower().endswith((".csv", ".xlsx")):
            raise forms.ValidationError(_("Bitte eine Datei mit der Endung .csv oder .xlsx wählen."))
        return upload
