"""When a practice is published, taken off, restricted or deleted, the rows beside it follow.

Wagtail's signals are used because scheduled publishing and the editors' room pass no view and no act of ours.
"""

from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished

from forum import search
from forum.models import FieldOfAction
from library import filters, indexing, uploads
from library.models import Freshness, PracticePage, Submission
from library.submission import freshness_after, settle
from members.models import BuildingBlock


def connect() -> None:
    page_published.connect(_published, sender=PracticePage, dispatch_uid="library.published")
    page_unpublished.connect(_unpublished, sender=PracticePage, dispatch_uid="library.unpublished")
    page_slug_changed.connect(_follow, sender=PracticePage, dispatch_uid="library.slug")
    post_delete.connect(_forget, sender=PracticePage, dispatch_uid="library.deleted")
    # Who may read is no page event: without these a page made private would stay in the search.
    post_save.connect(_restricted, sender=PageViewRestriction, dispatch_uid="library.restricted")
    post_delete.connect(_restricted, sender=PageViewRestriction, dispatch_uid="library.opened")
    for vocabulary in (FieldOfAction, BuildingBlock):
        for signal in (post_save, post_delete):
            signal.connect(_renamed, sender=vocabulary, dispatch_uid=f"library.labels.{vocabulary.__name__}")


def _renamed(**kwargs: Any) -> None:
    transaction.on_commit(lambda: cache.delete(filters.LABELS), robust=True)


def _published(instance: PracticePage, revision: Any = None, **kwargs: Any) -> None:
    """An editor may publish what waits at the review desk, too: then the submission is settled here."""
    with transaction.atomic():
        waiting = (
            Submission.objects.open()
            .select_for_update(of=("self",), no_key=True)
            .select_related("organisation", "author")
            .filter(practice=instance)
            .first()
        )
        if waiting is not None:
            waiting.practice = instance
            settle(waiting, by=revision.user if revision else None, now=timezone.now())
        elif not instance.is_short:
            freshness, _created = Freshness.objects.get_or_create(practice=instance)
            if freshness.state == Freshness.State.ARCHIVED:
                freshness.state = freshness_after(timezone.now() - freshness.confirmed_at)
                freshness.save(update_fields=["state"])
        uploads.release([row.document for row in instance.attachments.select_related("document")])
        uploads.take_back(instance)
    indexing.index(instance)


def _unpublished(instance: PracticePage, **kwargs: Any) -> None:
    Freshness.objects.filter(practice=instance).update(state=Freshness.State.ARCHIVED)
    with transaction.atomic():
        uploads.close([row.document for row in instance.attachments.select_related("document")], taken_off=instance)
    indexing.index(instance)


def _follow(instance: PracticePage, **kwargs: Any) -> None:
    indexing.index(instance)


def _forget(instance: PracticePage, **kwargs: Any) -> None:
    search.drop(indexing.KIND, instance.pk)


def _restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    for practice in PracticePage.objects.descendant_of(instance.page, inclusive=True):
        indexing.index(practice)
