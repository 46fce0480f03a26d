"""Before what cannot be taken back, whoever is signed in proves once more who they are: the session may be stolen."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

View = Callable[..., HttpResponse]


def proof_required(view: View) -> View:
    """By password, app or passkey, as allauth asks; what was sent meanwhile is kept and done afterwards.

    Accounts with none of these (another service signs them in) are let through by allauth: they sign in anew.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not get_reauthentication_flows(request.user) and not _signed_in_lately(request):
            logout(request)
            messages.warning(request, _("Bitte melden Sie sich zur Sicherheit noch einmal an. Danach geht es weiter."))
            return redirect_to_login(request.path)
        return view(request, *args, **kwargs)

    return reauthentication_required(wrapper)


def _signed_in_lately(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
