"""A coordinator registers colleagues, sees quota and list, swaps and cancels; nobody else sees them."""

import pytest
from django.test import Client

from events.models import Question, Registration
from events.registration import confirm_mail, register
from forum import outbox
from members.models import Membership
from tests.factories import events as make
from tests.factories import ground, members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


def group_of(town, *people: dict[str, object], **fields) -> dict[str, object]:
    data: dict[str, object] = {"organisation": town.pk, "p-TOTAL_FORMS": str(len(people)), "p-INITIAL_FORMS": "0"}
    for n, person in enumerate(people):
        data |= {f"p-{n}-{name}": value for name, value in person.items()}
    return {**data, **fields}


def send(client, event, data):
    return client.post(f"{event.get_absolute_url()}anmeldung/?fuer=kolleginnen", data)


def test_each_colleague_has_own_sessions_way_of_taking_part_and_answers(coordinator, town):
    event = make.event(format="hybrid")
    question = Question.objects.create(event=event, text="Größte Aufgabe?", options="Daten\nPersonal", required=True)
    first, second = make.session(event), make.session(event)
    people = [
        {"name": "Demo-A", "email": "a@ort.example", "channel": "online", f"frage_{question.pk}": "Daten"},
        {"name": "Demo-B", "email": "b@ort.example", "channel": "onsite", f"frage_{question.pk}": "Personal"},
        {"name": "", "email": "", "channel": "onsite"},
    ]
    people[0]["sessions"], people[1]["sessions"] = [first.pk], [second.pk]

    assert send(coordinator, event, group_of(town, *people)).status_code == 302

    a, b = Registration.objects.order_by("receipt_no")
    assert [(r.channel, r.answers[str(question.pk)]) for r in (a, b)] == [("online", "Daten"), ("onsite", "Personal")]
    assert [r.session_registrations.get().session for r in (a, b)] == [first, second]


def test_colleagues_read_in_their_mail_who_registered_them(town, mailoutbox):
    person, event = members.coordinator(town), make.event(capacity=1)
    client = Client()
    client.force_login(person)
    rows = [{"name": f"Demo-{n}", "email": f"{n.lower()}@ort.example"} for n in "AB"]

    send(client, event, group_of(town, *rows, myself="on"))

    told = f"Für Sie angemeldet hat {person}."
    outbox.send_due()
    own, *others = (mail.body for mail in mailoutbox)
    assert told not in own
    assert [told in body for body in others] == [True, True]
    assert [row.entered_by for row in Registration.objects.order_by("receipt_no")] == [None, person, person]


def test_a_required_question_is_asked_of_each_colleague(coordinator, town):
    event = make.event()
    Question.objects.create(event=event, text="Größte Aufgabe?", options="Daten\nPersonal", required=True)

    answer = send(coordinator, event, group_of(town, {"name": "Demo-A", "email": "a@ort.example"}))

    assert answer.status_code == 200
    assert "Größte Aufgabe?" in answer.content.decode()
    assert not Registration.objects.exists()


def test_colleagues_with_an_account_find_their_seat_there(coordinator, town):
    event = make.event()
    colleague, stranger = members.member(town), ground.user()

    send(
        coordinator,
        event,
        group_of(
            town,
            {"name": "Demo-A", "email": colleague.email.upper()},
            {"name": "Demo-B", "email": stranger.email},
            myself="on",
        ),
    )

    rows = Registration.objects.order_by("receipt_no")
    assert [row.user_id and row.user for row in rows][1:] == [colleague, None]
    assert rows[0].user is not None


def test_the_list_shows_quota_places_and_what_can_be_done(coordinator, town):
    event = make.event(capacity=3, max_per_organisation=2)
    people = [{"name": f"Demo-{n}", "email": f"{n}@ort.example"} for n in "ABC"]
    send(coordinator, event, group_of(town, *people))
    path = f"{event.get_absolute_url()}unsere-anmeldungen/"

    page = coordinator.get(path)

    assert page.context["stats"] == [(2, "Plätze für uns"), (1, "wartet"), (0, "noch im Kontingent")]
    assert [(each["row"].name, each["line"].tag[0], each["line"].note) for each in page.context["ours"]] == [
        ("Demo-A", "bestätigt", "Gruppe"),
        ("Demo-B", "bestätigt", "Gruppe"),
        ("Demo-C", "wartet, Platz 1", "Gruppe, Kontingent"),
    ]
    token = page.context["ours"][0]["token"]
    coordinator.post(f"{event.get_absolute_url()}beleg/{token}/vertretung/", {"name": "Demo-N", "email": "n@o.example"})
    coordinator.post(
        f"{event.get_absolute_url()}beleg/{page.context['ours'][1]['token']}/absagen/",
    )
    assert list(Registration.objects.order_by("receipt_no").values_list("name", "status")) == [
        ("Demo-N", "confirmed"),
        ("Demo-B", "cancelled"),
        ("Demo-C", "confirmed"),
    ]


