"""The portal's own pages in the search: written when published, gone when not public any more.

Wagtail's signals are the one place that scheduled publishing, the editors' room and code all pass.
"""

from datetime import datetime, time
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from forum import search
from forum.models import NewsPage, StandardPage

KINDS: dict[type[Page], str] = {NewsPage: "nachricht", StandardPage: "seite"}


def index(page: Page) -> None:
    """Brings the page's row in the search up to date, or takes it out when not everybody may read the page."""
    kind = KINDS[type(page)]
    if not page.live or page.get_view_restrictions().exists():
        search.drop(kind, page.pk)
        return
    search.put(
        kind,
        page.pk,
        url=page.url or "",
        title=page.title,
        intro=page.lead,
        body=" ".join(page.body.stream_block.get_searchable_content(page.body)),
        weight=1.0 if isinstance(page, NewsPage) else 0.6,  # who types „Parken“ does not mean the house rules
        changed_at=_day(page) if isinstance(page, NewsPage) else page.last_published_at or timezone.now(),
    )


def _day(page: NewsPage) -> datetime:
    return timezone.make_aware(datetime.combine(page.published_on, time(8)))


def _reindex_branch(page: Page) -> None:
    for model in KINDS:
        for each in model.objects.descendant_of(page, inclusive=True):
            index(each)


def _published(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    if type(instance) in KINDS:
        index(instance)


def _unpublished(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    if sender in KINDS:
        search.drop(KINDS[sender], instance.pk)


def _moved(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    _reindex_branch(instance)


def _restricted(sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any) -> None:
    _reindex_branch(instance.page)


def connect() -> None:
    page_published.connect(_published, dispatch_uid="forum.publication")
    page_unpublished.connect(_unpublished, dispatch_uid="forum.publication")
    page_slug_changed.connect(_moved, dispatch_uid="forum.publication")
    post_page_move.connect(_moved, dispatch_uid="forum.publication")
    post_save.connect(_restricted, sender=PageViewRestriction, dispatch_uid="forum.publication")
    post_delete.connect(_restricted, sender=PageViewRestriction, dispatch_uid="forum.publication")
