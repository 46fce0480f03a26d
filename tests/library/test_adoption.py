"""Re-use: who may say so, when it counts, who sees what."""

import pytest
from django.urls import reverse

from forum import search
from forum.models import OutgoingMail
from library import adoption
from library.models import Adoption, PracticePage
from members import admission
from members.models import Membership
from tests.factories import library, members

pytestmark = pytest.mark.django_db
Stage = Adoption.Stage


@pytest.fixture
def origin():
    return members.organisation(name="Stadt Ursprung")


@pytest.fixture
def adopter():
    return members.organisation(name="Stadt Nachbar")


@pytest.fixture
def practice(origin):
    return library.published(organisation=origin, title="Sensoren im Boden")


def facet(value):
    return search.find("", kinds=["praxis"]).facets.get("nachweis", {}).get(value, 0)


def mails(name):
    return list(OutgoingMail.objects.filter(name=f"library/{name}").values_list("recipient", flat=True))


def test_declared_by_the_origin_it_counts_only_when_the_adopter_confirms(client, practice, origin, adopter):
    """Worked example: unconfirmed and uncounted until the adopter's coordinator says yes."""
    sender, receiver = members.coordinator(origin), members.coordinator(adopter)
    client.force_login(sender)
    given = {"adopter": adopter.pk, "stage": "betrieb", "since": "2026-01-01", "scope": "ganz"}
    answer = client.post(f"/bibliothek/{practice.slug}/nachnutzung/", given)
    found = Adoption.objects.get()
    assert answer.url == f"/bibliothek/nachnutzung/{found.pk}/"
    assert mails("adoption_to_confirm") == [receiver.email]
    assert facet("erprobt-1") == 0
    assert PracticePage.objects.get(pk=practice.pk).proven_in == 0
    assert "unbestätigt" in client.get(practice.url).content.decode()
    client.logout()
    assert "Stadt Nachbar" not in client.get(practice.url).content.decode()

    client.force_login(receiver)
    assert "Zählt erst, wenn Sie bestätigen" in client.get(answer.url).content.decode()
    client.post(f"/bibliothek/nachnutzung/{found.pk}/bestaetigen/")
    assert facet("erprobt-1") == 1
    assert PracticePage.objects.get(pk=practice.pk).proven_in == 2  # with the origin, which runs it
    assert mails("adoption_confirmed") == [sender.email]
    client.logout()
    public = client.get(practice.url).content.decode()
    assert "Stadt Nachbar" in public
    assert "erprobt in 2 Kommunen" in public


def test_declined_vanishes_and_the_origin_is_told(client, practice, origin, adopter):
    sender, receiver = members.coordinator(origin), members.coordinator(adopter)
    found = adoption.declare(practice, adopter=adopter, by=sender, stage=Stage.OPERATION)
    client.force_login(receiver)
    client.post(f"/bibliothek/nachnutzung/{found.pk}/ablehnen/")
    assert mails("adoption_declined") == [sender.email]
    for person in (None, sender, receiver):
        client.logout()
        if person:
            client.force_login(person)
        section = client.get(practice.url).content.decode().partition('<h2 id="nachnutzung">')[2]
        assert section
        assert "Stadt Nachbar" not in section
    assert facet("erprobt-1") == 0


def test_declared_by_the_adopter_it_counts_at_once(practice, adopter, origin):
    told = members.coordinator(origin)
    by = members.coordinator(adopter)
    found = adoption.declare(practice, adopter=adopter, by=by, stage=Stage.OPERATION)
    again = adoption.declare(practice, adopter=adopter, by=by, stage=Stage.OPERATION)
    assert found == again
    assert found.is_confirmed
    assert mails("adoption_declared") == [told.email]
    assert facet("erprobt-1") == 1
    assert facet("erprobt-3") == 0


def test_three_others_fill_the_second_step(practice):
    for _number in range(3):
        other = members.organisation()
        adoption.declare(practice, adopter=other, by=members.coordinator(other), stage=Stage.OPERATION)
    assert facet("erprobt-3") == 1


def test_a_company_counts_as_its_municipality(practice, adopter):
    company = members.organisation(kind="stadtwerke", parent=adopter)
    for who in (adopter, company):
        adoption.declare(practice, adopter=who, by=members.coordinator(who), stage=Stage.OPERATION)
    assert PracticePage.objects.get(pk=practice.pk).in_operation == 1


