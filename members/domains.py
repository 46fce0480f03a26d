"""Mail domains: which belongs to an organisation, and which to everybody."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Providers where anybody gets an address. Being in the list only means: no organisation may claim the domain.
_PROVIDERS = (
    "1und1.de aol.com aol.de arcor.de email.de emailn.de freenet.de gmail.com gmx.at gmx.ch gmx.de gmx.net "
    "gmx.org googlemail.com hotmail.com hotmail.de icloud.com kabelmail.de live.com live.de magenta.de "
    "mail.com mail.de mailbox.org me.com msn.com netcologne.de o2mail.de o2online.de online.de outlook.com "
    "outlook.de posteo.de posteo.net proton.me protonmail.com startmail.com t-online.de tuta.com tutanota.com "
    "tutanota.de unitybox.de versanet.de vodafone.de vodafonemail.de web.de yahoo.com yahoo.de yandex.com "
    "ymail.com zoho.com "
)
FREEMAILERS = frozenset(_PROVIDERS.split())
DOMAIN = re.compile(r"^(?!-)([a-z0-9-]{1,63}\.)+[a-z]{2,63}$")


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()


def is_freemailer(domain: str) -> bool:
    return domain in FREEMAILERS


def validate_own_domain(value: str) -> None:
    """Raises ValidationError with the reason when a domain cannot stand for one organisation."""
    if not DOMAIN.match(value):
        raise ValidationError(_("Bitte nur die Domain angeben, zum Beispiel musterstadt.de, ohne @ und ohne https://."))
    if is_freemailer(value):
        raise ValidationError(
            _("Bei %(domain)s bekommt jede und jeder eine Adresse. Bitte die Domain Ihrer Verwaltung angeben."),
            params={"domain": value},
        )
