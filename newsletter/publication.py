"""Issues in the portal's search: there while they are public, gone when they are not.

Wagtail's signals are the one place that the editors' room, scheduled publishing and the worker all pass.
"""

from datetime import datetime, time
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from forum import search
from newsletter.models import IssuePage
from newsletter.plain import plain

KIND = "ausgabe"


def index(page: IssuePage) -> None:
    if not page.live or page.get_view_restrictions().exists():
        search.drop(KIND, page.pk)
        return
    words = " ".join(page.body.stream_block.get_searchable_content(page.body))
    search.put(
        KIND,
        page.pk,
        url=f"/newsletter/{page.slug}/",
        title=page.title,
        intro=page.lead,
        body=plain(words),
        facets=[f"handlungsfeld:{topic.slug}" for topic in page.topics.all()],
        changed_at=timezone.make_aware(datetime.combine(page.published_on, time(8))),
    )


def _published(sender: type[IssuePage], instance: IssuePage, **kwargs: Any) -> None:
    index(instance)


def _unpublished(sender: type[IssuePage], instance: IssuePage, **kwargs: Any) -> None:
    search.drop(KIND, instance.pk)


def _restricted(sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any) -> None:
    for page in IssuePage.objects.descendant_of(instance.page, inclusive=True):
        index(page)


def connect() -> None:
    page_published.connect(_published, sender=IssuePage, dispatch_uid="newsletter-search-published")
    page_unpublished.connect(_unpublished, sender=IssuePage, dispatch_uid="newsletter-search-unpublished")
    for signal in (post_save, post_delete):
        signal.connect(_restricted, sender=PageViewRestriction, dispatch_uid="newsletter-search-restricted")
