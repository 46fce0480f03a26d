"""„Neues aus dem Forum“ once a week, for whoever wants it so: what became findable or changed since the last one."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import SearchDocument, User
from members import emails
from members.models import Membership, Preferences

MONDAY, FROM_HOUR = 0, 7
PER_GROUP = 5


def groups() -> dict[str, str]:
    return {"praxis": _("Gute Praktiken"), "termin": _("Termine"), "organisation": _("Mitglieder")}


def send_due(now: datetime | None = None) -> int:
    """Owes the week's digest to everybody due for one; returns to how many. Safe to call as often as one likes.

    Weekly is the default for people of an organisation; `sofort` means on the day something is new, at most daily.
    """
    now = now or timezone.now()
    local = timezone.localtime(now)
    if local.hour < FROM_HOUR:
        return 0
    daily = Q(preferences__digest=Preferences.Digest.AT_ONCE)
    weekly = ~Q(preferences__digest__in=[Preferences.Digest.AT_ONCE, Preferences.Digest.NEVER])
    due = (daily | weekly) if local.weekday() == MONDAY else daily
    people = User.objects.filter(due, is_active=True).filter(pk__in=Membership.objects.active().values("user"))
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return sum(_send(user, today) for user in people.exclude(preferences__digest_sent_at__gte=today)[:500])


@transaction.atomic
def _send(user: User, today: datetime) -> bool:
    preferences, _created = Preferences.objects.select_for_update().get_or_create(user=user)
    if preferences.digest_sent_at and preferences.digest_sent_at >= today:
        return False
    step = timedelta(days=1 if preferences.digest == Preferences.Digest.AT_ONCE else 7)
    news = _news(since=max(preferences.digest_sent_at or today - step, today - step))
    preferences.digest_sent_at = timezone.now()
    preferences.save(update_fields=["digest_sent_at"])
    if news:
        emails.digest(user, news, f"{today:%Y-%m-%d}")
    return bool(news)


def _news(since: datetime) -> list[dict[str, Any]]:
    found = []
    for kind, title in groups().items():
        newest = SearchDocument.objects.filter(kind=kind, audience__contains=["public"], changed_at__gte=since)
        rows = [
            {"title": each.title, "url": settings.PORTAL_URL + each.url}
            for each in newest.order_by("-changed_at")[:PER_GROUP]
        ]
        if rows:
            found.append({"title": title, "rows": rows})
    return found
