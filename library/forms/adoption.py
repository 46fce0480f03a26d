"""Declaring a re-use, moving it on, dropping it."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.models import User
from library.forms.numbers import written_as_here
from library.models import Adoption, PracticePage
from members.models import Membership, Organisation

# Dropping has its own form, because it needs reasons.
OPEN_STAGES = [choice for choice in Adoption.Stage.choices if choice[0] != Adoption.Stage.DROPPED]

FIELDS = [
    "stage",
    "since",
    "scope",
    "successor_of",
    "adaptation",
    "effort",
    "saved_hours",
    "saved_euros",
    "saved_how",
    "lesson",
    "contact",
    "is_shared_early",
]


class ForerunnerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Adoption) -> str:
        return obj.adopter.name


class StageForm(forms.ModelForm[Adoption]):
    """Where it stands and what is told of it. The act writes; this form only reads what was typed."""

    successor_of = ForerunnerField(
        label=_("Von wem übernommen?"),
        queryset=Adoption.objects.none(),
        required=False,
        help_text=_("Leer lassen, wenn Sie es von der Herkunft selbst haben."),
        empty_label=_("von der Herkunft"),
    )

    class Meta:
        model = Adoption
        fields = FIELDS
        help_texts = {
            "stage": _("„Interesse“ und „in Prüfung“ sehen nur die beiden Seiten. Ab „geplant“ ist es öffentlich."),
            "adaptation": _("Zum Beispiel: ohne Tafeln, nur die Karte."),
            "effort": _("Zum Beispiel: 4 Monate, 0,2 Stellen, 18.000 €."),
            "saved_how": _("Ohne diesen Satz ist eine Schätzung wenig wert."),
        }
        widgets = {
            "since": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "adaptation": forms.Textarea(attrs={"rows": 3}),
            "lesson": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, practice: PracticePage, adopter: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written_as_here(self.fields)
        self.fields["stage"].choices = OPEN_STAGES  # type: ignore[attr-defined]
        forerunners = Adoption.objects.open_to_everybody().filter(practice=practice).exclude(pk=self.instance.pk)
        forerunners = forerunners.exclude(stage=Adoption.Stage.DROPPED).select_related("adopter")
        self.fields["successor_of"].queryset = forerunners  # type: ignore[attr-defined]
        if adopter is None:
            del self.fields["contact"]
        else:
            people = Membership.objects.active().filter(organisation=adopter).select_related("user")
            self.fields["contact"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("saved_hours") or given.get("saved_euros")) and not given.get("saved_how"):
            self.add_error("saved_how", _("Bitte sagen Sie kurz, wie Sie die Ersparnis geschätzt haben."))
        return given

    def validate_constraints(self) -> None:
        """Practice and adopter are not part of the form; the act answers for the rules between rows."""

    @property
    def details(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("stage", "adopter")}


class DeclareForm(StageForm):
    adopter = forms.ModelChoiceField(label=_("Wer nutzt nach?"), queryset=Organisation.objects.none())

    field_order = ["adopter", *FIELDS]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        practice: PracticePage = kwargs["practice"]
        coordinated = Membership.objects.active().filter(user=by, role=Membership.Role.COORDINATOR)
        own = Q(pk__in=coordinated.values("organisation"))
        field = self.fields["adopter"]
        candidates = Organisation.objects.filter(own)
        if practice.origin and coordinated.filter(organisation=practice.origin).exists():
            candidates = Organisation.objects.members().filter(is_convener=False)
            field.help_text = _("Gezählt wird erst, wenn deren Koordination bestätigt. Wir fragen sie per Mail.")
        candidates = candidates.exclude(pk=practice.origin_id or 0)
        # Declaring again would answer with the row there is, and what was typed would be lost: it is shown instead.
        living = Adoption.objects.living().filter(practice=practice, adopter__in=candidates)
        self.known = list(living.select_related("adopter").order_by("adopter__name"))
        candidates = candidates.exclude(pk__in=[each.adopter_id for each in self.known])
        field.queryset = candidates.order_by("name")  # type: ignore[attr-defined]
        if len(choices := list(field.queryset[:2])) == 1:  # type: ignore[attr-defined]
            field.initial = choices[0].pk


class AbandonForm(forms.Form):
    reasons = forms.MultipleChoiceField(
        label=_("Warum passt es nicht?"),
        choices=Adoption.Reason.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Gezeigt wird nur, wie oft ein Grund genannt wurde."),
    )
    lesson = forms.CharField(
        label=_("Was andere wissen sollten"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    name_is_released = forms.BooleanField(label=_("Auch mit unserem Namen zeigen"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands beside StageForm, which has a field of the same name.
        super().__init__(*args, **{"auto_id": "verwerfen_%s", **kwargs})
