"""Guests who have an account after all: their places become theirs as soon as both sides have proved the address.

The guest proves it by confirming the registration, the holder of the account to allauth. Where somebody else typed the
name (a coordinator, the desk, a substitution) several people may share one contact mail: there the name has to fit too.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q

from events.models import Registration, Speaker
from events.models.registration import normal_name
from forum.models import User

# Typed by the guests themselves, in the portal's form.
_BY_THEMSELVES = Q(
    organisation__isnull=True, group_id__isnull=True, substitutes=False, source=Registration.Source.PORTAL
)


def recognise(user: User) -> int:
    """Gives the person the places waiting under their proved address; returns how many. Safe to repeat.

    It looks at the rows as they are when it gets them: whoever was substituted meanwhile keeps nothing. Talks come
    along by the address alone, as `speaking.invite` links them.
    """
    if not EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists():
        return 0
    Speaker.objects.filter(user__isnull=True, email__iexact=user.email).update(user=user)
    theirs = _BY_THEMSELVES | Q(name_key=normal_name(str(user)))
    unclaimed = Registration.objects.filter(theirs, user__isnull=True, email=user.email)
    return unclaimed.exclude(status=Registration.Status.PENDING_MAIL).update(user=user)


def holder_of(email: str) -> User | None:
    """Whose account this address is, for a guest who has just proved it as well."""
    proved = EmailAddress.objects.filter(email__iexact=email, verified=True, user__email=email, user__is_active=True)
    found = proved.select_related("user").first()
    return found.user if found else None


def at_sign_in(sender: type, user: User, **_signal: Any) -> None:
    recognise(user)


def at_new_address(sender: type, email_address: EmailAddress, **_signal: Any) -> None:
    recognise(email_address.user)
