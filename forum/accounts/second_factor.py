"""Whoever can enter the editors' room or the Django admin needs a second factor (not in demo mode).

Without it they are led to its set-up at the doors of those rooms, and at the desks that stand in the portal itself.
"""

import re
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

DOORS = re.compile(
    r"/redaktion/|/admin/"
    r"|/newsletter/versand/"
    r"|/bibliothek/(importieren|pruefung|einreichen/\d+)/"
    r"|/veranstaltungen/(verwaltung|[^/]+/(teilnehmende|angaben|ankuendigen|programm|liste))/"
    r"|/mitglieder/([^/]+/verwalten|runden/[^/]+)/"
)
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def may_enter(user: Any) -> bool:
    """People with more than a reader's rights: editors, the Geschäftsstelle, superusers."""
    return user.is_active and (user.is_staff or user.is_superuser or user.has_perm("wagtailadmin.access_admin"))


def lacks_second_factor(user: Any) -> bool:
    """Recovery codes alone do not count: they only replace a factor that was lost."""
    if not settings.SECOND_FACTOR_REQUIRED or not may_enter(user):
        return False
    return not Authenticator.objects.filter(user=user, type__in=STRONG).exists()


class SecondFactorAtTheDoor:
    """Leads to the set-up instead of into the room. Reading and taking part need no second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if DOORS.match(request.path) and request.user.is_authenticated and lacks_second_factor(request.user):
            messages.warning(request, _("Hierfür brauchen Sie einen zweiten Faktor. Bitte richten Sie ihn jetzt ein."))
            return redirect("mfa_index")
        return self.get_response(request)
