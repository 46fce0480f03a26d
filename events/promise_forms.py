"""What organisers promise about a date, in sections that can be filled in without help."""

from datetime import datetime, time
from typing import Any, NamedTuple

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.forms.utils import from_current_timezone
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from events.desk_forms import Moment
from events.models import Event, SeriesPage, Venue
from events.seen import end_of_day
from forum.meanwhile import MindsOthers
from forum.models import FieldOfAction
from members.forms import OrganisationField
from members.models import Organisation

LAST_SECOND = time(23, 59, 59)
SEATS = 100_000
# The largest number that can be meant; anything above is a slip of the hand.
AT_MOST = {
    "capacity": SEATS,
    "onsite_capacity": SEATS,
    "online_capacity": SEATS,
    "max_per_organisation": SEATS,
    "offer_hours": 48,
    "edition": 999,
}


class Section(NamedTuple):
    title: Any
    hint: Any
    fields: tuple[str, ...]
    folded: bool = False


SECTIONS = (
    Section(
        _("Worum es geht"),
        "",
        (
            "title",
            "lead",
            "kind",
            "motto",
            "host",
            "fields_of_action",
            "contact_email",
        ),
    ),
    Section(
        _("Wann und wo"),
        _("Steht der Termin noch nicht fest? Dann reicht bei „Termin steht auf“ ein Monat, ein Jahr oder „offen“."),
        (
            "precision",
            "starts_at",
            "ends_at",
            "date_words",
            "format",
            "venue",
            "further_venue",
            "room_note",
            "join_url",
        ),
    ),
    Section(
        _("Anmeldung und Plätze"),
        _("Leere Platzzahlen heißen: ohne Begrenzung."),
        (
            "takes_registrations",
            "audience",
            "registration_opens_at",
            "deadline",
            "deadline_time",
            "capacity",
            "onsite_capacity",
            "online_capacity",
            "allocation",
            "cost_note",
            "asks_needs",
        ),
    ),
    Section(
        _("Reihe und Begleitveranstaltungen"),
        "",
        ("series", "edition", "accompanies"),
        folded=True,
    ),
    Section(
        _("Weitere Regeln"),
        _("Braucht es nur, wenn viele aus einer Organisation kommen wollen oder der Kreis geschlossen ist."),
        ("max_per_organisation", "quota_release_at", "needs_approval", "offer_hours"),
        folded=True,
    ),
)


