"""allauth's forms with the portal's labels, hints and errors, and one password field instead of two.

Who mistypes a new password sets another one by a code; repeating it only costs everybody time.
"""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from forum.models import User

NEW_PASSWORD = _("Mindestens 12 Zeichen. Ein kurzer Satz ist leichter zu merken als ein schwieriges Wort.")
NO_PASSKEY = _("Ihr Browser hat keinen Passkey übermittelt. Bitte versuchen Sie es noch einmal.")


class Plain:
    """Labels and hints by field name; placeholders go, because they vanish when one starts to write."""

    labels: dict[str, Any] = {
        "login": _("E-Mail-Adresse"),
        "email": _("E-Mail-Adresse"),
        "password": _("Passwort"),
        "oldpassword": _("Jetziges Passwort"),
        "password1": _("Neues Passwort"),
        "code": _("Code"),
        "name": _("Bezeichnung"),
        "credential": _("Passkey"),
        "passwordless": _("Auch ohne Passwort anmelden"),
        "account": _("Verbundene Dienste"),
    }
    hints: dict[str, Any] = {
        "password1": NEW_PASSWORD,
        "passwordless": _(
            "Dann genügt der Passkey allein. Ihr Gerät fragt dafür nach Fingerabdruck, Gesicht oder PIN."
        ),
        "name": _("Daran erkennen Sie ihn wieder, etwa „Diensthandy“."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        fields.pop("password2", None)
        for name, field in fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs |= {
                    "autocomplete": "one-time-code",
                    "autocapitalize": "characters",
                    "spellcheck": "false",
                }
            if name == "credential":
                field.error_messages |= {"required": NO_PASSKEY, "invalid": NO_PASSKEY}


class WithName(forms.Form):
    first_name = forms.CharField(
        label=_("Vorname"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Nachname"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )


class SignUpForm(Plain, account.SignupForm, WithName):
    labels = {**Plain.labels, "password1": _("Passwort")}
    field_order = ("first_name", "last_name", "email", "password1")

    def try_save(self, request: HttpRequest) -> Any:
        """Takes as long for a known address as for a new one, whose password has to be hashed."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class SocialSignUpForm(Plain, social.SignupForm, WithName):
    field_order = ("first_name", "last_name", "email")


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("first_name", "last_name")
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True


class SignInForm(Plain, account.LoginForm):
    pass


class SignInCodeForm(Plain, account.RequestLoginCodeForm):
    pass


class ConfirmSignInCodeForm(Plain, account.ConfirmLoginCodeForm):
    pass


class ConfirmAddressForm(Plain, account.ConfirmEmailVerificationCodeForm):
    pass


class ChangeAddressForm(Plain, account.AddEmailForm):
    labels = {**Plain.labels, "email": _("Neue E-Mail-Adresse")}


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    pass


class ConfirmResetCodeForm(Plain, account.ConfirmPasswordResetCodeForm):
    pass


class NewPasswordForm(Plain, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    pass


class SetPasswordForm(Plain, account.SetPasswordForm):
    pass


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    pass


class SecondFactorForm(Plain, mfa.AuthenticateForm):
    hints = {"code": _("Sechs Ziffern aus Ihrer App, oder einer Ihrer Ersatzcodes.")}


class ReauthenticateCodeForm(Plain, mfa.ReauthenticateForm):
    hints = SecondFactorForm.hints


class ActivateAppForm(Plain, ActivateTOTPForm):
    labels = {"code": _("Code aus der App")}
    hints = {"code": _("Die sechs Ziffern, die Ihre App jetzt zeigt.")}


class AddPasskeyForm(Plain, webauthn.AddWebAuthnForm):
    pass


class EditPasskeyForm(Plain, webauthn.EditWebAuthnForm):
    pass


class PasskeyForm(Plain, webauthn.AuthenticateWebAuthnForm):
    pass


class SignInPasskeyForm(Plain, webauthn.LoginWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(Plain, webauthn.ReauthenticateWebAuthnForm):
    pass


class DisconnectForm(Plain, social.DisconnectForm):
    pass
