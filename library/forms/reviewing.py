"""What reviewers fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from library.completeness import SECTIONS
from library.forms.sections import FIELDS, ROWS
from library.models import Criterion, Judgement, PracticePage


def field_choices() -> list[tuple[Any, list[tuple[str, str]]]]:
    """Every field of a practice by its German name, grouped as authors see them."""
    return [
        (
            SECTIONS[section],
            [(name, PracticePage.question(name)) for name in fields]
            + [(name, str(heading)) for name, _columns, heading in ROWS.get(section, ())],
        )
        for section, fields in FIELDS.items()
    ]


class JudgementForm(forms.Form):
    """Six criteria: yes, partly or no, each with a note."""

    def __init__(self, *args: Any, given: dict[str, Judgement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value, label in Criterion.choices:
            known = given.get(value)
            self.fields[value] = forms.ChoiceField(
                label=label,
                choices=Judgement.Answer.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=known.answer if known else None,
            )
            self.fields[f"{value}_note"] = forms.CharField(
                label=_("Anmerkung"), max_length=300, required=False, initial=known.note if known else ""
            )

    @property
    def answers(self) -> dict[str, tuple[str, str]]:
        return {
            value: (self.cleaned_data[value], self.cleaned_data[f"{value}_note"])
            for value in Criterion.values
            if self.cleaned_data[value]
        }


class CommentForm(forms.Form):
    use_required_attribute = False  # it stands in one form with the decision, which needs no comment

    field = forms.ChoiceField(label=_("Zu welchem Feld?"))
    text = forms.CharField(label=_("Kommentar"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = field_choices()  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    message = forms.CharField(
        label=_("Nachricht an die Autor*in"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Nötig bei Rückfrage und Ablehnung. Wird per Mail geschickt."),
    )
    decision = forms.ChoiceField(
        choices=[("publish", _("Veröffentlichen")), ("ask_back", _("Rückfrage stellen")), ("reject", _("Ablehnen"))]
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") in ("ask_back", "reject") and not (cleaned.get("message") or "").strip():
            self.add_error("message", _("Bitte schreiben Sie, was fehlt oder warum es nicht passt."))
        return cleaned
