"""Every mail about an account. allauth names them by template prefix; here each becomes a mail of ours.

A code stands in the frozen facts only until the mail is sent: the outbox wipes them.
"""

from typing import Any

from django.utils.translation import gettext as _

from forum import outbox
from forum.templatetags.german import moment

# allauth's name → our mail, and which of its context becomes a fact.
MAILS: dict[str, tuple[str, tuple[str, ...]]] = {
    "account/email/login_code": ("accounts/sign_in_code", ("code",)),
    "account/email/email_confirmation": ("accounts/confirm_address", ("code",)),
    "account/email/email_confirmation_signup": ("accounts/confirm_address", ("code",)),
    "account/email/password_reset_code": ("accounts/reset_code", ("code",)),
    "account/email/account_already_exists": ("accounts/account_exists", ("password_reset_url",)),
    "account/email/unknown_account": ("accounts/no_account", ("signup_url",)),
}


def changes() -> dict[str, str]:
    """What allauth reports to the holder of the account, as the sentence that the mail „Änderung“ carries."""
    return {
        "account/email/password_changed": _("Ihr Passwort wurde geändert."),
        "account/email/password_reset": _("Ihr Passwort wurde neu gesetzt."),
        "account/email/password_set": _("Für Ihr Konto wurde ein Passwort festgelegt."),
        "account/email/email_changed": _("Die E-Mail-Adresse Ihres Kontos wurde geändert."),
        "account/email/email_confirm": _("Ihre E-Mail-Adresse wurde bestätigt."),
        "account/email/email_deleted": _("Eine E-Mail-Adresse wurde aus Ihrem Konto entfernt."),
        "mfa/email/totp_activated": _("Eine Authentifizierungs-App wurde eingerichtet."),
        "mfa/email/totp_deactivated": _("Die Authentifizierungs-App wurde entfernt."),
        "mfa/email/recovery_codes_generated": _("Neue Ersatzcodes wurden erzeugt. Die alten gelten nicht mehr."),
        "mfa/email/webauthn_added": _("Ein Passkey wurde hinzugefügt."),
        "mfa/email/webauthn_removed": _("Ein Passkey wurde entfernt."),
        "socialaccount/email/account_connected": _("Eine Anmeldung über einen anderen Dienst wurde verbunden."),
        "socialaccount/email/account_disconnected": _("Eine Anmeldung über einen anderen Dienst wurde getrennt."),
    }


def owe(prefix: str, to: str, context: dict[str, Any]) -> None:
    """Owes the mail that allauth calls `prefix`. A prefix unknown here raises KeyError: no mail without our words."""
    if prefix in MAILS:
        name, wanted = MAILS[prefix]
        outbox.owe(name, to=to, facts={fact: str(context[fact]) for fact in wanted})
        return
    outbox.owe(
        "accounts/changed",
        to=to,
        facts={
            "change": changes()[prefix],
            "moment": moment(context["timestamp"]),
            "address": context["ip"],
            "browser": context["user_agent"],
        },
    )
