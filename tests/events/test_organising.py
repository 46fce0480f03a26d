"""An editor makes a date from nothing: draft, programme, questions, stands, who stands behind it, and goes public."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from events import exports
from events.models import Event, JournalEntry, KindQuota, Organiser, Question, Registration, Session, Speaker, Stand
from events.refusals import Busy
from events.registration import cancel, change, choose_sessions, make_public, set_kind_quotas
from events.waiting import for_person
from forum import tokens
from forum.models import OutgoingMail
from members.models import Membership
from members.permissions import ADMINS
from tests.factories import events as make
from tests.factories import ground, library, members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


def as_typed(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def promise(**fields) -> dict[str, str]:
    start = timezone.now().replace(minute=0) + timedelta(days=40)
    return {
        "title": "Werkstatt Wärmeplanung",
        "lead": "Vier Städte zeigen ihre Karten.",
        "kind": "workshop",
        "precision": "exact",
        "format": "onsite",
        "audience": "public",
        "starts_at": as_typed(start),
        "ends_at": as_typed(start + timedelta(hours=3)),
        "takes_registrations": "on",
        "deadline": timezone.localtime(start - timedelta(days=5)).strftime("%Y-%m-%d"),
        "capacity": "30",
        "allocation": "instant",
        "offer_hours": "12",
        **fields,
    }


def created(editor, **fields) -> Event:
    answer = editor.post("/veranstaltungen/verwaltung/neu/", promise(**fields))
    assert answer.status_code == 302, answer.context["form"].errors
    return Event.objects.get()


def form_rows(*rows: dict[str, str], initial: int = 0) -> dict[str, str]:
    data = {"zeile-TOTAL_FORMS": str(len(rows)), "zeile-INITIAL_FORMS": str(initial)}
    for n, row in enumerate(rows):
        data |= {f"zeile-{n}-{name}": value for name, value in row.items()}
    return data


@pytest.fixture
def heinsberg():
    """A town and a district of the same name."""
    town = members.municipality(name="Heinsberg", district="Kreis Heinsberg")
    district = members.municipality(name="Heinsberg", ags="05370", level="kreis", kind="Kreis")
    return [
        members.organisation(name="Heinsberg", municipality=town),
        members.organisation(name="Heinsberg", municipality=district, kind="kreis"),
    ]


TOLD_APART = ["Heinsberg (Stadt, Kreis Heinsberg)", "Heinsberg (Kreis, Nordrhein-Westfalen)"]


def test_two_organisations_of_one_name_are_told_apart_wherever_organisers_read_them(editor, client, heinsberg):
    event = make.event()
    alone = members.organisation(name="Alleinstadt")
    for n, organisation in enumerate([*heinsberg, alone]):
        boss = members.coordinator(organisation)
        make.registered(event, name=f"Demo-{n}", by=boss, on_behalf_of=organisation)
    path = event.get_absolute_url()

    desk = editor.get(f"{path}teilnehmende/").content.decode()
    person = editor.get(f"{path}teilnehmende/1/").content.decode()
    file = _text(editor.get(f"{path}teilnehmende/datei/csv"))
    entry = editor.get(f"{path}teilnehmende/eintragen/").content.decode()
    coming = client.get(f"{path}wer-kommt/").content.decode()

    for name in TOLD_APART:
        assert [name in text for text in (desk, file, entry, coming)] == [True] * 4, name
    assert TOLD_APART[0] in person
    assert "Alleinstadt (" not in desk + file + entry + coming


def test_whoever_coordinates_both_sees_which_is_which(heinsberg):
    event = make.event()
    boss = members.coordinator(heinsberg[0])
    Membership.objects.create(user=boss, organisation=heinsberg[1], role=Membership.Role.COORDINATOR)
    client = Client()
    client.force_login(boss)

    for form in ("", "?fuer=kolleginnen"):
        page = client.get(f"{event.get_absolute_url()}anmeldung/{form}").content.decode()
        assert all(name in page for name in TOLD_APART)


def test_a_company_is_told_apart_by_the_town_it_belongs_to():
    towns = [members.organisation(name=name) for name in ("Neuhafen", "Rurtal")]
    works = [members.organisation(name="Stadtwerke am Fluss", kind="stadtwerke", parent=town) for town in towns]

    assert [each.full_name for each in works] == [
        "Stadtwerke am Fluss (Stadtwerke, Neuhafen)",
        "Stadtwerke am Fluss (Stadtwerke, Rurtal)",
    ]


def test_a_draft_is_seen_by_organisers_only_until_it_is_announced(editor, client):
    event = created(editor)
    path = event.get_absolute_url()
    assert (event.status, event.page.live, event.registration_opens_at is not None) == ("draft", False, True)
    for address in (path, f"{path}anmeldung/", f"{path}termin.ics"):
        assert client.get(address).status_code == 404
    assert event.title not in client.get("/veranstaltungen/").content.decode()
    assert "noch nicht öffentlich" in editor.get(f"{path}teilnehmende/").content.decode()

    editor.post(f"{path}ankuendigen/")

    assert client.get(path).status_code == 200
    assert client.get(f"{path}anmeldung/").status_code == 200
    assert event.title in client.get("/veranstaltungen/").content.decode()
    assert not JournalEntry.objects.exists()


def test_announcing_publishes_the_text_written_meanwhile(editor, client):
    event = created(editor)
    page = event.page
    page.lead = "Im Entwurf geschrieben."
    page.save_revision()

    make_public(event, by=ground.user())
    make_public(event, by=ground.user())

    assert "Im Entwurf geschrieben." in client.get(event.get_absolute_url()).content.decode()


def test_what_changes_in_a_draft_is_nobodys_business(editor):
    event = created(editor)

    changed = change(event, capacity=10, starts_at=event.starts_at - timedelta(hours=1))

    assert (changed.sequence, changed.journal_length, OutgoingMail.objects.count()) == (0, 0, 0)


def test_a_deadline_has_a_day_and_may_have_a_time(editor):
    day = promise()["deadline"]
    event = created(editor, deadline_time="12:00")

    local = timezone.localtime(event.deadline)
    assert local.strftime("%Y-%m-%d %H:%M:%S") == f"{day} 12:00:00"
    form = editor.get(f"{event.get_absolute_url()}angaben/").context["forms"]["angaben"]
    assert (form.initial["deadline_time"].hour, form.initial["deadline"]) == (12, local.date())


@pytest.mark.parametrize(
    ("fields", "blamed"),
    [
        ({"ends_at": "2020-01-01T10:00"}, "ends_at"),
        ({"deadline": ""}, "deadline"),
        ({"deadline": "2020-01-01"}, "deadline"),
        ({"deadline": "2099-01-01"}, "deadline"),
        ({"starts_at": ""}, "starts_at"),
        ({"capacity": "0"}, "capacity"),
        ({"title": ""}, "title"),
    ],
    ids=[
        "ends before it starts",
        "no deadline",
        "deadline past",
        "deadline after the end",
        "no start",
        "0",
        "no title",
    ],
)
def test_what_cannot_be_is_said_at_the_field(editor, fields, blamed):
    answer = editor.post("/veranstaltungen/verwaltung/neu/", promise(**fields))

    assert blamed in answer.context["form"].errors
    assert not Event.objects.exists()


def test_a_number_of_a_series_is_given_once(editor):
    from events.models import CalendarPage, SeriesPage

    series = CalendarPage.objects.get().add_child(instance=SeriesPage(title="Reihe", slug="reihe"))
    make.event(series=series, edition=3)

    answer = editor.post("/veranstaltungen/verwaltung/neu/", promise(series=series.pk, edition="3"))

    assert "gibt es in der Reihe schon" in str(answer.context["form"].errors["edition"])


def test_an_open_date_needs_no_time(editor):
    event = created(editor, precision="open", starts_at="", ends_at="", deadline="", date_words="ca. Frühjahr 2030")

    assert (event.starts_at, event.when) == (None, "ca. Frühjahr 2030")


def test_sessions_point_to_practices_and_can_be_struck_while_nobody_chose_them(editor):
    event = make.event()
    practice = library.short_entry()
    path = f"{event.get_absolute_url()}programm/"
    session = {
        "tun": "speichern",
        "kind": "pitch",
        "title": "Fünf Minuten Parken",
        "starts_at": as_typed(event.starts_at),
        "ends_at": as_typed(event.starts_at + timedelta(minutes=5)),
        "about": f"http://testserver{practice.url}",
        "takes_registrations": "on",
        "capacity": "5",
    }
    editor.post(path, session)
    pitch = Session.objects.get()
    assert pitch.about_id == practice.pk
    assert practice.url in editor.get(event.get_absolute_url()).content.decode()

    row = make.registered(event, by=ground.user())
    choose_sessions(row, [pitch.pk])
    editor.post(f"{path}?punkt={pitch.pk}", {"tun": "loeschen"})
    assert Session.objects.exists()
    wrong = editor.post(f"{path}?punkt={pitch.pk}", {**session, "about": "/gibt/es/nicht/"})
    assert "keine veröffentlichte Seite" in str(wrong.context["form"].errors["about"])
    cancel(row)
    editor.post(f"{path}?punkt={pitch.pk}", {"tun": "loeschen"})
    assert not Session.objects.exists()


def test_a_session_lies_within_its_event_and_keeps_places_given(editor):
    event = make.event()
    session = make.session(event, capacity=2)
    for _ in range(2):
        choose_sessions(make.registered(event, by=ground.user()), [session.pk])
    form = {
        "tun": "speichern",
        "kind": "workshop",
        "title": "W",
        "starts_at": as_typed(event.starts_at - timedelta(hours=3)),
        "ends_at": as_typed(event.starts_at),
        "takes_registrations": "on",
        "capacity": "1",
    }

    answer = editor.post(f"{event.get_absolute_url()}programm/?punkt={session.pk}", form)

    assert set(answer.context["form"].errors) == {"starts_at", "capacity"}


def test_a_speaker_who_has_answered_is_offered_the_other_answer_only(client):
    speaker = Speaker.objects.create(session=make.session(make.event()), name="Demo-Rednerin", email="r@ort.example")
    address = f"{speaker.session.event.get_absolute_url()}referat/{tokens.sign('events.speaker', speaker.pk)}/"

    def offered() -> list[str]:
        return re.findall(r'name="antwort" value="(\w+)"', client.get(address).content.decode())

    assert offered() == ["zusagen", "absagen"]
    client.post(address, {"antwort": "zusagen"})
    assert offered() == ["absagen"]
    client.post(address, {"antwort": "absagen"})
    assert offered() == ["zusagen"]


def test_speakers_are_invited_reminded_and_recognised_by_their_address(editor):
    event = make.event()
    session = make.session(event)
    someone = ground.user()
    path = f"{event.get_absolute_url()}programm/?punkt={session.pk}"
    form = {"tun": "einladen", "r-name": "Demo-Rednerin", "r-email": someone.email, "r-affiliation": "Bauamt"}
    editor.post(path, form)
    speaker = Speaker.objects.get()
    assert speaker.user == someone
    editor.post(path, {"tun": "erinnern", "referent": speaker.pk})
    assert OutgoingMail.objects.filter(name="events/speaker_invited").count() == 1  # one a day

    client = Client()
    client.force_login(someone)
    assert "Bitte zu- oder absagen" in client.get("/mein-bereich/").content.decode()

    editor.post(path, {"tun": "streichen", "referent": speaker.pk})
    assert not Speaker.objects.exists()


def test_questions_stands_and_roles_are_written_as_rows(editor):
    event = make.event()
    practice = library.short_entry()
    path = event.get_absolute_url()

    editor.post(
        f"{path}liste/fragen/",
        form_rows(
            {"text": "Größte Aufgabe?", "kind": "choice", "options": "Daten\nPersonal", "required": "on"},
            {"text": "", "kind": "choice", "options": ""},
        ),
    )
    editor.post(f"{path}liste/staende/", form_rows({"number": "1", "title": "Parken", "about": practice.url}))
    editor.post(
        f"{path}liste/beteiligte/",
        form_rows({"role": "client", "name": "Demo-Ministerium"}, {"role": "supporter", "name": "Demo-Städtetag"}),
    )

    assert Question.objects.get().choices == ["Daten", "Personal"]
    assert Stand.objects.get().about_id == practice.pk
    page = editor.get(path).content.decode()
    assert "Auftraggeber: Demo-Ministerium. Unterstützer: Demo-Städtetag." in page
    assert practice.url in page

    question = Question.objects.get()
    kept = {"id": question.pk, "text": question.text, "kind": "choice", "options": "Daten"}
    wrong = editor.post(f"{path}liste/fragen/", form_rows(kept, initial=1))
    assert "mindestens zwei Antworten" in wrong.content.decode()
    editor.post(f"{path}liste/fragen/", form_rows({**kept, "DELETE": "on"}, initial=1))
    assert not Question.objects.exists()
    assert editor.get(f"{path}liste/anderes/").status_code == 404


def test_who_hosts_is_for_editors_to_say():
    host = members.organisation()
    event = make.event(hosts=[(Organiser.Role.HOST, host)])
    client = Client()
    client.force_login(members.coordinator(host))
    path = event.get_absolute_url()

    assert client.get(f"{path}liste/fragen/").status_code == 200
    assert client.get(f"{path}liste/beteiligte/").status_code == 403
    assert client.post(f"{path}ankuendigen/").status_code == 403
    assert client.get("/veranstaltungen/verwaltung/neu/").status_code == 403


def test_quotas_of_kinds_are_set_and_what_they_held_back_is_given():
    firm = members.organisation(kind="wirtschaft", standing="partner")
    by = members.member(firm)
    event = make.event(capacity=5)
    set_kind_quotas(event, {"wirtschaft": 1})
    rows = [make.registered(event, by=by, on_behalf_of=firm) for _ in range(2)]
    assert [row.status for row in rows] == ["confirmed", "waitlisted"]

    set_kind_quotas(event, {"wirtschaft": 2})

    assert KindQuota.objects.get().seats == 2
    assert Registration.objects.get(pk=rows[1].pk).status == "confirmed"


def test_calling_off_frees_the_places_in_sessions():
    event = make.event()
    session = make.session(event)
    row = make.registered(event, by=ground.user())
    choose_sessions(row, [session.pk])

    change(event, status=Event.Status.CANCELLED)

    assert row.session_registrations.get().status == "cancelled"


def test_a_host_cannot_announce_a_draft_by_the_form_that_calls_off():
    host = members.organisation()
    event = make.event(hosts=[(Organiser.Role.HOST, host)], live=False, status=Event.Status.DRAFT)
    client = Client()
    client.force_login(members.coordinator(host))

    for status in ("announced", "cancelled"):
        answer = client.post(f"{event.get_absolute_url()}angaben/", {"formular": "stand", "status": status})
        assert answer.status_code == 200
    assert Event.objects.get().status == "draft"


def test_a_host_does_not_read_the_titles_of_other_hosts_drafts(editor):
    host = members.organisation()
    make.event(title="Noch geheim", live=False, status=Event.Status.DRAFT)
    own = make.event(hosts=[(Organiser.Role.HOST, host)])
    client = Client()
    client.force_login(members.coordinator(host))
    path = f"{own.get_absolute_url()}angaben/"

    assert "Noch geheim" not in client.get(path).content.decode()
    assert "Noch geheim" in editor.get(path).content.decode()


def test_pressing_twice_invites_once_and_makes_one_session(editor):
    event = make.event()
    path = f"{event.get_absolute_url()}programm/"
    session = {
        "tun": "speichern",
        "kind": "pitch",
        "title": "Fünf Minuten Parken",
        "starts_at": as_typed(event.starts_at),
        "ends_at": as_typed(event.starts_at + timedelta(minutes=5)),
    }
    speaker = {"tun": "einladen", "r-name": "Demo-Rednerin", "r-email": "Rednerin@ort.example"}

    for _ in range(2):
        editor.post(path, session)
        editor.post(f"{path}?punkt={Session.objects.first().pk}", speaker)

    assert Session.objects.count() == 1
    assert Speaker.objects.count() == 1
    assert OutgoingMail.objects.filter(name="events/speaker_invited").count() == 1


def test_a_busy_event_is_a_sentence_at_the_desk(editor, monkeypatch):
    event = make.event(live=False, status=Event.Status.DRAFT)

    def busy(*args, **kwargs):
        raise Busy

    monkeypatch.setattr("events.programme.put_session", busy)
    monkeypatch.setattr("events.registration.make_public", busy)
    session = {
        "tun": "speichern",
        "kind": "pitch",
        "title": "Parken",
        "starts_at": as_typed(event.starts_at),
        "ends_at": as_typed(event.starts_at + timedelta(minutes=5)),
    }

    programme = editor.post(f"{event.get_absolute_url()}programm/", session)
    announced = editor.post(f"{event.get_absolute_url()}ankuendigen/", follow=True)

    for answer in (programme, announced):
        assert "Gerade melden sich sehr viele" in answer.content.decode()


def test_a_message_sent_by_two_presses_is_one(editor, monkeypatch):
    event = make.event()
    make.registered(event, by=ground.user())
    path = f"{event.get_absolute_url()}teilnehmende/rundmail/"
    words = {"recipients": "plaetze", "subject": "Anfahrt", "text": "Bitte den Eingang im Hof nehmen."}

    for _ in range(2):
        assert editor.post(path, words).status_code == 302
    editor.post(path, {**words, "text": "Doch der Eingang vorn."})

    assert OutgoingMail.objects.filter(name="events/message").count() == 2


def test_an_export_of_participants_is_in_the_log_of_the_office(editor):
    event = make.event(title="Werkstatt Funknetz")
    office = Client()
    office.force_login(members.in_group(ADMINS))

    editor.get(f"{event.get_absolute_url()}teilnehmende/datei/csv")
    assert editor.get(f"{event.get_absolute_url()}teilnehmende/datei/anderes").status_code == 404

    page = office.get("/redaktion/mitglieder/protokoll/?art=dateien").content.decode()
    assert page.count("Werkstatt Funknetz") == 1


def test_files_name_the_sessions_somebody_chose_and_how_they_stand_there(editor):
    event, bare = make.event(), make.event()
    first, second = make.session(event, title="Daten", is_open=True), make.session(event, title="Recht", capacity=1)
    someone = ground.user()
    make.registered(event, by=someone, name="Demo-Eins", sessions=(second.pk,))
    make.registered(event, by=someone, name="Demo-Zwei", sessions=(first.pk, second.pk))
    make.registered(event, by=someone, name="Demo-Drei")
    address = f"{event.get_absolute_url()}teilnehmende/datei/"

    lines = list(csv.DictReader(io.StringIO(_text(editor.get(f"{address}csv")).lstrip("\ufeff")), delimiter=";"))
    sheet = load_workbook(io.BytesIO(b"".join(editor.get(f"{address}xlsx").streaming_content))).active

    assert [line["Programmpunkte"] for line in lines] == ["Recht", "Daten; Recht (wartet)", ""]
    assert "Daten; Recht (wartet)" in [cell.value for cell in sheet[3]]
    assert "Programmpunkte" not in _text(editor.get(f"{bare.get_absolute_url()}teilnehmende/datei/csv"))


def _text(answer) -> str:
    return b"".join(answer.streaming_content).decode()


def test_lists_for_the_room_leave_out_who_takes_part_online(monkeypatch):
    event = make.event(format=Event.Format.HYBRID)
    someone = ground.user()
    make.registered(event, by=someone, name="Demo-Saal")
    make.registered(event, by=someone, name="Demo-Bildschirm", channel="online")
    printed: list[dict] = []
    monkeypatch.setattr(exports.pdf, "typeset", lambda _template, data: printed.append(data) or b"")

    exports.badges_pdf(event)
    exports.attendance_pdf(event)

    assert ["Demo-Bildschirm" in str(data["rows"]) for data in printed] == [False, False]
    assert ["Demo-Saal" in str(data["rows"]) for data in printed] == [True, True]


def test_a_postponed_date_still_waits_in_the_own_area():
    user = ground.user()
    event = make.event(title="Wandertag")
    make.registered(event, by=user, user=user, email=user.email)
    change(event, status=Event.Status.POSTPONED)
    Event.objects.filter(pk=event.pk).update(
        starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now() - timedelta(days=1)
    )

    assert [(each["title"], each["text"]) for each in for_person(ground.request_by(user))] == [
        ("Wandertag", "Wird verschoben · Nr. 1, bestätigt")
    ]
