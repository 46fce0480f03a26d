"""What signing in leaves behind about a person: taken along, and deleted in time. It goes with the account."""

from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy

from forum.models import User

UNCONFIRMED = timedelta(days=7)

RULES = [
    (gettext_lazy("Konten, deren Adresse niemand bestätigt hat"), gettext_lazy("7 Tage")),
    (gettext_lazy("Netzadresse und Browser einer Anmeldung"), gettext_lazy("bis zum Ende der Sitzung, 14 Tage")),
]


def export(user: User) -> dict[str, Any]:
    """Second factors by kind only: their secrets would not be safe in a file."""
    return {
        "Anmeldung": {
            "Zweite Faktoren": [
                {"Art": str(each.get_type_display()), "angelegt": each.created_at.isoformat()}
                for each in user.authenticator_set.all()  # type: ignore[attr-defined]
            ],
            "Verbundene Dienste": [each.provider for each in user.socialaccount_set.all()],  # type: ignore[attr-defined]
            "Sitzungen": [
                {"seit": each.created_at.isoformat(), "Netzadresse": each.ip, "Browser": each.user_agent}
                for each in UserSession.objects.purge_and_list(user)
            ],
        }
    }


def retain(now: datetime) -> dict[str, int]:
    """Deletes what is past its time; returns how many rows of what."""
    ended = UserSession.objects.exclude(session_key__in=Session.objects.filter(expire_date__gt=now).values("pk"))
    return {"beendete Sitzungen": ended.delete()[0], "unbestätigte Konten": _delete_unconfirmed(now)}


def _delete_unconfirmed(now: datetime) -> int:
    """Only who signed up and never came further; somebody other rows already rely on is no longer a mere sign-up."""
    deleted = 0
    asked = User.objects.filter(
        last_login=None, date_joined__lt=now - UNCONFIRMED, is_staff=False, emailaddress__verified=False
    )
    for user in asked.exclude(emailaddress__verified=True).distinct():
        try:
            user.delete()
        except ProtectedError:
            continue
        deleted += 1
    return deleted