@pytest.mark.parametrize("route", ["confirm", "decline", "advance", "abandon"])
def test_strangers_and_the_origin_cannot_speak_for_the_adopter(client, practice, origin, adopter, route):
    sender = members.coordinator(origin)
    members.coordinator(adopter)
    found = adoption.declare(practice, adopter=adopter, by=sender, stage=Stage.PLANNED)
    address = reverse(f"library:adoption_{route}", args=[found.pk])
    given = {"stage": "betrieb", "since": "2026-01-01", "scope": "ganz", "reasons": ["kosten"]}
    assert "/konto/" in client.post(address, given).url
    client.force_login(members.coordinator())
    assert client.post(address, given).status_code == 404
    for person in (sender, members.member(adopter)):
        client.force_login(person)
        client.post(address, given)
        found.refresh_from_db()
        assert (found.stage, found.confirmed_at, found.declined_at) == ("geplant", None, None)
    assert client.get(address).status_code == 405


def test_staff_cannot_declare(client, practice, adopter):
    client.force_login(members.member(adopter))
    page = client.get(f"/bibliothek/{practice.slug}/nachnutzung/").content.decode()
    assert "Bitte sprechen Sie Ihre Koordination an" in page
    client.post(f"/bibliothek/{practice.slug}/nachnutzung/", {"adopter": adopter.pk, "stage": "betrieb"})
    assert not Adoption.objects.exists()


def test_what_is_declared_already_is_shown_instead_of_typed_again(client, practice, origin, adopter):
    address = f"/bibliothek/{practice.slug}/nachnutzung/"
    given = {"adopter": adopter.pk, "stage": "betrieb", "since": "2026-01-01", "scope": "ganz", "effort": "vier Monate"}
    other = members.organisation(name="Stadt Drüben")
    client.force_login(members.coordinator(origin))
    client.post(address, given)
    found = Adoption.objects.get()

    page = client.get(address)
    again = client.post(address, given)

    assert page.context["known"] == [(found, "unbestätigt: im Betrieb seit 2026")]
    assert list(page.context["form"].fields["adopter"].queryset) == [other]
    assert again.status_code == 422
    assert 'value="vier Monate"' in again.content.decode()
    client.force_login(members.coordinator(adopter))
    page = client.get(address).content.decode()
    assert reverse("library:adoption", args=[found.pk]) in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert "Bitte sprechen Sie Ihre Koordination an" not in page


def test_nobody_declares_for_somebody_else(client, practice, adopter):
    client.force_login(members.coordinator())
    given = {"adopter": adopter.pk, "stage": "betrieb", "since": "2026-01-01", "scope": "ganz"}
    assert client.post(f"/bibliothek/{practice.slug}/nachnutzung/", given).status_code == 422
    assert not Adoption.objects.exists()


def test_early_stages_stay_inside(client, practice, adopter):
    by = members.coordinator(adopter)
    found = adoption.declare(practice, adopter=adopter, by=by, stage=Stage.CHECK)
    client.force_login(members.coordinator())
    assert "Stadt Nachbar" not in client.get(practice.url).content.decode()
    adoption.advance(found, by=by, stage=Stage.CHECK, is_shared_early=True)
    assert "Stadt Nachbar" in client.get(practice.url).content.decode()
    client.logout()
    assert "Stadt Nachbar" not in client.get(practice.url).content.decode()


def test_dropped_gives_reasons_without_the_name(client, practice, adopter):
    by = members.coordinator(adopter)
    found = adoption.declare(practice, adopter=adopter, by=by, stage=Stage.PLANNED)
    client.force_login(by)
    address = f"/bibliothek/nachnutzung/{found.pk}/verwerfen/"
    assert client.post(address, {"lesson": "Ohne Grund"}).status_code == 422
    client.post(address, {"reasons": ["kosten", "personal"], "lesson": "Zu früh."})
    client.logout()
    page = client.get(practice.url).content.decode()
    assert "Stadt Nachbar" not in page
    assert "Kosten (1 ×), Personal (1 ×)" in page


def test_an_estimate_says_how(client, practice, adopter):
    client.force_login(members.coordinator(adopter))
    given = {"adopter": adopter.pk, "stage": "betrieb", "since": "2026-01-01", "scope": "ganz", "saved_hours": 40}
    answer = client.post(f"/bibliothek/{practice.slug}/nachnutzung/", given)
    assert answer.status_code == 422
    assert "wie Sie die Ersparnis geschätzt haben" in answer.content.decode()


def test_the_chain_hangs_each_on_its_forerunner(practice, client):
    first = second = None
    for name in ("Eins", "Zwei", "Drei"):
        other = members.organisation(name=name)
        second = adoption.declare(
            practice, adopter=other, by=members.coordinator(other), stage=Stage.OPERATION, successor_of=first
        )
        first = second
    page = client.get(practice.url).content.decode()
    assert "3. Nachnutzung" in page
    assert "über Zwei" in page


def test_asked_once_a_year(practice, adopter):
    from datetime import timedelta

    from django.utils import timezone

    by = members.coordinator(adopter)
    found = adoption.declare(practice, adopter=adopter, by=by, stage=Stage.OPERATION)
    later = timezone.now() + timedelta(days=370)
    assert adoption.ask_again(later) == 1
    assert adoption.ask_again(later) == 0
    assert mails("adoption_to_confirm") == [by.email]
    assert adoption.confirm(found, by=by, now=later).asked_at is None


