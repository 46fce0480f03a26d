"""„Frage stellen“ to the contact point of a practice."""

from django import forms
from django.utils.translation import gettext_lazy as _


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Ihre Frage"), max_length=2000, min_length=10, widget=forms.Textarea(attrs={"rows": 6})
    )
    name = forms.CharField(label=_("Ihr Name"), max_length=120)
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        max_length=254,
        help_text=_("Nur die Anlaufstelle sieht sie und antwortet Ihnen direkt. Das Portal speichert die Frage nicht."),
    )
    # One opened form is one question, however often the button is pressed.
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    # People leave it empty because they do not see it; programs that fill every field give themselves away.
    website = forms.CharField(required=False, widget=forms.HiddenInput)
