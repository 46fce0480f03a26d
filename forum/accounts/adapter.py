"""What allauth asks the project: mails, words, the visitor's address, secrets at rest."""

import base64
import hashlib
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.accounts import emails
from forum.accounts.second_factor import lacks_second_factor
from forum.models import PortalSettings

INCORRECT_CODE = gettext_lazy("Dieser Code stimmt nicht. Bitte prüfen Sie die Zeichen.")


class AccountAdapter(DefaultAccountAdapter):
    """Anyone may create an account; rights come from memberships and groups only."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("Dieses Konto ist stillgelegt."),
        "duplicate_email": gettext_lazy("Diese E-Mail-Adresse gehört schon zu Ihrem Konto."),
        "email_password_mismatch": gettext_lazy("E-Mail-Adresse oder Passwort stimmen nicht."),
        "email_taken": gettext_lazy("Diese E-Mail-Adresse ist bereits vergeben."),
        "enter_current_password": gettext_lazy("Das ist nicht Ihr jetziges Passwort."),
        "incorrect_code": INCORRECT_CODE,
        "incorrect_password": gettext_lazy("Dieses Passwort stimmt nicht."),
        "invalid_or_expired_key": gettext_lazy("Dieser Schlüssel ist ungültig oder abgelaufen."),
        "invalid_login": gettext_lazy("Die Anmeldung ist ungültig."),
        "invalid_password_reset": gettext_lazy("Dieser Code gilt nicht mehr. Bitte fordern Sie einen neuen an."),
        "rate_limited": gettext_lazy("Das waren viele Versuche in kurzer Zeit. Bitte warten Sie eine Minute."),
        "same_as_current": gettext_lazy("Die neue Angabe ist dieselbe wie bisher."),
        "select_only_one": gettext_lazy("Bitte wählen Sie nur eine Möglichkeit."),
        "too_many_login_attempts": gettext_lazy(
            "Das waren zu viele Versuche. Bitte warten Sie fünf Minuten und versuchen Sie es dann noch einmal."
        ),
        "unverified_primary_email": gettext_lazy("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        emails.owe(template_prefix, email, context)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address. Whatever came before our own proxies is hearsay and not read.

        A request that passed fewer proxies than TRUSTED_PROXY_COUNT (a health check, a call on the inner network)
        counts under the address that connected.
        """
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        if len(hops) < settings.ALLAUTH_TRUSTED_PROXY_COUNT:
            return str(request.META["REMOTE_ADDR"])
        return str(super().get_client_ip(request))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if lacks_second_factor(request.user):
            return reverse("mfa_index")
        return str(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_overview")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Mit dem Passwort"),
            "mfa_reauthenticate": _("Mit einem Code aus der App oder einem Ersatzcode"),
            "mfa_reauthenticate:webauthn": _("Mit einem Passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]


class MFAAdapter(DefaultMFAAdapter):
    """Second factors carry the portal's name, and their secrets are encrypted in the database."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": gettext_lazy("Mit zweitem Faktor lässt sich keine weitere Adresse hinzufügen."),
        "cannot_delete_authenticator": gettext_lazy("Ihr letzter zweiter Faktor lässt sich nicht entfernen."),
        "cannot_generate_recovery_codes": gettext_lazy("Ersatzcodes gibt es erst mit einem zweiten Faktor."),
        "incorrect_code": INCORRECT_CODE,
        "unverified_email": gettext_lazy("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse."),
    }

    def _get_site_name(self) -> str:
        return PortalSettings.current().full_name

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's signature
        number = user.authenticator_set.filter(type=type).count() + 1
        return _("Mein Passkey") if number == 1 else _("Passkey %(number)d") % {"number": number}

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in through an organisation's own service (OpenID Connect)."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": gettext_lazy(
            "Mit dieser E-Mail-Adresse gibt es schon ein Konto. Bitte melden Sie sich damit an"
            " und verbinden Sie „%s“ danach unter „Mein Konto“."
        ),
        "invalid_token": gettext_lazy("Die Anmeldung ist abgelaufen. Bitte versuchen Sie es noch einmal."),
        "no_password": gettext_lazy("Ihr Konto hat noch kein Passwort."),
        "no_verified_email": gettext_lazy("Ihr Konto hat noch keine bestätigte E-Mail-Adresse."),
        "disconnect_last": gettext_lazy("Ihre letzte Möglichkeit der Anmeldung lässt sich nicht trennen."),
        "connected_other": gettext_lazy("Dieser Zugang ist schon mit einem anderen Konto verbunden."),
    }


def client_ip(request: HttpRequest) -> str:
    """The visitor's address for rate limits elsewhere in the portal, by the same rule as at sign-in."""
    return AccountAdapter(request).get_client_ip(request)


def _vault() -> MultiFernet:
    """The newest SECRET_KEY encrypts; SECRET_KEY_FALLBACKS still decrypt."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"second-factor" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
