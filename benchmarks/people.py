"""People who are signed in, without the sign-in."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from forum.models import User


def session_cookie(email: str) -> str:
    return _cookie(User.objects.get(email=email))


def session_cookies(number: int) -> list[str]:
    """The cookies of so many invented people, who are there from now on."""
    addresses = [f"messung{n}@ort.example" for n in range(number)]
    User.objects.bulk_create(
        (User(email=address, first_name="Demo", last_name=f"Messung {n}") for n, address in enumerate(addresses)),
        ignore_conflicts=True,
    )
    return [_cookie(user) for user in User.objects.filter(email__in=addresses)]


def _cookie(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