def test_the_list_is_for_coordinators_and_holds_their_own_people_only(coordinator, town, django_assert_max_num_queries):
    event = make.event()
    other = members.organisation()
    make.registered(event, name="Demo-Fremd", by=members.coordinator(other), on_behalf_of=other)
    path = f"{event.get_absolute_url()}unsere-anmeldungen/"

    assert "Demo-Fremd" not in coordinator.get(path).content.decode()
    for refused in (members.member(town), ground.user()):
        client = Client()
        client.force_login(refused)
        assert client.get(path).status_code == 403
    assert Client().get(path).status_code == 302

    counts = []
    for number in (1, 2):
        send(
            coordinator,
            event,
            group_of(town, *[{"name": f"D{number}{n}", "email": f"{number}{n}@o.example"} for n in "ab"]),
        )
        with django_assert_max_num_queries(40) as captured:
            coordinator.get(path)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_guests_of_an_event_for_municipal_staff_say_where_they_work(client):
    event = make.event(audience="municipal")
    form = {"name": "Demo-Gast", "email": "gast@ort.example"}
    address = f"{event.get_absolute_url()}anmeldung/"

    assert "organisation_name" in client.post(address, form).context["form"].errors
    client.post(address, {**form, "organisation_name": "Waldtal"})

    assert Registration.objects.get().organisation_name == "Waldtal"


def rows_of(page) -> tuple[list[bool], list[bool]]:
    """Which rows of the colleagues' form stand in sight and which fold out; True for those that would wait."""
    return [row.waits for row in page.context["in_sight"]], [row.waits for row in page.context["more"]]


def test_the_form_offers_what_is_left_and_says_that_more_people_wait(coordinator, town):
    event = make.event(capacity=10, max_per_organisation=4)
    path = f"{event.get_absolute_url()}anmeldung/?fuer=kolleginnen"
    assert rows_of(coordinator.get(path)) == ([False] * 4, [True] * 6)

    send(coordinator, event, group_of(town, *[{"name": n, "email": f"{n}@o.example"} for n in "AB"], myself="on"))
    page = coordinator.get(path)

    assert rows_of(page) == ([False], [True] * 9)
    text = page.content.decode()
    assert "Zurzeit ist 1 Platz für Sie frei: Wen Sie darüber hinaus anmelden, kommt auf die Warteliste." in text
    assert "davon 3 an Sie vergeben" in text
    assert "Ich nehme selbst auch teil" not in text  # the coordinator is in already

    send(coordinator, event, group_of(town, *[{"name": n, "email": f"{n}@o.example"} for n in "CD"]))
    page = coordinator.get(path)

    assert Registration.objects.get(name="D").status == "waitlisted"
    assert rows_of(page) == ([True], [True] * 9)
    assert "Zurzeit ist kein Platz für Sie frei" in page.content.decode()


def test_the_form_knows_few_seats_and_kinds_as_the_allocation_does(coordinator, town):
    small, kinds = make.event(capacity=3), make.event()
    kinds.kind_quotas.create(kind=town.kind, seats=2)
    unlimited = make.event(capacity=None)

    found = [rows_of(coordinator.get(f"{e.get_absolute_url()}anmeldung/?fuer=kolleginnen")) for e in (small, kinds)]
    assert [in_sight for in_sight, _more in found] == [[False] * 3, [False] * 2]
    page = coordinator.get(f"{unlimited.get_absolute_url()}anmeldung/?fuer=kolleginnen")
    assert rows_of(page) == ([False] * 5, [False] * 5)


def test_a_coordinator_registers_nobody_for_an_organisation_of_which_they_are_only_staff(coordinator, town):
    elsewhere = members.organisation()
    Membership.objects.create(user=town.memberships.get().user, organisation=elsewhere)
    event = make.event()

    answer = send(coordinator, event, group_of(elsewhere, {"name": "Demo-A", "email": "a@ort.example"}))

    assert answer.status_code == 200
    assert not Registration.objects.exists()


def test_the_button_says_where_it_leads_when_the_quota_is_used(town):
    event = make.event(capacity=10, max_per_organisation=1)
    colleague = Client()
    colleague.force_login(members.member(town))
    address = event.get_absolute_url()
    assert "Auf die Warteliste setzen" not in colleague.get(address).content.decode()

    make.registered(event, by=members.coordinator(town), on_behalf_of=town)

    for page in (address, f"{address}anmeldung/"):
        text = colleague.get(page).content.decode()
        assert "Auf die Warteliste setzen" in text
        assert "1 Platz je Organisation, davon 1 an Sie vergeben. Freie Restplätze werden am" in text


def test_typing_an_address_gives_no_hold_on_somebody_elses_registration(coordinator, town):
    event = make.event()
    stranger = members.member()
    home = stranger.memberships.get().organisation
    foreign = make.registered(event, by=stranger, on_behalf_of=home, email="x@fremd.example", needs="vegan")
    guest = confirm_mail(register(event, [make.person(email="y@fremd.example", needs="ruhig")])[0])

    for row in (foreign, guest):
        people = [{"name": "Demo-Irgendwer", "email": row.email}]
        answer = send(coordinator, event, group_of(town, *people))

        assert answer.status_code == 409
        assert "gibt es schon eine Anmeldung" in answer.content.decode()
        needs = row.needs
        row.refresh_from_db()
        assert row.needs == needs
    assert Registration.objects.filter(event=event).count() == 2


def test_naming_a_colleague_again_wipes_out_no_answer(coordinator, town):
    event = make.event()
    colleague = members.member(town)
    row = make.registered(event, by=colleague, on_behalf_of=town, email=colleague.email, needs="vegan")

    answer = send(coordinator, event, group_of(town, {"name": row.name, "email": row.email}))

    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.needs == "vegan"
