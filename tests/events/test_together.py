"""One form for several events that take place together: each with its own lock, order, number and answer."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from events.models import Event, Question, Registration, Venue
from forum import outbox
from tests.factories import events as make
from tests.factories import members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def main():
    return make.event(title="Konferenz")


@pytest.fixture
def evening(main):
    return make.event(title="Abend", accompanies=main, capacity=1)


@pytest.fixture
def member():
    client = Client()
    client.force_login(members.member())
    return client


def path(event: Event) -> str:
    return f"{event.get_absolute_url()}anmeldung/"


def offered(client, event: Event) -> set[str]:
    return {each.event.title for each in client.get(path(event)).context["companions"]}


GUEST = {"name": "Demo-Gast", "email": "gast@ort.example"}


def test_the_form_offers_what_takes_place_beside_and_is_open(client, main, evening):
    make.event(title="Morgen danach", accompanies=main)
    make.event(title="Noch zu", accompanies=main, registration_opens_at=timezone.now() + timedelta(hours=1))
    make.event(title="Entwurf", accompanies=main, status=Event.Status.DRAFT)
    make.event(title="Mitglieder", accompanies=main, audience=Event.Audience.MEMBERS)
    make.event(title="Fremd")

    assert offered(client, main) == {"Abend", "Morgen danach"}
    assert offered(client, evening) == {"Konferenz", "Morgen danach"}


@pytest.mark.parametrize(("standing", "title"), [("mitglied", {"Abend", "Intern"}), ("partner", {"Abend"})])
def test_a_members_date_is_offered_to_members_only(main, evening, standing, title):
    make.event(title="Intern", accompanies=main, audience=Event.Audience.MEMBERS)
    client = Client()
    client.force_login(members.member(members.organisation(standing=standing)))

    assert offered(client, main) == title


def test_a_member_gets_a_number_at_each_event_and_one_receipt_names_them(member, main, evening):
    make.registered(main, by=members.member())

    receipt = member.post(path(main), {f"auch-{evening.pk}-also": "on"}, follow=True)

    numbers = Registration.objects.exclude(event=main, receipt_no=1).values_list("event__title", "receipt_no", "status")
    assert set(numbers) == {("Konferenz", 2, "confirmed"), ("Abend", 1, "confirmed")}
    assert receipt.context["receipt"].row.event == main
    text = receipt.content.decode()
    assert "Abend" in text
    assert "Nr. 1, bestätigt" in text
    assert member.get(path(main)).status_code == 302  # nothing to tick twice
    address = re.search(r'href="([^"]*/termine\.ics)"', text)
    entries = Calendar.from_ical(member.get(address[1]).content).walk("VEVENT")
    assert {str(entry["summary"]) for entry in entries} == {"Konferenz", "Abend"}


def test_the_calendar_file_holds_only_what_one_has_a_seat_at(member, main, evening):
    make.registered(evening, by=members.member())

    receipt = member.post(path(main), {f"auch-{evening.pk}-also": "on"}, follow=True)

    assert "Nr. 2, wartet" in receipt.content.decode()
    address = re.search(r'href="([^"]*/termine\.ics)"', receipt.content.decode())
    entries = Calendar.from_ical(member.get(address[1]).content).walk("VEVENT")
    assert [str(entry["summary"]) for entry in entries] == ["Konferenz"]


def test_what_one_event_refuses_does_not_lose_the_other(member, main, evening, monkeypatch):
    """The form was open for a while: meanwhile one window closed. Whichever it is, the other counts, and it is said."""
    for closed, other in ((evening, main), (main, evening)):
        late = timezone.now() - timedelta(minutes=1)
        form = {f"auch-{evening.pk}-also": "on"}
        monkeypatch.setattr("events.together.open_beside", lambda *_args, **_kwargs: [_with_sessions(evening)])
        Event.objects.filter(pk=closed.pk).update(deadline=late)

        receipt = member.post(path(main), form, follow=True)

        assert Registration.objects.get().event == other
        assert receipt.context["receipt"].row.event == other
        assert f"{closed.title}: " in str(next(iter(receipt.context["messages"])))
        Registration.objects.all().delete()
        Event.objects.filter(pk=closed.pk).update(deadline=main.deadline, last_receipt_no=0)


def _with_sessions(event: Event) -> Event:
    found = Event.objects.with_seats().get(pk=event.pk)
    found.sessions_to_choose = []
    return found


def test_the_same_form_twice_is_one_registration_at_each(member, main, evening):
    submission = member.get(path(main)).context["form"]["submission"].value()
    for _ in range(2):
        member.post(path(main), {"submission": str(submission), f"auch-{evening.pk}-also": "on"})

    assert Registration.objects.count() == 2


def test_what_an_event_asks_is_asked_only_of_those_who_tick_it(member, main):
    other = make.event(title="Zu zweit", accompanies=main, format="hybrid")
    question = Question.objects.create(event=other, text="Größte Aufgabe?", options="Daten\nPersonal", required=True)
    form = {f"auch-{other.pk}-also": "on", f"auch-{other.pk}-channel": "online"}

    refused = member.post(path(main), form)
    assert refused.context["companions"][0].errors
    assert not Registration.objects.exists()
    member.post(path(main), {**form, f"auch-{other.pk}-frage_{question.pk}": "Daten", "needs": "Rampe"})

    row = Registration.objects.get(event=other)
    assert (row.channel, row.answers) == ("online", {str(question.pk): "Daten"})
    assert row.needs == "Rampe"  # asked once, for both
    assert Registration.objects.get(event=main).channel == "onsite"


def test_room_and_screen_say_how_full_they_are_before_one_chooses(client, main):
    limits = {"format": "hybrid", "capacity": 10, "onsite_capacity": 1, "online_capacity": 9}
    beside, alone = make.event(accompanies=main, **limits), make.event(**limits)
    for event in (beside, alone):
        make.registered(event, by=members.member())

    shown = client.get(path(main)).context["companions"][0]["channel"].field.choices
    alone_shown = client.get(path(alone)).context["form"]["channel"].field.choices

    assert list(shown) == [("onsite", "vor Ort (ausgebucht, Warteliste)"), ("online", "virtuell (noch 9 Plätze frei)")]
    assert list(shown) == list(alone_shown)


def test_a_guest_confirms_all_events_by_one_click(client, main, evening):
    sent = client.post(path(main), {**GUEST, f"auch-{evening.pk}-also": "on"}, follow=True).content.decode()
    assert "zu jeder Veranstaltung eine E-Mail" in sent
    assert "Abend" in sent
    outbox.send_due()
    texts = [message.body for message in mail.outbox]
    assert len(texts) == 2
    assert "Im selben Formular steht auch die Anmeldung zu: Abend." in texts[0]

    link = re.search(r"http\S+/bestaetigen/\S+", texts[0])[0].removeprefix("http://testserver")
    assert "Abend (Nr. 1)" in client.get(link).content.decode()
    assert set(Registration.objects.values_list("status", flat=True)) == {"pending_mail"}
    receipt = client.post(link, follow=True)

    assert set(Registration.objects.values_list("status", flat=True)) == {"confirmed"}
    assert "Abend" in receipt.content.decode()


def test_a_guest_says_where_they_work_when_any_ticked_event_asks(client, main):
    staff = make.event(title="Fachtag", accompanies=main, audience=Event.Audience.MUNICIPAL)
    form = {**GUEST, f"auch-{staff.pk}-also": "on"}

    assert "organisation_name" in client.post(path(main), form).context["form"].errors
    assert client.post(path(main), {**form, "organisation_name": "Waldtal"}).status_code == 302


# --- Colleagues -------------------------------------------------------------------------------------------------------


def colleagues(event: Event) -> str:
    return path(event) + "?fuer=kolleginnen"


def named(town, *names: str, **more) -> dict[str, object]:
    form: dict[str, object] = {"organisation": town.pk, "p-TOTAL_FORMS": str(len(names)), "p-INITIAL_FORMS": "0"}
    for n, name in enumerate(names):
        form |= {f"p-{n}-name": name, f"p-{n}-email": f"{name.lower()}@ort.example"}
    return {**form, **more}


def test_all_colleagues_come_to_each_ticked_event_by_its_own_rules(coordinator, town, main, evening):
    dinner = make.event(title="Essen", accompanies=main, max_per_organisation=2)
    workshop = make.session(dinner, title="Tischrunde")
    make.event(title="Intern", accompanies=main, audience=Event.Audience.MEMBERS)
    form = named(
        town,
        *("Demo-A", "Demo-B", "Demo-C"),
        **{f"auch-{evening.pk}-also": "on", f"auch-{dinner.pk}-also": "on", f"auch-{dinner.pk}-sessions": workshop.pk},
    )

    page = coordinator.get(colleagues(main))
    assert {each.event.title for each in page.context["companions"]} == {"Abend", "Essen", "Intern"}
    assert "Höchstens 2 Plätze je Organisation." in page.content.decode()
    receipt = coordinator.post(colleagues(main), form, follow=True)

    rows = Registration.objects.order_by("receipt_no")
    states = {
        title: [row.status for row in rows if row.event.title == title] for title in ("Konferenz", "Abend", "Essen")
    }
    assert states == {
        "Konferenz": ["confirmed"] * 3,
        "Abend": ["confirmed", "waitlisted", "waitlisted"],
        "Essen": ["confirmed", "confirmed", "waitlisted"],
    }
    assert workshop.registrations.count() == 3
    assert len(receipt.context["receipts"]) == 3
    assert [(event.title, len(group)) for event, group, _token in receipt.context["together"]] == [
        ("Abend", 3),
        ("Essen", 3),
    ]
    assert "Nr. 2, wartet" in receipt.content.decode()
    for event, _group, token in receipt.context["together"]:
        assert len(coordinator.get(f"{event.get_absolute_url()}beleg/{token}/").context["receipts"]) == 3


def test_what_one_event_refuses_to_colleagues_is_said_beside_the_receipts_of_the_others(
    coordinator, town, main, evening, monkeypatch
):
    monkeypatch.setattr("events.together.open_beside", lambda *_args, **_kwargs: [_with_sessions(evening)])
    Event.objects.filter(pk=evening.pk).update(deadline=timezone.now() - timedelta(minutes=1))
    form = named(town, "Demo-A", "Demo-B", **{f"auch-{evening.pk}-also": "on"})

    receipt = coordinator.post(colleagues(main), form, follow=True)

    assert [row.event for row in Registration.objects.all()] == [main, main]
    assert [str(each).startswith("Abend: ") for each in receipt.context["messages"]] == [True]
    assert len(receipt.context["receipts"]) == 2
    Event.objects.filter(pk=main.pk).update(deadline=timezone.now() - timedelta(minutes=1))

    refused = coordinator.post(colleagues(main), named(town, "Demo-C", **{f"auch-{evening.pk}-also": "on"}))

    assert refused.status_code == 409
    assert Registration.objects.count() == 2


def test_with_a_tick_but_nobody_named_the_form_asks_for_people_and_keeps_the_tick(coordinator, town, main, evening):
    answer = coordinator.post(colleagues(main), named(town, **{f"auch-{evening.pk}-also": "on"}))

    assert "mindestens eine Person" in str(answer.context["refusal"])
    assert answer.context["companions"][0]["also"].value()


def test_needs_belong_to_one_person_and_are_not_asked_for_all(coordinator, town, main):
    bare = make.event(title="Ohne Bedarf", asks_needs=False)
    beside = make.event(title="Daneben", accompanies=bare)
    form = named(town, "Demo-A", "Demo-B", **{f"auch-{beside.pk}-also": "on", f"auch-{beside.pk}-needs": "Rampe"})

    coordinator.post(colleagues(bare), form)

    assert set(Registration.objects.filter(event=beside).values_list("needs", flat=True)) == {""}


def test_a_coordinator_of_a_partner_fills_in_no_form_for_members(main):
    town = members.organisation(standing="partner")
    client = Client()
    client.force_login(members.coordinator(town))
    make.event(title="Intern", accompanies=main, audience=Event.Audience.MEMBERS)
    only = make.event(audience=Event.Audience.MEMBERS)

    assert client.get(colleagues(main)).context["companions"] == []
    assert "group" not in client.get(colleagues(only)).context


def queries(call) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        call()
    return [query["sql"] for query in captured]


def test_an_event_alone_pays_no_query_for_those_beside_it(member, main):
    member.get(path(main))

    shown = queries(lambda: member.get(path(main)))
    sent = queries(lambda: member.post(path(main), {}))

    # That there are none comes with the event itself.
    assert all("EXISTS" in sql for sql in [*shown, *sent] if '"accompanies_id" =' in sql)
    assert len(shown) <= 8


@pytest.mark.parametrize("address", [path, colleagues])
def test_three_events_beside_take_as_many_queries_as_one(coordinator, main, address):
    coordinator.get(address(main))  # warm what is cached for all pages
    counts = []
    for n in range(3):
        house = Venue.objects.create(name=f"Haus {n}", city="Ort")
        other = make.event(accompanies=main, format="hybrid", onsite_capacity=2, venue=house, further_venue=house)
        make.session(other)
        Question.objects.create(event=other, text=f"Frage {n}?", kind="text")
        counts.append(len(queries(lambda: coordinator.get(address(main)))))

    assert counts[0] == counts[1] == counts[2]
