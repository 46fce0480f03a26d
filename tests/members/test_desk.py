"""The Geschäftsstelle's lists in the editors' room: nothing breaks, nothing is edited past the acts."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum import lifecycle
from forum.models import OutgoingMail, User
from members import admission, inviting, people
from members.models import (
    Application,
    BuildingBlock,
    DataRequest,
    ExpertGroup,
    FundingProgramme,
    Invitation,
    Membership,
    ModelProject,
    Organisation,
)
from members.permissions import ADMINS
from tests.factories.members import coordinator, in_group, member, municipality, organisation

pytestmark = pytest.mark.django_db

LISTS = (
    Organisation,
    Membership,
    Application,
    Invitation,
    ExpertGroup,
    DataRequest,
    FundingProgramme,
    ModelProject,
    BuildingBlock,
)


@pytest.fixture
def office(client):
    user = in_group(ADMINS)
    client.force_login(user)
    return user


@pytest.fixture
def rows(office):
    """One row of each list."""
    place = organisation(municipality=municipality())
    boss = coordinator(place)
    programme = FundingProgramme.objects.create(slug="p", name="Programm")
    return {
        Organisation: place,
        Membership: boss.memberships.get(),
        Application: admission.apply(
            kind="kommune", municipality=municipality(), first_name="A", last_name="B", email="a@b.example"
        ),
        Invitation: admission.invite(place, email="neu@ort.example", by=boss),
        ExpertGroup: ExpertGroup.objects.create(name="Runde", slug="runde", purpose="Thema"),
        DataRequest: people.ask_under_data_protection_law(member(), kind="auskunft", text="Bitte"),
        FundingProgramme: programme,
        ModelProject: ModelProject.objects.create(programme=programme, code="P-1", title="Projekt"),
        BuildingBlock: BuildingBlock.objects.first(),
    }


def _url(model, view, *args):
    return reverse(f"wagtailsnippets_members_{model._meta.model_name}:{view}", args=args)


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_list_opens_filters_and_goes_out_as_a_table(client, rows, model):
    listing = client.get(_url(model, "list"))
    edit = client.get(_url(model, "edit", rows[model].pk))
    table = b"".join(client.get(_url(model, "list") + "?export=csv")).decode().splitlines()
    book = b"".join(client.get(_url(model, "list") + "?export=xlsx"))

    assert (listing.status_code, edit.status_code) == (200, 200)
    assert len(table) >= 2
    assert len(table[0]) > 4
    assert book[:2] == b"PK"


@pytest.mark.parametrize("model", [Membership, Application, Invitation, DataRequest], ids=lambda model: model.__name__)
def test_what_an_act_creates_is_not_added_or_deleted_by_hand(client, rows, model):
    count = model.objects.count()

    answers = [
        client.post(_url(model, "add"), {"function": "x", "due_on": "2027-01-01", "answer_by": "2027-01-01"}),
        client.post(_url(model, "delete", rows[model].pk)),
    ]

    assert [each.url for each in answers] == ["/redaktion/", "/redaktion/"]
    assert model.objects.count() == count


def test_request_that_came_by_letter_gets_its_clock_and_its_mails(client, office):
    url = reverse("enter_data_request")
    facts = {"kind": "loeschung", "email": "Brief@ort.example", "text": "Bitte alles löschen."}

    future = client.post(url, {**facts, "received_on": "2099-01-01"}).content.decode()
    for _press in range(2):
        client.post(url, {**facts, "received_on": "2026-01-31"})

    asked = DataRequest.objects.get()
    assert "nicht in der Zukunft" in future
    assert (str(asked.due_on), asked.email) == ("2026-02-28", "brief@ort.example")
    assert OutgoingMail.objects.get().recipient == "brief@ort.example"


# --- Many people at once ---


def test_table_of_people_becomes_invitations_row_by_row(office):
    place = organisation(name="Ort", slug="ort", municipality=municipality(ags="05999001"))
    there = member(place, email="da@ort.example")
    organisation(name="Nur erwähnt", slug="erwaehnt", standing="erwaehnt")
    rows = [
        {"organisation": "Ort", "email": "Neu@ort.example", "rolle": "Koordination", "funktion": "Stab"},
        {"organisation": "05999001", "email": "zwei@ort.example"},
        {"organisation": "ort", "email": there.email},
        {"organisation": "Ort", "email": "keine Adresse"},
        {"organisation": "Ort", "email": ""},
        {"organisation": "Nur erwähnt", "email": "x@y.example"},
        {"organisation": "Ort", "email": "drei@ort.example", "rolle": "Chef"},
    ]

    rehearsed = inviting.take_in(rows, by=office, dry_run=True)
    mails_before = OutgoingMail.objects.count()
    done = inviting.take_in(rows, by=office, dry_run=False)
    again = inviting.take_in(rows[:2], by=office, dry_run=False)

    assert rehearsed == done
    assert [fate.word for fate in done] == ["neu", "neu", "unverändert", *["fehlerhaft"] * 4]
    assert (mails_before, OutgoingMail.objects.count()) == (0, 2)
    assert Invitation.objects.get(email="neu@ort.example").role == "coordinator"
    assert [fate.word for fate in again] == ["unverändert", "unverändert"]


def test_table_of_people_is_rehearsed_on_the_page(client, office):
    organisation(name="Ort", slug="ort")
    file = io.BytesIO(b"organisation;email\nOrt;neu@ort.example\nUnbekannt;x@y.example\n")
    file.name = "personen.csv"

    page = client.post(reverse("invite_people"), {"file": file}).content.decode()

    assert "Probelauf: nichts ist geschrieben" in page
    assert "1 neu · 1 fehlerhaft" in page
    assert Invitation.objects.count() == 0


def test_several_accounts_are_named_before_they_are_locked(client, office):
    one, two = member(), member()
    url = reverse("people_desk_several")
    chosen = {"act": "stilllegen", "person": [one.pk, two.pk, office.pk]}

    asked = client.post(url, chosen).content.decode()
    still = User.objects.filter(is_active=False).count()
    client.post(url, {**chosen, "sicher": "ja"})

    assert one.email in asked
    assert office.email not in asked
    assert still == 0
    assert set(User.objects.filter(is_active=False)) == {one, two}


def test_nobody_chosen_is_answered_in_words(client, office):
    page = client.post(reverse("people_desk_several"), {"act": "stilllegen"}, follow=True).content.decode()

    assert "Bitte wählen Sie Personen" in page


# --- The Protokoll ---


def test_protocol_says_who_did_what_to_whom(client, office):
    place = organisation(name="Ort")
    boss = coordinator(place, first_name="Demo", last_name="Leitung")
    colleague = member(place, first_name="Demo", last_name="Kollegin")
    admission.change_role(colleague.memberships.get(), role="coordinator", by=boss)
    client.get(reverse("people_desk") + "?export=csv")

    page = client.get(reverse("members_log")).content.decode()
    roles = client.get(reverse("members_log") + "?art=rollen").content.decode()
    table = client.get(reverse("members_log") + "?export=csv").content.decode("utf-8-sig")

    assert "Demo Kollegin, Koordination" in page
    assert "Daten ausgeführt" in page
    assert "Daten ausgeführt" not in roles
    assert "Demo Leitung;eine Rolle geändert;Ort" in table
    assert "Protokoll" in client.get(reverse("members_log") + "?art=dateien").content.decode()


def test_protocol_of_somebody_erased_keeps_a_number_only(client, office):
    place = organisation()
    boss, colleague = coordinator(place), member(place, first_name="Kanari", last_name="Vogel")
    admission.change_role(colleague.memberships.get(), role="coordinator", by=boss)
    lifecycle.erase(colleague, by=office)

    page = client.get(reverse("members_log")).content.decode()

    assert "Kanari" not in page
    assert "Zugehörigkeit Nr." in page


def test_protocol_takes_the_same_queries_for_one_and_many(client, office):
    place = organisation()
    boss = coordinator(place)

    def act():
        admission.change_role(member(place).memberships.get(), role="coordinator", by=boss)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("members_log"))
        return len(captured)

    act()
    queries()
    few = queries()
    for _each in range(4):
        act()

    assert queries() == few


def test_what_an_applicant_typed_runs_in_no_spreadsheet(client, office):
    admission.apply(
        kind="stadtwerke",
        organisation_name='=HYPERLINK("https://boese.example")',
        first_name="Demo",
        last_name="Antrag",
        email="wer@ort.example",
    )

    table = b"".join(client.get(_url(Application, "list") + "?export=csv")).decode()

    assert "'=HYPERLINK" in table
    assert f",{timezone.localtime():%d.%m.%Y} " in table
