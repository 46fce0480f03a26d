"""A person with an unusual word in every field is erased, and the word is looked for: in every table, in the files, in
Redis, in the log. What may keep it is named here with its reason."""

import io
import logging
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from PIL import Image

from events import interest, registration, speaking
from forum import lifecycle, outbox, tokens
from forum.models import OutgoingMail, PortalDocument, PortalImage, User
from library import bookmarks, saved_searches
from members import admission, people
from newsletter import answers, subscription
from newsletter.emails import CONFIRM
from newsletter.models import PendingRequest, Prompt
from tests.factories import events, library, members, newsletter

pytestmark = pytest.mark.django_db

WORD = "zaunkoenigin"
STAYS = {
    "newsletter_consentevent": "the proof of consent, locked until three years after the withdrawal",
    "forum_outgoingmail": "the last mail, which says that all is gone; its row goes 30 days after it was sent",
}


@pytest.fixture
def person(settings, tmp_path, django_capture_on_commit_callbacks):
    """Somebody who has used everything, and wrote the word wherever there was room for it."""
    settings.MEDIA_ROOT = tmp_path
    place = members.organisation(email_domain="ort.example")
    user = members.coordinator(place, email=f"{WORD}@ort.example", first_name=WORD.title(), last_name=WORD)
    members.coordinator(place)
    own = user.memberships.get()
    own.function = WORD
    own.save()
    people.set_visibility(own, is_public=True, shows_email=True)
    people.ask_under_data_protection_law(user, kind="auskunft", text=f"Was wissen Sie über {WORD}?")
    admission.invite(place, email="neu@andere.example", by=user, function="Amt")

    event = events.event()
    me = registration.Person(
        name=WORD, email=user.email, user=user, needs=f"{WORD} isst kein Fleisch", answers={"frage": WORD}
    )
    registration.register(event, [me], by=user, on_behalf_of=place)
    interest.note(events.event(registration_opens_at=timezone.now() + timedelta(days=9)), email=user.email, user=user)
    speaker = speaking.invite(events.session(event), name=WORD, email=user.email)
    speaking.take_slides(speaker, ContentFile(WORD.encode(), name=f"{WORD}.pdf"))

    practice = library.published(organisation=place, author=user, contact_person=own)
    library.submitted(organisation=place, author=user)
    bookmarks.keep(practice, by=user)
    saved_searches.save(QueryDict(f"q={WORD}"), by=user)

    subscription.request(user.email, name=WORD)
    pending = PendingRequest.objects.get(email=user.email)
    subscription.confirm(tokens.sign(CONFIRM, pending.subject.hex), short_ip="192.0.2.0")
    issue = newsletter.issue(newsletter.poll(), publish=True)
    newsletter.sending(issue)
    if prompt := Prompt.objects.filter(issue=issue).first():
        answers.answer(prompt, email=user.email, choice=0)

    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = WORD  # the camera's owner
    Image.new("RGB", (60, 40)).save(picture, "JPEG", exif=exif)
    PortalImage.objects.create(title="Bild", file=ImageFile(picture, "bild.jpg"), uploaded_by_user=user, credit="Stadt")
    PortalDocument.objects.create(title="Text", file=ContentFile(b"Text", name="text.txt"), uploaded_by_user=user)
    return user


def tables_with(word: str) -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text ILIKE %s)', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def files_with(word: str) -> list[str]:
    files = [file for file in Path(django_settings.MEDIA_ROOT).rglob("*") if file.is_file()]
    assert files
    return [str(file) for file in files if word in str(file) or word.encode() in file.read_bytes().lower()]


def redis_with(word: str) -> list[bytes]:
    client = redis.Redis.from_url(django_settings.CACHE_URL)
    return [key for key in client.scan_iter() if word.encode() in key + (client.dump(key) or b"")]


def test_word_of_an_erased_person_is_found_nowhere(
    client, person, caplog, settings, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    client.force_login(person)
    for address in ("/mein-bereich/", "/mein-bereich/daten/", "/mein-bereich/daten/meine-daten.json", "/konto/", "/"):
        assert client.get(address).status_code == 200
    outbox.send_due()
    before = tables_with(WORD)
    assert len(before) >= 10, before  # there is something to be found

    with django_capture_on_commit_callbacks(execute=True):  # files go with the commit
        lifecycle.erase(person)

    assert not User.objects.filter(email__contains=WORD).exists()
    assert tables_with(WORD) - set(STAYS) == set()
    assert set(OutgoingMail.objects.filter(recipient__contains=WORD).values_list("name", flat=True)) == {
        "members/erased"
    }
    assert files_with(WORD) == []
    assert redis_with(WORD) == []
    shown = "\n".join(
        _as_logged(record) for record in caplog.records if not record.name.startswith(("django.db", "faker"))
    )
    assert WORD not in shown.lower()


def _as_logged(record: logging.LogRecord) -> str:
    """What the console's handler would write: it masks."""
    from forum.logs import mask

    return mask(record.getMessage())
