"""What speakers say: yes, no, and their slides. Slides are a document that nobody is shown before an editor says so."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from events.models import Speaker
from forum.models import PortalDocument

SLIDES = "Folien der Referent*innen"


def answer(speaker: Speaker, *, comes: bool, now: datetime | None = None) -> None:
    """Yes or no; the last answer counts."""
    at = now or timezone.now()
    speaker.confirmed_at, speaker.declined_at = (at, None) if comes else (None, at)
    speaker.save(update_fields=["confirmed_at", "declined_at"])


@transaction.atomic
def take_slides(speaker: Speaker, file: Any) -> PortalDocument:
    """Stores the file, replacing an earlier one, in a collection that only signed-in people may read."""
    document = PortalDocument(
        title=f"{speaker.session.title}: {speaker.name}"[:255], file=file, collection=_collection()
    )
    document.save()
    old = speaker.slides
    speaker.slides = document
    speaker.save(update_fields=["slides"])
    if old is not None:
        old.delete()
    return document


def _collection() -> Collection:
    found = Collection.objects.filter(name=SLIDES).first()
    if found is None:
        found = Collection.get_first_root_node().add_child(name=SLIDES)
        CollectionViewRestriction.objects.create(collection=found, restriction_type="login")
    return found
