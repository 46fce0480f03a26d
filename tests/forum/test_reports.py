"""Reports of barriers and unlawful content: rows first, a receipt, a clock, a decision told to both sides."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from forum import reporting
from forum.models import OutgoingMail, PortalSettings, Report
from members.permissions import ADMINS, EDITORS
from tests.factories import ground, members

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


def report(**fields) -> Report:
    given = {"kind": "barriere", "address": "/bibliothek/", "description": "Karte nicht bedienbar.", "now": NOON}
    return reporting.report(**{**given, **fields})


def form(**fields):
    return {
        "submission": str(uuid4()),
        "kind": "barriere",
        "address": "/bibliothek/",
        "description": "Die Filter sind mit der Tastatur nicht zu erreichen.",
        **fields,
    }


def test_report_gets_a_number_a_clock_and_two_mails():
    row = report(email="wer@ort.example")

    assert row.number == f"M-{row.pk}"
    assert row.answer_by.isoformat() == "2026-04-01"
    assert list(OutgoingMail.objects.order_by("name").values_list("name", "recipient")) == [
        ("forum/report_arrived", PortalSettings.current().contact_email),
        ("forum/report_received", "wer@ort.example"),
    ]


def test_notice_to_the_office_does_not_carry_the_reporter():
    report(name="Demo-Person", email="wer@ort.example")

    facts = OutgoingMail.objects.get(name="forum/report_arrived").facts

    assert "wer@ort.example" not in str(facts)
    assert "Demo-Person" not in str(facts)


def test_double_click_is_one_report():
    submission = uuid4()

    assert report(submission=submission) == report(submission=submission)
    assert OutgoingMail.objects.count() == 1


def test_anybody_may_report_a_barrier(client):
    answer = client.post(reverse("report"), form(), follow=True)

    row = Report.objects.get()
    assert row.number in answer.content.decode()
    assert "Notieren Sie sich die Nummer" in answer.content.decode()


def test_unlawful_content_needs_name_address_and_good_faith(client):
    answer = client.post(reverse("report"), form(kind="inhalt"))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "email", "good_faith"}
    assert not Report.objects.exists()

    client.post(reverse("report"), form(kind="inhalt", name="Demo-Person", email="wer@ort.example", good_faith="on"))
    assert Report.objects.get().kind == "inhalt"


def test_robots_are_thanked_and_forgotten(client):
    assert client.post(reverse("report"), form(website="http://werbung.example"), follow=True).status_code == 200
    assert not Report.objects.exists()


def test_address_of_the_receipt_cannot_be_guessed(client):
    report()

    assert client.get("/meldung/eingegangen/1/").status_code == 404


def test_form_is_filled_in_by_the_link(client):
    page = client.get(reverse("report"), {"anliegen": "inhalt", "seite": "/aktuelles/<x>/"}).content.decode()

    assert "/aktuelles/&lt;x&gt;/" in page
    assert not Report.objects.exists()


def test_decision_tells_both_sides_and_is_final():
    row = report(kind="inhalt", name="Demo-Person", email="wer@ort.example")
    office = ground.user()
    OutgoingMail.objects.all().delete()

    decided = reporting.decide(
        row, by=office, outcome="entfernt", reasons="Verletzt Urheberrecht.", affected_email="stadt@ort.example"
    )
    reporting.decide(row, by=office, outcome="entfernt", reasons="Verletzt Urheberrecht.")

    mails = dict(OutgoingMail.objects.values_list("name", "facts"))
    assert decided.is_decided
    assert set(mails) == {"forum/report_decided", "forum/report_decided_about"}
    assert "Demo-Person" not in str(mails["forum/report_decided_about"])
    with pytest.raises(reporting.NotDecidable):
        reporting.decide(row, by=office, outcome="belassen", reasons="Doch nicht.")


@pytest.mark.parametrize(
    ("outcome", "reasons"),
    [("entfernt", "Falsche Art."), ("behoben", "  "), ("", "Nichts gewählt."), ("x", "Quatsch.")],
)
def test_decision_needs_a_fitting_outcome_and_reasons(outcome, reasons):
    row = report()

    with pytest.raises(reporting.NotDecidable):
        reporting.decide(row, by=ground.user(), outcome=outcome, reasons=reasons)

    row.refresh_from_db()
    assert not row.is_decided


def test_reports_are_forgotten_a_year_after_the_decision():
    old, waiting = report(), report()
    reporting.decide(old, by=ground.user(), outcome="behoben", reasons="Geht jetzt.", now=NOON)

    assert reporting.forget(NOON + timedelta(days=364)) == 0
    assert reporting.forget(NOON + timedelta(days=366)) == 1
    assert list(Report.objects.all()) == [waiting]


def test_office_decides_in_the_editors_room(client):
    row = report(email="wer@ort.example")
    client.force_login(members.in_group(ADMINS))
    address = reverse("report:edit", args=[row.pk])

    assert "Karte nicht bedienbar." in client.get(address).content.decode()
    client.post(address, {"outcome": "behoben", "reasons": "Geht jetzt auch mit Tastatur.", "affected_email": ""})

    row.refresh_from_db()
    assert (row.outcome, row.is_decided) == ("behoben", True)
    assert OutgoingMail.objects.filter(name="forum/report_decided").exists()


def test_others_do_not_see_reports(client):
    row = report()

    for user in (ground.user(), members.in_group(EDITORS)):
        client.force_login(user)
        assert client.get(reverse("report:edit", args=[row.pk])).status_code == 302
        assert client.get(reverse("report:index")).status_code == 302
