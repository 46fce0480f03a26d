"""When a practice is published, taken off, restricted or deleted, its row in the search follows.

Wagtail's signals are used because scheduled publishing passes no view and no act of ours.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished

from forum import search
from library import indexing
from library.models import PracticePage


def connect() -> None:
    page_published.connect(_follow, sender=PracticePage, dispatch_uid="library.published")
    page_unpublished.connect(_follow, sender=PracticePage, dispatch_uid="library.unpublished")
    page_slug_changed.connect(_follow, sender=PracticePage, dispatch_uid="library.slug")
    post_delete.connect(_forget, sender=PracticePage, dispatch_uid="library.deleted")
    # Who may read is no page event: without these a page made private would stay in the search.
    post_save.connect(_restricted, sender=PageViewRestriction, dispatch_uid="library.restricted")
    post_delete.connect(_restricted, sender=PageViewRestriction, dispatch_uid="library.opened")


def _follow(instance: PracticePage, **kwargs: Any) -> None:
    indexing.index(instance)


def _forget(instance: PracticePage, **kwargs: Any) -> None:
    search.drop(indexing.KIND, instance.pk)


def _restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    for practice in PracticePage.objects.descendant_of(instance.page, inclusive=True):
        indexing.index(practice)
