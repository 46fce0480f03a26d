"""Who speaks: invited by organisers, answering by link with yes, no and slides.

Slides are a document that only signed-in people may open.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from events import emails
from events.models import Session, Speaker
from forum.models import PortalDocument, User

SLIDES = "Folien der Referent*innen"


@transaction.atomic
def invite(session: Session, *, name: str, email: str, affiliation: str = "", now: datetime | None = None) -> Speaker:
    """Writes the person into the programme and owes the mail with the link. Somebody of the portal is recognised by
    the address and finds the invitation in „Mein Bereich“ as well. Invited twice to one session it is one person."""
    session = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if there := session.speakers.filter(email__iexact=email.strip(), name__iexact=name.strip()).first():
        return there
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    speaker = Speaker.objects.create(
        session=session, name=name.strip(), affiliation=affiliation.strip(), email=email.strip(), user=user
    )
    emails.speaker_invited(session.event, speaker, now or timezone.now())
    return speaker


def remind(speaker: Speaker, *, now: datetime | None = None) -> None:
    """The same invitation once more; at most one a day."""
    emails.speaker_invited(speaker.session.event, speaker, now or timezone.now())


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


@transaction.atomic
def remove(speaker: Speaker) -> None:
    """Takes the person out of the programme, with the slides."""
    drop_slides(Speaker.objects.filter(pk=speaker.pk))
    speaker.delete()


def drop_slides(speakers: QuerySet[Speaker]) -> None:
    """Their title names the person, and the file may."""
    PortalDocument.objects.filter(pk__in=speakers.values("slides")).delete()


def _collection() -> Collection:
    found = Collection.objects.filter(name=SLIDES).first()
    if found is None:
        found = Collection.get_first_root_node().add_child(name=SLIDES)
        CollectionViewRestriction.objects.create(collection=found, restriction_type="login")
    return found