class PromiseForm(MindsOthers, forms.ModelForm):
    """Everything the forum promises about a date. `Event` has the rules; the act applies them."""

    starts_at = Moment(label=_("Beginn"), required=False)
    ends_at = Moment(label=_("Ende"), required=False)
    registration_opens_at = Moment(
        label=_("Anmeldung ab"),
        required=False,
        help_text=_("Ohne Angabe: ab sofort, sobald der Termin öffentlich ist."),
    )
    deadline = forms.DateField(
        label=_("Anmeldeschluss: Tag"), required=False, help_text=_("Nötig, wenn man sich im Portal anmelden kann.")
    )
    deadline_time = forms.TimeField(
        label=_("Anmeldeschluss: Uhrzeit"), required=False, help_text=_("Ohne Angabe: 23:59:59 Uhr an diesem Tag.")
    )
    quota_release_at = Moment(
        label=_("Kontingent fällt weg am"), required=False, help_text=_("Ohne Angabe: nach dem Anmeldeschluss.")
    )
    venue = forms.ModelChoiceField(
        label=_("Ort"),
        queryset=Venue.objects.all(),
        required=False,
        empty_label=_("noch offen"),
        help_text=format_lazy(
            _('Fehlt er? <a href="{place}">Ort anlegen</a>, dann <a href="{room}">seine Räume</a>.'),
            place=reverse_lazy("orte:add"),
            room=reverse_lazy("raeume:add"),
        ),
    )
    further_venue = forms.ModelChoiceField(
        label=_("Weiterer Ort"),
        queryset=Venue.objects.all(),
        required=False,
        empty_label=_("keiner"),
        help_text=_("Steht mit in Einladung und Kalender. Räume weiterer Häuser wählen Sie beim Programm."),
    )
    series = forms.ModelChoiceField(
        label=_("Reihe"), queryset=SeriesPage.objects.order_by("title"), required=False, empty_label=_("keine")
    )
    accompanies = forms.ModelChoiceField(
        label=_("Begleitveranstaltung zu"),
        queryset=Event.objects.none(),
        required=False,
        empty_label=_("keiner anderen"),
        help_text=_("Beide Seiten weisen aufeinander hin."),
    )
    fields_of_action = forms.ModelMultipleChoiceField(
        label=_("Handlungsfelder"),
        queryset=FieldOfAction.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Event
        fields = (
            "title",
            "kind",
            "series",
            "edition",
            "accompanies",
            "motto",
            "format",
            "audience",
            "precision",
            "date_words",
            "starts_at",
            "ends_at",
            "venue",
            "further_venue",
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
        help_texts = {
            "motto": _("Steht über dem Titel."),
            "edition": _("Etwa 20 bei der „20. Regionalkonferenz“."),
            "room_note": _("Etwa „Saal 9 und 10“. Räume einzelner Programmpunkte wählen Sie beim Programm."),
            "join_url": _("Sehen nur bestätigte Personen, ab einer Stunde vor Beginn."),
            "onsite_capacity": _("Nur bei „vor Ort und virtuell“."),
            "online_capacity": _("Nur bei „vor Ort und virtuell“."),
            "allocation": _("„Nach Anmeldeschluss“ ist fair, wenn auch Anmeldungen per E-Mail erwartet werden."),
            "max_per_organisation": _("Wer darüber liegt, wartet; übrige Plätze werden später in der Reihe vergeben."),
            "needs_approval": _("Dann verspricht die Seite keine Reihenfolge."),
            "offer_hours": _("Ab 48 Stunden vor Beginn wird ein frei gewordener Platz so lange angeboten."),
        }

    def __init__(self, *args: Any, sees_drafts: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Event.objects.filter(Q(ends_at__gte=timezone.now()) | Q(ends_at__isnull=True))
        if not sees_drafts:
            others = others.exclude(status=Event.Status.DRAFT)
        if self.instance.pk:
            others = (others | Event.objects.filter(pk=self.instance.accompanies_id)).exclude(pk=self.instance.pk)
            self.initial["fields_of_action"] = list(self.instance.fields_of_action.all())
        self.fields["accompanies"].queryset = others.order_by("starts_at")  # type: ignore[attr-defined]
        for name, most in AT_MOST.items():
            self.fields[name].widget.attrs |= {"min": 1, "max": most}
            self.fields[name].validators = [
                MinValueValidator(1, _("Mindestens 1.")),
                MaxValueValidator(most, _("Höchstens %(limit_value)d.")),
            ]
        is_open = self.data.get("precision", self.instance.precision) == Event.Precision.OPEN
        self.fields["starts_at"].required = self.fields["ends_at"].required = not is_open
        if self.instance.deadline:
            until = timezone.localtime(self.instance.deadline)
            self.initial["deadline"] = until.date()
            self.initial["deadline_time"] = None if until.time() >= LAST_SECOND else until.time()

    def sections(self) -> list[dict[str, Any]]:
        """For the template: headings with their fields; a folded one opens by itself when a field of it has a say."""
        shown = []
        for section in SECTIONS:
            fields = [self[name] for name in section.fields if name in self.fields]
            touched = any(field.errors or (field.name != "offer_hours" and field.value()) for field in fields)
            shown.append({"section": section, "fields": fields, "is_open": touched})
        return shown

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["deadline"] = self._deadline(data.get("deadline"), data.pop("deadline_time", None))
        if data.get("precision") == Event.Precision.EXACT and data.get("takes_registrations"):
            data["registration_opens_at"] = data.get("registration_opens_at") or timezone.now()
            if not data["deadline"] and "deadline" not in self.errors:
                self.add_error("deadline", _("Mit Anmeldung im Portal braucht es einen Anmeldeschluss."))
        if data.get("further_venue") and data["further_venue"] == data.get("venue"):
            self.add_error(
                "further_venue", _("Das ist schon der erste Ort. Bitte einen anderen wählen, oder „keiner“.")
            )
        self._in_order(data)
        self._numbers(data)
        return data

    def _deadline(self, day: Any, clock: time | None) -> datetime | None:
        if not day:
            return None
        try:
            return from_current_timezone(datetime.combine(day, clock)) if clock else end_of_day(day)
        except forms.ValidationError as error:  # an hour that does not exist, or exists twice
            self.add_error("deadline_time", error)
            return None

    def _in_order(self, data: dict[str, Any]) -> None:
        pairs = (
            ("starts_at", "ends_at", "ends_at", _("Das Ende muss nach dem Beginn liegen.")),
            (
                "registration_opens_at",
                "deadline",
                "deadline",
                _("Der Anmeldeschluss muss nach dem Beginn der Anmeldung liegen."),
            ),
            ("deadline", "ends_at", "deadline", _("Der Anmeldeschluss muss vor dem Ende der Veranstaltung liegen.")),
        )
        for first, second, blamed, words in pairs:
            if data.get(first) and data.get(second) and data[first] >= data[second] and blamed not in self.errors:
                self.add_error(blamed, words)

    def _numbers(self, data: dict[str, Any]) -> None:
        series, edition = data.get("series"), data.get("edition")
        taken = Event.objects.filter(series=series, edition=edition).exclude(pk=self.instance.pk)
        if series and edition and taken.exists():
            self.add_error("edition", _("Diese Nummer gibt es in der Reihe schon."))
        if data.get("format") != Event.Format.HYBRID:
            data["onsite_capacity"] = data["online_capacity"] = None

    def _post_clean(self) -> None:
        """The act writes the row; the form must not touch the instance it was filled from."""


class AnnounceForm(PromiseForm):
    lead = forms.CharField(label=_("In einem Satz"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    host = OrganisationField(
        label=_("Veranstalter"),
        queryset=Organisation.objects.listed().told_apart().order_by("name"),
        required=False,
        empty_label=_("Geschäftsstelle"),
        help_text=_("Weitere Beteiligte mit ihren Rollen folgen im nächsten Schritt."),
    )


class QuotaForm(forms.Form):
    """At most so many seats for each kind of organisation; empty is no quota."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {quota.kind: quota.seats for quota in event.kind_quotas.all()}
        for kind, label in Organisation.Kind.choices:
            self.fields[kind] = forms.IntegerField(
                label=label, min_value=1, max_value=SEATS, required=False, initial=known.get(kind)
            )

    def seats(self) -> dict[str, int]:
        return {kind: number for kind, number in self.cleaned_data.items() if number}
