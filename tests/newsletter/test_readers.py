"""The desk of the Geschäftsstelle: one reader at a time, and lists only with proof."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forum import tables
from members.permissions import ADMINS, EDITORS
from newsletter import importing, subscription
from newsletter.models import ConsentEvent, Subscriber, Suppression
from tests.factories import members as people
from tests.factories import newsletter as make
from tests.factories.newsletter import Sent

pytestmark = pytest.mark.django_db

DESK = "/newsletter/versand/leser/"


@pytest.fixture
def office(client):
    person = people.in_group(ADMINS)
    client.force_login(person)
    return person


def file(text: str, encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile("liste.csv", text.encode(encoding), content_type="text/csv")


@pytest.mark.parametrize("path", [DESK, f"{DESK}nachweis.json", f"{DESK}tun/", f"{DESK}liste/"])
@pytest.mark.parametrize("who", ["visitor", "coordinator", "editor"])
def test_only_the_office_enters(client, path, who):
    reader = make.subscriber()
    if who != "visitor":
        client.force_login(people.coordinator() if who == "coordinator" else people.in_group(EDITORS))
    before = Sent.snapshot()

    response = client.post(path, {"email": reader.email, "act": "object", "file": file("E-Mail\n")})

    assert response.status_code == (302 if who == "visitor" else 403)
    assert Sent.snapshot() == before


def test_one_reader_with_every_step(client, office):
    reader = subscription.enter_with_proof("leserin@ort.example", proof="Formular 17", given_at=timezone.now())
    subscription.pause(reader)

    page = client.post(DESK, {"email": "Leserin@Ort.example"}).content.decode()

    assert "Formular 17" in page
    assert "pausiert" in page


def test_proof_is_exported_for_people_without_account(client, office):
    subscription.enter_with_proof("leserin@ort.example", proof="Formular 17", given_at=timezone.now())

    response = client.post(f"{DESK}nachweis.json", {"email": "leserin@ort.example"})

    (step,) = response.json()["Einwilligung in den Newsletter"]
    assert (step["Schritt"], step["Einzelheiten"]["Nachweis"]) == ("mit Nachweis übernommen", "Formular 17")
    assert "attachment" in response["Content-Disposition"]


def test_objection_beats_the_next_list(client, office):
    reader = make.subscriber(email="leserin@ort.example")

    client.post(f"{DESK}tun/", {"email": reader.email, "act": "object"})
    report = importing.take_over(
        tables.read("liste.csv", b"E-Mail;Name;Nachweis;Datum\nleserin@ort.example;;Liste;01.02.2025\n"), by=office
    )

    reader.refresh_from_db()
    assert reader.state == "suppressed"
    assert Suppression.objects.get().reason == "objection"
    assert (report.new, report.kept_away) == (0, 1)


def test_unsubscribing_on_request_is_no_objection(client, office):
    reader = make.subscriber()

    client.post(f"{DESK}tun/", {"email": reader.email, "act": "unsubscribe"})

    reader.refresh_from_db()
    assert reader.state == "unsubscribed"
    assert not Suppression.objects.exists()


def test_list_takes_over_what_has_proof(client, office):
    make.subscriber(email="schon@ort.example")
    future = (timezone.now() + timedelta(days=3)).strftime("%d.%m.%Y")
    rows = [
        "E-Mail;Name;Nachweis;Datum",
        "neu@ort.example;Demo-Müller;Karte 5;31.12.2024",
        "schon@ort.example;;Karte 6;2024-12-31",
        "ohne@ort.example;;;31.12.2024",
        "keine-adresse;;Karte 8;31.12.2024",
        "ohne-datum@ort.example;;Karte 9;",
        f"morgen@ort.example;;Karte 10;{future}",
    ]

    page = client.post(f"{DESK}liste/", {"file": file("\n".join(rows), "cp1252")}).content.decode()

    assert set(Subscriber.objects.values_list("email", "name")) >= {("neu@ort.example", "Demo-Müller")}
    assert Subscriber.objects.count() == 2
    for line in (4, 5, 6, 7):
        assert f"Zeile {line}:" in page
    proof = ConsentEvent.objects.get(email="neu@ort.example")
    assert (proof.details["proof"], proof.details["entered_by"]) == ("Karte 5", office.pk)


def test_same_list_twice_changes_nothing(office):
    rows = tables.read("liste.csv", b"E-Mail,Name,Nachweis,Datum\nneu@ort.example,,Karte,31.12.2024\n")
    assert importing.take_over(rows, by=office).new == 1
    before = Sent.snapshot()

    assert importing.take_over(rows, by=office).known == 1
    assert Sent.snapshot() == before


@pytest.mark.parametrize(
    "content", ["", "Name;Datum\nx;y\n", "\x00\x00", "E-Mail;Name;Nachweis;Datum\n" + "a;b;c;d\n" * 5001]
)
def test_file_that_is_no_list_is_refused(client, office, content):
    response = client.post(f"{DESK}liste/", {"file": file(content)})

    assert response.status_code in (200, 422)
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    "content", ["neu@ort.example;a\x00b;Karte;31.12.2024", 'neu@ort.example;"a\rb";Karte;31.12.2024\rx']
)
def test_list_with_odd_characters_is_refused_and_no_error(client, office, content):
    response = client.post(f"{DESK}liste/", {"file": file(f"E-Mail;Name;Nachweis;Datum\n{content}\n")})

    assert response.status_code in (200, 422)
    assert response.context["list_form"].errors["file"]
    assert not Subscriber.objects.exists()
