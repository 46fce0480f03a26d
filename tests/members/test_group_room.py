"""What an expert group keeps together, meetings and files: theirs alone, told in time, and harmless."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from icalendar import Calendar

from forum.models import OutgoingMail
from members import admission, groups, meetings
from members.models import ExpertGroup, GroupDocument
from members.permissions import ADMINS
from tests.factories.members import coordinator, in_group, member, organisation

pytestmark = pytest.mark.django_db

ROOM = "/mitglieder/runden/daten/"
MEETING = {"title": "Auftakt", "day": "2031-05-05", "begins": "10:00", "ends": "12:00", "place": "Rathaus"}
SCRIPT = b"<html><script>alert(document.cookie)</script>"


@pytest.fixture
def group():
    return ExpertGroup.objects.create(name="Daten", slug="daten", purpose="Regeln")


@pytest.fixture
def speaker(group):
    return _in(group, coordinator())


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def _in(group, user):
    place = groups.ask_to_join(group, user=user, organisation=user.memberships.get().organisation)
    groups.let_in(place)
    return user


def _meeting(group, **values):
    begins = timezone.now() + timedelta(days=3)
    given = {"title": "Auftakt", "starts_at": begins, "ends_at": begins + timedelta(hours=2), "place": "Rathaus"}
    return meetings.arrange(group, values={**given, "link": "", **values})


def _told():
    mails = OutgoingMail.objects.filter(name="members/group_meeting").order_by("pk")
    return [(mail.recipient, mail.facts["is_new"], mail.facts["is_cancelled"]) for mail in mails]


def _upload(client, name, content, title="Entwurf"):
    return client.post(ROOM + "dateien/neu/", {"title": title, "file": SimpleUploadedFile(name, content)})


# --- Meetings ---


def test_meeting_is_told_to_those_who_are_in_and_to_nobody_else(client, group, speaker):
    other = _in(group, member())
    waiting = member()
    groups.ask_to_join(group, user=waiting, organisation=waiting.memberships.get().organisation)
    client.force_login(speaker)

    answer = client.post(ROOM + "sitzungen/neu/", MEETING)

    assert answer.url == ROOM
    meeting = group.meetings.get()
    assert f"{timezone.localtime(meeting.starts_at):%d.%m.%Y %H:%M}" == "05.05.2031 10:00"
    assert sorted(_told()) == sorted([(speaker.email, True, False), (other.email, True, False)])


def test_new_time_is_told_again_and_new_notes_are_not(group, speaker):
    meeting = _meeting(group)
    values = {name: getattr(meeting, name) for name in ("title", "starts_at", "ends_at", "place", "link")}

    meetings.change(meeting, values={**values, "notes": "Vereinbart."})
    assert len(_told()) == 1
    meetings.change(meeting, values={**values, "place": "Stadthalle"})
    meetings.cancel(meeting)
    meetings.cancel(meeting)

    assert _told() == [(speaker.email, True, False), (speaker.email, False, False), (speaker.email, False, True)]
    with pytest.raises(meetings.MeetingIsCancelled, match="abgesagt"):
        meetings.change(meeting, values=values)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"place": ""}, "Bitte nennen Sie einen Ort oder einen Link."),
        ({"ends": "09:00"}, "Das Ende liegt vor dem Beginn."),
    ],
    ids=["neither place nor link", "ends before it begins"],
)
def test_meeting_that_cannot_be_is_sent_back_with_what_was_typed(client, group, speaker, change, complaint):
    client.force_login(speaker)

    page = client.post(ROOM + "sitzungen/neu/", {**MEETING, **change}).content.decode()

    assert complaint in page
    assert 'value="Auftakt"' in page
    assert not group.meetings.exists()


def test_calendar_file_has_the_meeting_and_not_its_link(client, group, speaker):
    meeting = _meeting(group, link="https://video.example/geheim")
    client.force_login(speaker)

    answer = client.get(f"{ROOM}sitzungen/{meeting.pk}/termin.ics")

    (entry,) = Calendar.from_ical(answer.content).events
    assert (str(entry["summary"]), str(entry["location"])) == ("Daten: Auftakt", "Rathaus")
    assert entry.start == meeting.starts_at.replace(microsecond=0)
    assert b"geheim" not in answer.content
    assert "geheim" in client.get(ROOM).content.decode()


def test_next_meeting_stands_in_mein_bereich(client, group, speaker):
    _meeting(group)
    client.force_login(speaker)

    assert "Sitzung „Auftakt“ der Runde „Daten“" in client.get("/mein-bereich/").content.decode()


def test_group_page_takes_the_same_queries_for_one_and_three_of_everything(
    client, group, speaker, django_assert_num_queries
):
    def more():
        _meeting(group)
        _meeting(group, ends_at=timezone.now() - timedelta(days=2), starts_at=timezone.now() - timedelta(days=3))
        by = _in(group, member())
        GroupDocument.objects.create(group=group, title="Text", file="runden/x.pdf", size=1, uploaded_by=by)

    more()
    client.force_login(speaker)
    client.get(ROOM)
    with django_assert_num_queries(11):
        client.get(ROOM)
    more()
    more()
    with django_assert_num_queries(11):
        client.get(ROOM)


# --- Files ---


def test_file_is_for_its_people_and_the_office_only(client, group, speaker, files):
    client.force_login(speaker)
    _upload(client, "../../Entwurf.txt", b"vertraulich")
    document = GroupDocument.objects.get()
    url = f"{ROOM}dateien/{document.pk}/"

    codes = []
    for user in (speaker, in_group(ADMINS), coordinator()):
        client.force_login(user)
        answer = client.get(url)
        codes.append(answer.status_code)
        if answer.streaming:
            answer.getvalue()  # to its end, or the file stays open
    client.logout()

    assert codes == [200, 200, 403]
    assert client.get(url).status_code == 302
    assert client.get(f"/medien/{document.file.name}").status_code == 404
    assert [str(each.relative_to(files)) for each in files.rglob("*") if each.is_file()] == [document.file.name]


def test_file_is_never_shown_by_the_browser(client, group, speaker):
    client.force_login(speaker)
    _upload(client, "vertrag.pdf", b"%PDF-1.7 " + SCRIPT, title="Vertrag: <Entwurf>")

    served = client.get(f"{ROOM}dateien/{GroupDocument.objects.get().pk}/")

    assert served["Content-Disposition"] == 'attachment; filename="vertrag-entwurf.pdf"'
    assert served["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Cache-Control"] == "private, no-store"
    served.getvalue()


def _archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../../../tmp/ausbruch.txt", b"draussen")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("seite.html", SCRIPT),
        ("bild.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("seite.pdf", SCRIPT),
        ("seite.txt", SCRIPT),
        ("brief.docx", _archive()),
        ("programm.exe", b"MZ"),
        ("leer.pdf", b""),
        ("gross.pdf", b"%PDF-" + b"\0" * 10_500_000),
    ],
    ids=["html", "svg", "html as pdf", "html as text", "archive as letter", "program", "empty", "eleven megabytes"],
)
def test_hostile_file_is_refused_with_a_sentence(client, group, speaker, files, name, content):
    client.force_login(speaker)

    answer = _upload(client, name, content)

    assert answer.context["form"].errors["file"]
    assert 'value="Entwurf"' in answer.content.decode()
    assert not GroupDocument.objects.exists()
    assert not any(each.is_file() for each in files.rglob("*"))


def test_removed_file_is_gone_from_the_disk(client, group, speaker, files, django_capture_on_commit_callbacks):
    client.force_login(_in(group, member()))
    _upload(client, "entwurf.txt", b"Text")
    document = GroupDocument.objects.get()
    url = f"{ROOM}dateien/{document.pk}/entfernen/"

    client.force_login(_in(group, member()))
    assert client.post(url).status_code == 403  # neither brought it nor speaks for the group
    client.force_login(speaker)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)

    assert not GroupDocument.objects.exists()
    assert not any(each.is_file() for each in files.rglob("*"))


# --- Going ---


def test_who_leaves_the_organisation_leaves_its_groups(client, group, speaker):
    place = organisation()
    coordinator(place)
    user = _in(group, member(place))

    admission.leave(user.memberships.get(), by=user)

    assert not groups.is_in(user, group)


def test_left_room_is_not_opened_by_the_next_who_asks(group, speaker):
    _meeting(group)
    groups.take_out(group.memberships.get())
    newcomer = member()

    place = groups.ask_to_join(group, user=newcomer, organisation=newcomer.memberships.get().organisation)

    assert (place.is_speaker, place.joined_at) == (False, None)
