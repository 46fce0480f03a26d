"""Every address of the room: who may open it, how many queries it takes, and that mails can be read."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from events import emails, registration
from events.models import Event, Organiser, Question, Registration, Speaker, Venue
from forum import outbox, tokens
from forum.models import OutgoingMail
from members.permissions import ADMINS, EDITORS
from tests.factories import events as make
from tests.factories import ground, members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def host():
    return members.organisation()


@pytest.fixture
def event(host):
    venue = Venue.objects.create(name="Haus", city="Musterstadt", access="Stufenlos.")
    return make.event(venue=venue, hosts=[(Organiser.Role.HOST, host)], capacity=3)


@pytest.fixture
def people(event):
    someone = ground.user()
    return [make.registered(event, by=someone) for _ in range(4)]


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def receipt(row: Registration, route: str = "receipt") -> str:
    return row.event.url_of(route, emails.receipt_token([row])).removeprefix("http://testserver")


# --- Who may -----------------------------------------------------------------------------------------------------------

PUBLIC = ["", "anmeldung/", "termin.ics", "termine.ics", "protokoll/", "protokoll.json", "wer-kommt/"]
DESK = [
    "teilnehmende/",
    "teilnehmende/eintragen/",
    "teilnehmende/rundmail/",
    "teilnehmende/datei/csv",
    "teilnehmende/datei/xlsx",
    "teilnehmende/datei/anwesenheit.pdf",
    "teilnehmende/datei/namensschilder.pdf",
    "teilnehmende/1/",
    "angaben/",
    "programm/",
    "liste/fragen/",
    "liste/staende/",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_everybody_opens_public_pages(client, event, people, path):
    assert client.get(f"/veranstaltungen/{event.slug}/{path}").status_code == 200


@pytest.mark.parametrize("path", DESK)
def test_the_desk_is_for_organisers(event, people, host, path):
    address = f"/veranstaltungen/{event.slug}/{path}"
    allowed = [members.in_group(EDITORS), members.in_group(ADMINS), members.coordinator(host)]
    refused = [ground.user(), members.member(host), members.coordinator()]

    assert Client().get(address).status_code == 302
    assert [signed_in(user).get(address).status_code for user in refused] == [403] * 3
    for user in allowed:
        answer = signed_in(user).get(address)
        assert answer.status_code == 200
        b"".join(answer)


@pytest.mark.parametrize("path", ["teilnehmende/eintragen/", "teilnehmende/rundmail/", "teilnehmende/1/", "angaben/"])
def test_outsiders_change_nothing_at_the_desk(event, people, path):
    outsider = signed_in(members.coordinator())

    answer = outsider.post(f"/veranstaltungen/{event.slug}/{path}", {"tun": "absagen"})

    assert answer.status_code == 403
    assert Registration.objects.filter(event=event, status="cancelled").count() == 0


def test_only_editors_announce():
    assert signed_in(members.coordinator()).get("/veranstaltungen/verwaltung/neu/").status_code == 403
    assert signed_in(members.in_group(EDITORS)).get("/veranstaltungen/verwaltung/neu/").status_code == 200


def test_drafts_are_seen_by_nobody(client):
    draft = make.event(status=Event.Status.DRAFT)

    assert client.get(f"/veranstaltungen/{draft.slug}/anmeldung/").status_code == 404
    assert draft.title not in client.get("/veranstaltungen/").content.decode()


def test_somebody_elses_registration_is_not_reached_by_its_number(event, people):
    stranger = signed_in(ground.user())

    assert stranger.get(f"/veranstaltungen/{event.slug}/meine-anmeldung/?nr=1").status_code == 404


@pytest.mark.parametrize(
    "token",
    ["x", tokens.sign("events.receipt", [[1, "0" * 12]]), tokens.sign("other", [[1, ""]])],
    ids=["forged", "foreign", "other purpose"],
)
def test_forged_outdated_and_foreign_links_look_the_same(client, event, people, token):
    assert client.get(f"/veranstaltungen/{event.slug}/beleg/{token}/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/veranstaltungen/?handlungsfeld=%00&art=%00&seite=x",
        "{event}protokoll/?pruefsumme=%00%00%00%00%00%00%00%00%00&seite=-1",
        "{event}teilnehmende/?q=%00&programmpunkt=%C2%B2&stand=x",
        "{event}programm/?punkt=%C2%B2",
    ],
    ids=["calendar", "journal", "desk", "programme"],
)
def test_nonsense_in_the_address_is_no_error(event, people, path):
    client = signed_in(members.in_group(EDITORS))

    assert client.get(path.format(event=event.get_absolute_url())).status_code == 200


# --- GET never changes anything -----------------------------------------------------------------------------------------


def test_no_get_changes_anything(client, event, people):
    row = people[0]
    assert client.get(receipt(row, "sessions")).status_code == 404  # none to choose
    make.session(event)
    before = (row.status, Event.objects.get(pk=event.pk).journal_length, OutgoingMail.objects.count())
    confirm = tokens.sign("events.confirm", [row.pk, row.secret[:12]])
    for route in ("receipt", "cancel", "sessions", "substitute", "own_line"):
        assert client.get(receipt(row, route)).status_code == 200
    assert client.get(f"/veranstaltungen/{event.slug}/bestaetigen/{confirm}/").status_code == 200
    for route in ("accept", "take_back"):
        assert client.get(receipt(row, route)).status_code == 405
    row.refresh_from_db()
    assert (row.status, Event.objects.get(pk=event.pk).journal_length, OutgoingMail.objects.count()) == before


# --- The ways through ---------------------------------------------------------------------------------------------------


def test_a_guest_registers_confirms_and_cancels(client, event):
    client.get(f"/veranstaltungen/{event.slug}/anmeldung/")
    form = {"name": "Demo-Gast Eins", "email": "Gast@Ort.example", "organisation_name": "Waldtal"}
    answer = client.post(f"/veranstaltungen/{event.slug}/anmeldung/", form, follow=True)
    assert "g…@ort.example" in answer.content.decode()
    row = Registration.objects.get(event=event)
    assert (row.status, row.seat_held, row.email) == ("pending_mail", True, "gast@ort.example")

    outbox.send_due()
    [message] = mail.outbox
    assert message.to == ["gast@ort.example"]
    link = re.search(r"http\S+/bestaetigen/\S+/", message.body).group()
    assert client.post(re.sub(r"^http://[^/]+", "", link)).status_code == 302
    row.refresh_from_db()
    assert row.status == "confirmed"

    outbox.send_due()
    link = re.search(r"http\S+/beleg/\S+/", mail.outbox[-1].body).group()
    path = re.sub(r"^http://[^/]+", "", link)
    assert "Sie haben einen Platz." in client.get(path).content.decode()
    client.post(path + "absagen/")
    row.refresh_from_db()
    assert row.status == "cancelled"
    assert "Sie haben abgesagt." in client.get(path).content.decode()


def test_the_answer_to_a_guest_does_not_tell_whether_the_address_is_known(client, event):
    form = {"name": "Demo-Gast", "email": "gast@ort.example"}
    address = f"/veranstaltungen/{event.slug}/anmeldung/"
    first = client.post(address, form, follow=True)
    second = client.post(address, {**form, "name": "Anderer Name"}, follow=True)

    assert first.content == second.content
    row = Registration.objects.get(event=event)
    assert row.name == "Demo-Gast"
    mails = OutgoingMail.objects.filter(name="events/please_confirm", recipient="gast@ort.example")
    # The mail with the link comes once more; the second of signing is none of its meaning.
    assert len({mail.facts["confirm_url"].rsplit(":", 2)[0] for mail in mails}) == 1
    assert mails.count() == 2
    registration.confirm_mail(row)
    client.post(address, form)
    assert OutgoingMail.objects.filter(name="events/already_registered", recipient="gast@ort.example").count() == 1


def test_a_member_registers_with_one_click(event):
    user = members.member()

    answer = signed_in(user).post(f"/veranstaltungen/{event.slug}/anmeldung/", {}, follow=True)

    row = Registration.objects.get(event=event)
    assert (row.status, row.user, row.organisation) == ("confirmed", user, user.memberships.get().organisation)
    assert "Sie haben einen Platz." in answer.content.decode()


def test_a_coordinator_registers_five_colleagues_in_one_form(event):
    organisation = members.organisation()
    client = signed_in(members.coordinator(organisation))
    form = {"organisation": organisation.pk, "p-TOTAL_FORMS": "6", "p-INITIAL_FORMS": "0"}
    for n in range(5):
        form |= {f"p-{n}-name": f"Demo-Kollegin {n}", f"p-{n}-email": f"k{n}@ort.example"}
    form |= {"p-5-name": "", "p-5-email": ""}

    answer = client.post(f"/veranstaltungen/{event.slug}/anmeldung/?fuer=kolleginnen", form, follow=True)

    rows = Registration.objects.filter(event=event).order_by("receipt_no")
    assert [(row.name, row.status) for row in rows] == [
        (f"Demo-Kollegin {n}", "confirmed" if n < 3 else "waitlisted") for n in range(5)
    ]
    assert "5 Anmeldungen sind eingegangen" in answer.content.decode()


def test_nobody_registers_people_for_a_foreign_organisation(event):
    foreign = members.organisation()
    client = signed_in(members.coordinator())
    form = {"organisation": foreign.pk, "p-TOTAL_FORMS": "1", "p-INITIAL_FORMS": "0"}
    form |= {"p-0-name": "A", "p-0-email": "a@ort.example"}

    client.post(f"/veranstaltungen/{event.slug}/anmeldung/?fuer=kolleginnen", form)

    assert Registration.objects.count() == 0


def test_the_same_form_twice_is_one_registration(event):
    client = signed_in(members.member())
    address = f"/veranstaltungen/{event.slug}/anmeldung/"
    form = {"submission": "7d0f1e0e-5d0b-4a52-9c2f-0e0c5a8f3c11"}

    answers = [client.post(address, form, follow=True).content.decode() for _ in range(2)]

    assert ["Sie haben einen Platz." in answer for answer in answers] == [True, True]
    assert Registration.objects.count() == 1
    assert OutgoingMail.objects.filter(name="events/seat_confirmed").count() == 1


def test_answers_and_sessions_come_with_the_form(event):
    question = Question.objects.create(event=event, text="Woher kommen Sie?", options="NRW\nanderswo", required=True)
    session = make.session(event)
    client = signed_in(members.member())
    address = f"/veranstaltungen/{event.slug}/anmeldung/"
    assert client.post(address, {}).status_code == 200
    assert Registration.objects.count() == 0

    client.post(address, {f"frage_{question.pk}": "NRW", "sessions": [session.pk]})

    row = Registration.objects.get()
    assert row.answers == {str(question.pk): "NRW"}
    assert [place.status for place in row.session_registrations.all()] == ["confirmed"]


def test_a_member_is_told_when_the_window_is_closed(event):
    Event.objects.filter(pk=event.pk).update(deadline=timezone.now() - timedelta(minutes=1))

    answer = signed_in(members.member()).post(f"/veranstaltungen/{event.slug}/anmeldung/", {})

    assert answer.status_code == 409
    assert "geschlossen" in answer.content.decode()


def test_the_organiser_enters_promotes_and_takes_back(event, people, host):
    client = signed_in(members.coordinator(host))
    received = timezone.localtime(timezone.now() - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    form = {"name": "Mail", "email": "mail@ort.example", "channel": "onsite", "source": "email", "reason": "Mail"}
    client.post(f"/veranstaltungen/{event.slug}/teilnehmende/eintragen/", {**form, "received_at": received})
    late = Registration.objects.get(event=event, source="email")
    assert (late.status, late.place()) == ("waitlisted", 1)

    desk = f"/veranstaltungen/{event.slug}/teilnehmende/"
    client.post(f"{desk}4/", {"tun": "nachruecken", "grund": "Rednerin"})
    assert Registration.objects.get(event=event, receipt_no=4).status == "waitlisted"  # no seat is free
    registration.change(event, capacity=4)
    late.refresh_from_db()
    assert late.status == "confirmed"

    client.post(f"{desk}1/", {"tun": "absagen"})
    assert Registration.objects.get(event=event, receipt_no=4).status == "confirmed"
    client.post(f"{desk}1/", {"tun": "zuruecknehmen"})
    assert Registration.objects.get(event=event, receipt_no=1).status == "cancelled"  # somebody moved up
    client.post(f"{desk}2/", {"tun": "absagen"})
    client.post(f"{desk}2/", {"tun": "zuruecknehmen"})
    assert Registration.objects.get(event=event, receipt_no=2).status == "confirmed"


def test_the_desk_says_what_became_of_the_person_and_which_field_is_wrong(event, people, host):
    client = signed_in(members.coordinator(host))
    desk = f"/veranstaltungen/{event.slug}/teilnehmende/"

    said = [
        str(next(iter(client.post(f"{desk}1/", {"tun": act}, follow=True).context["messages"])))
        for act in ("anwesend", "nicht-anwesend", "absagen")
    ]
    assert said == ["Nr. 1: teilgenommen.", "Nr. 1: bestätigt.", "Nr. 1: abgesagt."]

    early = {"name": "Mail", "email": "mail@ort.example", "source": "email", "received_at": "2020-01-01T10:00"}
    wrong = client.post(f"{desk}eintragen/", {**early, "reason": "Mail"})
    assert list(wrong.context["form"].errors) == ["received_at"]


def test_the_menu_of_a_row_acts_and_leads_back_to_the_filtered_list(event, people, host):
    client = signed_in(members.coordinator(host))
    desk = f"/veranstaltungen/{event.slug}/teilnehmende/"
    assert 'popovertarget="tun-1"' in client.get(desk).content.decode()

    here = client.post(f"{desk}1/", {"tun": "anwesend", "liste": "stand=plaetze&seite=2"})
    refused = client.post(f"{desk}4/", {"tun": "nachruecken", "liste": "//fremd.example"})

    assert here.url == f"{desk}?stand=plaetze&seite=2"
    assert Registration.objects.get(event=event, receipt_no=1).attended_at is not None
    assert refused.url == f"{desk}4/"  # the reason is asked for there


def test_the_organiser_changes_the_promise_and_everybody_is_told(event, people, host):
    client = signed_in(members.coordinator(host))
    page = client.get(f"/veranstaltungen/{event.slug}/angaben/")
    form = {name: value for name, value in page.context["form"].initial.items() if value not in (None, "")}
    start = timezone.localtime(event.starts_at) + timedelta(hours=1)
    form |= {
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (start + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"),
        "registration_opens_at": timezone.localtime(event.registration_opens_at).strftime("%Y-%m-%dT%H:%M"),
        "deadline": timezone.localtime(event.deadline).strftime("%Y-%m-%d"),
    }

    answer = client.post(f"/veranstaltungen/{event.slug}/angaben/", form)

    assert answer.status_code == 302, answer.context["form"].errors
    assert Event.objects.get(pk=event.pk).sequence == 1
    assert OutgoingMail.objects.filter(name="events/event_changed").count() == 4


def test_a_message_reaches_the_group_and_nobody_else(event, people, host):
    client = signed_in(members.coordinator(host))
    form = {"recipients": "wartend", "subject": "Neues", "text": "Guten Tag"}

    client.post(f"/veranstaltungen/{event.slug}/teilnehmende/rundmail/", form)

    assert [m.recipient for m in OutgoingMail.objects.filter(name="events/message")] == [people[3].email]


def test_a_speaker_answers_and_sends_slides_by_link(client, event, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    from django.core.files.uploadedfile import SimpleUploadedFile

    speaker = Speaker.objects.create(session=make.session(event), name="Demo-Rednerin", email="rede@ort.example")
    path = f"/veranstaltungen/{event.slug}/referat/{tokens.sign('events.speaker', speaker.pk)}/"
    assert client.get(path).status_code == 200
    client.post(path, {"antwort": "zusagen"})
    client.post(path, {"slides": SimpleUploadedFile("folien.pdf", b"%PDF-1.7 demo")})
    answer = client.post(path, {"slides": SimpleUploadedFile("folien.pdf", b"<html>")})

    speaker.refresh_from_db()
    assert speaker.confirmed_at is not None
    assert speaker.slides.collection.view_restrictions.get().restriction_type == "login"
    assert "kein PDF" in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"antwort": "vielleicht"}], ids=["no file", "no answer"])
def test_a_speaker_who_forgets_the_file_has_not_declined(client, event, sent):
    speaker = Speaker.objects.create(session=make.session(event), name="Demo-Rednerin", email="rede@ort.example")
    path = f"/veranstaltungen/{event.slug}/referat/{tokens.sign('events.speaker', speaker.pk)}/"

    page = client.post(path, sent).content.decode()

    speaker.refresh_from_db()
    assert (speaker.confirmed_at, speaker.declined_at) == (None, None)
    assert "Bitte prüfen Sie eine Angabe" in page
    assert "Folien (PDF, PPTX oder ODP" in page
    client.post(path, {"antwort": "absagen"})
    speaker.refresh_from_db()
    assert speaker.declined_at is not None


def test_interest_is_confirmed_by_the_address_and_told_once(client, event):
    Event.objects.filter(pk=event.pk).update(registration_opens_at=timezone.now() + timedelta(days=1))
    client.post(f"/veranstaltungen/{event.slug}/vormerken/", {"email": "neu@ort.example"})
    asked = OutgoingMail.objects.get(name="events/interest_confirm")
    client.post(re.sub(r"^http://[^/]+", "", asked.facts["url"]))

    assert registration.open_due() == 0
    assert registration.open_due(timezone.now() + timedelta(days=2)) == 1
    assert registration.open_due(timezone.now() + timedelta(days=2)) == 0
    assert OutgoingMail.objects.filter(name="events/registration_open").count() == 1


def test_where_one_can_register_there_is_nothing_to_note(client, event):
    path = f"/veranstaltungen/{event.slug}/vormerken/"
    assert client.get(path).url == f"/veranstaltungen/{event.slug}/anmeldung/"

    Event.objects.filter(pk=event.pk).update(deadline=timezone.now() - timedelta(minutes=1))
    closed = client.post(path, {"email": "neu@ort.example"}, follow=True)

    assert "Zu diesem Termin öffnet keine Anmeldung mehr." in closed.content.decode()
    assert not OutgoingMail.objects.filter(name="events/interest_confirm").exists()
    Event.objects.filter(pk=event.pk).update(deadline=event.deadline, precision="month")
    assert client.get(path).status_code == 200


def test_nobody_fills_in_a_form_for_members_in_vain(client):
    event = make.event(audience="members")
    form = f"/veranstaltungen/{event.slug}/anmeldung/"
    partner = signed_in(members.member(members.organisation(standing="partner", kind="wissenschaft")))
    ways_on = [(client, f"/konto/login/?next={event.get_absolute_url()}"), (partner, "/mitglied-werden/")]

    for reader, way_on in ways_on:
        for address in (form, event.get_absolute_url()):
            page = reader.get(address).content.decode()
            assert "für Mitglieder des Forums" in page
            assert way_on in page
            assert 'name="submission"' not in page

    assert 'name="submission"' in signed_in(members.member()).get(form).content.decode()


def test_the_form_says_so_to_whoever_is_registered(event):
    member = members.member()
    row = make.registered(event, by=member, user=member, email=member.email)

    text = signed_in(member).get(f"/veranstaltungen/{event.slug}/anmeldung/", follow=True).content.decode()

    assert "Sie sind schon angemeldet." in text
    assert f"Nr.</small> <strong>{row.receipt_no}</strong>" in text


# --- Queries ------------------------------------------------------------------------------------------------------------


def _queries(django_assert_max_num_queries, client, path) -> int:
    with django_assert_max_num_queries(200) as captured:
        answer = client.get(path)
        b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
    return len(captured)


def test_lists_take_as_many_queries_for_three_as_for_one(client, django_assert_max_num_queries, host):
    editor = signed_in(members.in_group(EDITORS))
    someone = ground.user()
    first = make.event(hosts=[(Organiser.Role.HOST, host)])
    session = make.session(first)
    make.registered(first, by=members.coordinator(host), on_behalf_of=host, sessions=(session.pk,))
    paths = [
        (client, "/veranstaltungen/"),
        (client, f"/veranstaltungen/{first.slug}/"),
        (client, f"/veranstaltungen/{first.slug}/wer-kommt/"),
        (client, f"/veranstaltungen/{first.slug}/protokoll/"),
        (editor, f"/veranstaltungen/{first.slug}/teilnehmende/"),
        (editor, f"/veranstaltungen/{first.slug}/teilnehmende/datei/csv"),
        (editor, "/veranstaltungen/verwaltung/"),
    ]
    for who, path in paths:  # warm what is cached for all pages
        who.get(path)
    one = [_queries(django_assert_max_num_queries, who, path) for who, path in paths]
    for _ in range(2):
        another = make.event(hosts=[(Organiser.Role.HOST, members.organisation())])
        make.registered(another, by=someone)
        make.session(first)
        organisation = members.organisation(name=host.name)
        boss = members.coordinator(organisation)
        make.registered(first, by=boss, on_behalf_of=organisation, sessions=(session.pk,))

    three = [_queries(django_assert_max_num_queries, who, path) for who, path in paths]

    assert three == one
    assert max(one) < 45


# --- Mails --------------------------------------------------------------------------------------------------------------


def test_every_mail_can_be_composed_and_its_text_reads_alone(event, host):
    from pathlib import Path

    from django.conf import settings as conf

    folder = Path(conf.BASE_DIR) / "templates/emails/events"
    names = sorted(file.name.removesuffix(".subject.txt") for file in folder.glob("*.subject.txt"))
    someone = ground.user()
    row = make.registered(event, by=someone)
    facts = emails._facts(event, row, place=3, until="Di, 4. Dezember 2029, 18:00 Uhr", deadline="x", note="Grund")
    facts |= {
        "differences": ["Neuer Ort: Saal <9>"],
        "subject": "Betreff",
        "text": "Zeile eins\n\nZeile zwei",
        "reason": "R & D",
    }
    facts |= {
        "session": "S",
        "session_when": "W",
        "confirm_url": "http://c",
        "stop_url": "http://s",
        "status": "bestätigt",
    }
    facts |= {"has_seat": True, "seat_held": True, "needs_approval": False, "first_come": True}
    for name in names:
        message = outbox.compose(
            OutgoingMail(name=f"events/{name}", recipient="a@ort.example", facts=facts, message_id="<x@y>")
        )
        assert message.subject, name
        assert "{{" not in message.body + message.subject, name
        assert "&amp;" not in message.body, name
        assert event.title in message.subject + message.body, name
        assert message.alternatives[0].mimetype == "text/html", name
    assert len(names) >= 20


# --- Calendars -----------------------------------------------------------------------------------------------------------


def test_the_personal_feed_holds_own_dates_only(client, event):
    user, other = ground.user(), make.event()
    make.registered(event, by=user, user=user)
    token = tokens.sign("events.feed", user.pk)

    content = client.get(f"/veranstaltungen/kalender/meine/{token}.ics").content.decode()

    assert content.count("BEGIN:VEVENT") == 1
    assert other.title not in content
    assert client.get("/veranstaltungen/kalender/meine/x.ics").status_code == 404


def test_tentative_dates_are_in_no_calendar(client):
    tentative = make.event(precision="quarter", date_words="ca. Frühjahr 2030")

    assert tentative.title not in client.get("/veranstaltungen/kalender.ics").content.decode()
    assert client.get(f"/veranstaltungen/{tentative.slug}/termin.ics").status_code == 404


@pytest.mark.django_db
def test_dashboard_leads_to_the_readers_own_calendar(client):
    user = members.member()
    client.force_login(user)

    page = client.get("/mein-bereich/").content.decode()

    (path,) = re.findall(r'href="(/veranstaltungen/kalender/meine/[^"]+\.ics)"', page)
    assert client.get(path)["Content-Type"].startswith("text/calendar")


def test_the_form_remembers_the_event_for_a_moment_but_no_act_relies_on_it(settings, event):
    form = f"{event.get_absolute_url()}anmeldung/"
    member = signed_in(ground.user())
    settings.REMEMBERED_SECONDS = 60
    try:
        member.get(form)
        Event.objects.filter(pk=event.pk).update(deadline=timezone.now() - timedelta(minutes=1))

        response = member.post(form, {})
    finally:
        caches["process"].clear()

    assert response.status_code == 409
    assert not Registration.objects.filter(event=event).exists()