def test_lists_and_page_cost_the_same_for_many(client, practice, django_assert_num_queries):
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(address):
        cache.clear()  # nothing kept: what it costs the first reader
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def add():
        other = members.organisation()
        adoption.declare(practice, adopter=other, by=members.coordinator(other), stage=Stage.OPERATION)

    client.force_login(Membership.objects.first().user)
    add()
    client.get(practice.url)
    before = cost(practice.url), cost("/bibliothek/")
    for _number in range(4):
        add()
    assert (cost(practice.url), cost("/bibliothek/")) == before


def test_the_transfer_report_holds_what_is_public_and_no_formula(client, practice, origin, adopter):
    running = adoption.declare(
        practice,
        adopter=adopter,
        by=members.coordinator(adopter),
        stage=Stage.OPERATION,
        adaptation="=1+1",
        saved_hours=40,
        saved_how="Vorlage übernommen",
    )
    inside = members.organisation(name="Stadt Heimlich")
    adoption.declare(practice, adopter=inside, by=members.coordinator(inside), stage=Stage.CHECK)
    for address in (
        f"{practice.slug}/transferbericht",
        f"transferbericht/{origin.slug}",
        f"transferbericht/{adopter.slug}",
    ):
        text = client.get(f"/bibliothek/{address}.csv").content.decode("utf-8-sig")
        assert "Stadt Nachbar" in text
        assert "Stadt Heimlich" not in text
        assert ";'=1+1;" in text
        assert client.get(f"/bibliothek/{address}.pdf").content.startswith(b"%PDF-")
    assert running.pk
    PracticePage.objects.get(pk=practice.pk).unpublish()
    assert client.get(f"/bibliothek/{practice.slug}/transferbericht.pdf").status_code == 404
    assert "Stadt Nachbar" not in client.get(f"/bibliothek/transferbericht/{adopter.slug}.csv").content.decode()


def test_who_left_the_origin_no_longer_opens_what_they_declared(client, practice, origin, adopter):
    sender, receiver = members.coordinator(origin), members.coordinator(adopter)
    members.coordinator(origin)
    found = adoption.declare(practice, adopter=adopter, by=sender, stage=Stage.PLANNED)
    adoption.decline(found, by=receiver)
    client.force_login(sender)
    assert client.get(f"/bibliothek/nachnutzung/{found.pk}/").status_code == 200

    admission.leave(sender.memberships.get(), by=sender)

    assert client.get(f"/bibliothek/nachnutzung/{found.pk}/").status_code == 404


def test_who_dropped_it_without_a_name_is_not_named_as_forerunner_either(client, practice, adopter):
    by = members.coordinator(adopter)
    first = adoption.declare(practice, adopter=adopter, by=by, stage=Stage.OPERATION)
    other = members.organisation(name="Stadt Folge")
    adoption.declare(practice, adopter=other, by=members.coordinator(other), stage=Stage.OPERATION, successor_of=first)
    report = f"/bibliothek/{practice.slug}/transferbericht.csv"
    assert "Stadt Nachbar" in client.get(report).content.decode()

    adoption.abandon(first, by=by, reasons=["kosten"])

    assert "Stadt Nachbar" not in client.get(report).content.decode()
    assert "Stadt Nachbar" not in client.get(practice.url).content.decode()


def test_what_the_adopter_declined_the_origin_does_not_declare_again(practice, origin, adopter):
    sender, receiver = members.coordinator(origin), members.coordinator(adopter)
    adoption.decline(adoption.declare(practice, adopter=adopter, by=sender, stage=Stage.OPERATION), by=receiver)

    with pytest.raises(adoption.AdoptionRefused, match="abgelehnt"):
        adoption.declare(practice, adopter=adopter, by=sender, stage=Stage.OPERATION)

    assert len(mails("adoption_to_confirm")) == 1
    assert adoption.declare(practice, adopter=adopter, by=receiver, stage=Stage.OPERATION).is_confirmed


def test_contact_who_left_is_named_no_longer(client, practice, origin, adopter):
    boss, colleague = members.coordinator(adopter), members.member(adopter, last_name="Demo-Gegangen")
    found = adoption.declare(
        practice, adopter=adopter, by=boss, stage=Stage.OPERATION, contact=colleague.memberships.get()
    )
    client.force_login(members.member(origin))
    assert "Demo-Gegangen" in client.get(f"/bibliothek/nachnutzung/{found.pk}/").content.decode()

    admission.leave(colleague.memberships.get(), by=boss)

    assert "Demo-Gegangen" not in client.get(f"/bibliothek/nachnutzung/{found.pk}/").content.decode()
