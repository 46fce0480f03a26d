"""Pages about the own account that allauth does not have, and the closed side doors."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.accounts.forms import ProfileForm
from forum.accounts.second_factor import STRONG, lacks_second_factor


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about the own account on one page, each with the way to change it."""
    factors = Authenticator.objects.filter(user_id=request.user.pk, type__in=STRONG).values_list("type", flat=True)
    context = {
        "app_active": STRONG[0] in factors,
        "passkeys": list(factors).count(STRONG[1]),
        "second_factor_missing": lacks_second_factor(request.user),
        "session_count": len(UserSession.objects.purge_and_list(request.user)),
        "providers": get_social_adapter().list_providers(request),
    }
    return render(request, "account/overview.html", context)


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Ihr Name ist gespeichert."))
        return redirect("account_overview")
    return render(request, "account/profile.html", {"form": form})


def sign_in_door(request: HttpRequest) -> HttpResponse:
    """In place of the log-in pages that Wagtail and Django's admin bring along.

    Theirs know neither rate limits nor a second factor, so no password is ever typed there.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or "/", reverse("account_login"))
