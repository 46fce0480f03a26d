"""How often one visitor may do something in an hour. Without Redis nothing is counted (the portal goes on)."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from forum.accounts.adapter import client_ip

TOO_MANY_REQUESTS = _("Das waren viele Anfragen in kurzer Zeit. Bitte machen Sie in einer Stunde weiter.")
TOO_MANY_FILES = _("Das waren viele Dateien in kurzer Zeit. Bitte machen Sie in einer Stunde weiter.")


def too_many(request: HttpRequest, action: str, limit: int) -> bool:
    """Counts this attempt and says whether it is above `limit` per hour.

    Signed-in people count by account, others by network address; a town hall is one address, so limits are generous.
    """
    who = f"user:{request.user.pk}" if request.user.is_authenticated else f"ip:{client_ip(request)}"
    key = f"limit:{action}:{who}"
    cache.add(key, 0, 3600)
    try:
        count = cache.incr(key)
    except ValueError:  # it ended between the two lines
        return False
    return bool(count and count > limit)
