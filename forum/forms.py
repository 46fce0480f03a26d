"""Forms of the ground: they clean what was typed, the acts decide."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.models import Report

NEEDED_FOR_CONTENT = {
    "name": _("Bitte nennen Sie Ihren Namen: Ohne ihn dürfen wir einen Inhalt nicht prüfen."),
    "email": _("Bitte nennen Sie eine E-Mail-Adresse, damit wir Ihnen antworten können."),
    "good_faith": _("Bitte bestätigen Sie, dass Ihre Angaben richtig sind."),
}


class ReportForm(forms.ModelForm):
    """Name and address are asked for as the law does: needed for unlawful content, free for barriers."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # people do not see it, robots fill it in
    good_faith = forms.BooleanField(
        label=_("Ich bin überzeugt, dass meine Angaben richtig und vollständig sind."),
        required=False,
        help_text=_("Nur bei rechtswidrigen Inhalten nötig (Art. 16 Abs. 2 Buchst. d der Verordnung (EU) 2022/2065)."),
    )

    class Meta:
        model = Report
        fields = ("kind", "address", "description", "name", "email")
        widgets = {
            "kind": forms.RadioSelect,
            "description": forms.Textarea(attrs={"rows": 6}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        help_texts = {
            "description": _(
                "Bei einer Barriere: Was wollten Sie tun, womit (zum Beispiel Vorleseprogramm)? "
                "Bei einem Inhalt: Warum ist er Ihrer Meinung nach rechtswidrig?"
            ),
            "name": _("Bei rechtswidrigen Inhalten nötig. Die betroffene Seite erfährt ihn nicht."),
            "email": _("Dorthin schicken wir Bestätigung und Antwort. Bei rechtswidrigen Inhalten nötig."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Report.Kind.choices  # type: ignore[attr-defined]  # without the empty one
        if (self.data.get("kind") or self.initial.get("kind")) == Report.Kind.CONTENT:
            for name, message in NEEDED_FOR_CONTENT.items():
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = message
        self.order_fields(["kind", "address", "description", "name", "email", "good_faith"])
