"""Acts of saved searches: save, forget, stop, tell. One mail per person and day at most, only when there is news."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from forum import search
from forum.models import User
from library import emails, filters
from library.models import PracticePage, SavedSearch

MOST = 20  # per person
LOOKED_AT = 50  # newest hits of a search; nobody reads more in a mail
TELL_AGAIN_AFTER = timedelta(hours=20)  # daily, without drifting to ever later hours


class SavedSearchRefused(Exception):
    """The search cannot be saved; the sentence is for the person who tried."""


def save(query: QueryDict, *, by: User) -> SavedSearch:
    """Keeps the words and the filters that exist. Repeats harmlessly; raises SavedSearchRefused when it is empty."""
    text = normal(query)
    if not text:
        raise SavedSearchRefused(_("Bitte suchen oder filtern Sie zuerst. Dann melden wir Neues dazu."))
    with transaction.atomic():
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
        known = SavedSearch.objects.filter(user=by)
        if found := known.filter(query=text).first():
            return found
        if known.count() >= MOST:
            raise SavedSearchRefused(_("Sie haben schon %d Suchaufträge. Bitte löschen Sie erst einen.") % MOST)
        return SavedSearch.objects.create(user=by, query=text)


def forget(saved: SavedSearch, *, by: User) -> None:
    SavedSearch.objects.filter(pk=saved.pk, user=by).delete()


def stop(user: User) -> None:
    """No more mails; the searches stay. Repeats harmlessly."""
    SavedSearch.objects.filter(user=user).update(is_mailed=False)


def resume(user: User, *, now: datetime) -> None:
    """Mails again, only about what comes from now on."""
    SavedSearch.objects.filter(user=user, is_mailed=False).update(is_mailed=True, told_until=now)


def normal(query: QueryDict) -> str:
    """The query string that means the same search in one spelling."""
    labels = filters.all_labels()
    words = " ".join(query.get("q", "").split())[:200]
    pairs = sorted(filters.chosen(query, labels)) + ([("q", words)] if words else [])
    return urlencode(pairs)[:1000]


def title(saved: SavedSearch, labels: Any = None) -> str:
    """„parken · Mobilität · Regelbetrieb“."""
    labels = labels or filters.all_labels()
    query = QueryDict(saved.query)
    words = [query.get("q", ""), *(str(labels[name][value]) for name, value in filters.chosen(query, labels))]
    return " · ".join(filter(None, words))


def news(saved: SavedSearch) -> list[PracticePage]:
    """What was first published since its owner was told, newest first. Only what everybody may read."""
    query = QueryDict(saved.query)
    chosen = filters.chosen(query, filters.all_labels())
    found = search.find(
        query.get("q", ""),
        kinds=["praxis"],
        facets=[f"{name}:{value}" for name, value in chosen],
        per_page=LOOKED_AT,
        sort="neu",
    )
    if found.corrected or found.loosened:
        return []  # a guess is no news
    new = PracticePage.objects.shown().filter(pk__in=found.ids, first_published_at__gt=saved.told_until)
    return list(new.select_related("origin").order_by("-first_published_at", "-pk"))


def tell(now: datetime) -> int:
    """Owes one mail to everybody for whom there is news; returns how many. Safe to repeat."""
    mailed = SavedSearch.objects.filter(is_mailed=True, user__is_active=True)
    # Looked at together, so that two searches never make two mails on one day.
    lately = mailed.filter(told_until__gte=now - TELL_AGAIN_AFTER).values("user")
    due = mailed.exclude(user__in=lately)
    told = 0
    for user in list(due.order_by().values_list("user", flat=True).distinct()):
        with transaction.atomic():
            searches = list(due.filter(user=user).select_for_update(of=("self",), no_key=True).select_related("user"))
            groups, seen = [], set[int]()
            for each in searches:
                new = [practice for practice in news(each) if practice.pk not in seen]
                seen |= {practice.pk for practice in new}
                if new:
                    groups.append((title(each), each.query, new))
                each.told_until = now
            SavedSearch.objects.bulk_update(searches, ["told_until"])
            if groups:
                emails.new_hits(searches[0].user, groups, now)
                told += 1
    return told
