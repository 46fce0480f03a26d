"""From the application to the erasure, in the browser, as each of the people it takes."""

import re

import pytest
from playwright.sync_api import expect

from forum.models import User
from tests.browser import assert_accessible, delivered_mails, follow, link_in, sign_in

pytestmark = pytest.mark.browser

NEW, COLLEAGUE, PASSWORD = "leitung@herzogenrath.example", "bauamt@herzogenrath.example", "ein langer satz zum merken"


def sign_up(page, email, first_name):
    """Through the form, with the code from the mail."""
    page.get_by_label("Vorname").fill(first_name)
    page.get_by_label("Nachname").fill("Probe")
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    follow(page.get_by_role("button", name="Konto anlegen"))
    code = re.search(r"^    (\S+)$", delivered_mails(email)[-1].body, re.MULTILINE)[1]
    page.get_by_label("Code").fill(code)
    follow(page.get_by_role("button", name="Code bestätigen"))


def test_a_town_applies_joins_grows_hands_over_and_one_person_goes(visitors, live_portal):
    # A visitor applies for a town picked from the register.
    visitor = visitors()
    visitor.goto("/mitglied-werden/")
    assert_accessible(visitor)
    visitor.get_by_role("main").get_by_role("searchbox").or_(
        visitor.get_by_role("main").get_by_role("combobox")
    ).first.fill("05334016")
    visitor.get_by_role("main").get_by_role("button", name="Suchen").click()
    visitor.get_by_role("main").get_by_role("link", name="Herzogenrath").click()
    for label, value in (("Vorname", "Demo-Leitung"), ("Nachname", "Probe"), ("Dienstliche E-Mail-Adresse", NEW)):
        visitor.get_by_label(label).fill(value)
    assert_accessible(visitor)
    visitor.get_by_role("button", name="Antrag absenden").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Ihr Antrag ist eingegangen.")
    assert "Ihr Antrag ist eingegangen" in delivered_mails(NEW)[0].subject

    # The Geschäftsstelle finds it on its dashboard and accepts.
    office = visitors()
    sign_in(office, "admin@forum.example")
    office.goto("/mein-bereich/")
    office.get_by_role("listitem").filter(has_text="Mitgliedsantrag: Herzogenrath").get_by_role(
        "link", name="Entscheiden"
    ).click()
    office.get_by_label("Aufnehmen").check()
    office.get_by_label("Begründung an die Organisation").fill("Schön, dass Sie dabei sind.")
    office.get_by_role("button", name="Entscheidung absenden").click()
    expect(office.get_by_text("Angenommen", exact=False).first).to_be_visible()

    # The invited person creates an account with the invited address and becomes coordinator.
    welcome = delivered_mails(NEW)[-1]
    assert "Schön, dass Sie dabei sind." in welcome.body
    boss = visitors()
    boss.goto(link_in(welcome, f"{live_portal}/mitglieder/einladung/"))
    assert_accessible(boss)
    boss.get_by_role("link", name="Konto anlegen").click()
    sign_up(boss, NEW, "Demo-Leitung")
    boss.get_by_role("button", name="Einladung annehmen").click()
    expect(boss.get_by_text("Willkommen! Sie gehören jetzt zu Herzogenrath.")).to_be_visible()
    assert_accessible(boss)

    # A colleague signs up alone and asks to be let in, by the mail domain.
    colleague = visitors()
    colleague.goto("/konto/signup/")
    sign_up(colleague, COLLEAGUE, "Demo-Bauamt")
    colleague.goto("/mitglieder/beitreten/")
    assert_accessible(colleague)
    colleague.get_by_label("Ihre Funktion").fill("Bauamt")
    follow(colleague.get_by_role("button", name="Um Aufnahme bitten"))

    # The coordinator approves from the dashboard and makes the colleague coordinator, too.
    boss.goto("/mein-bereich/")
    expect(boss.get_by_role("heading", level=1)).to_contain_text("auf Sie")
    boss.get_by_role("link", name="Aufnehmen").click()
    follow(boss.get_by_role("button", name="Aufnehmen"))
    assert "Sie sind dabei" in delivered_mails(COLLEAGUE)[-1].subject
    follow(boss.get_by_role("link", name="Aufgaben übergeben"))
    assert_accessible(boss)
    boss.get_by_label("Wer übernimmt?").select_option(label="Demo-Bauamt Probe")
    boss.get_by_role("button", name="Ansehen, was übergeht").click()
    expect(boss.get_by_text("die Koordination", exact=False)).to_be_visible()
    assert_accessible(boss)
    boss.get_by_role("button", name="Jetzt übergeben").click()
    expect(boss.get_by_text("Demo-Bauamt Probe übernimmt von Demo-Leitung Probe.", exact=False)).to_be_visible()

    # The first coordinator looks at what is stored and has it erased.
    boss.goto("/mein-bereich/daten/")
    assert_accessible(boss)
    follow(boss.get_by_role("link", name="Konto löschen"))
    assert_accessible(boss)
    boss.get_by_label("Passwort", exact=True).fill(PASSWORD)
    follow(boss.get_by_role("button", name="Bestätigen"))
    assert_accessible(boss)
    boss.get_by_label("Schreiben Sie zur Bestätigung: LÖSCHEN").fill("LÖSCHEN")
    boss.get_by_role("button", name="Konto endgültig löschen").click()
    expect(boss.get_by_role("heading", level=1)).to_have_text("Ihr Konto ist gelöscht.")
    assert not User.objects.filter(email=NEW).exists()
    assert "gelöscht" in delivered_mails(NEW)[-1].subject


def test_directory_works_by_keyboard_and_without_scripts(visitors):
    page = visitors(java_script_enabled=False)

    page.goto("/mitglieder/")
    page.get_by_role("main").get_by_label("Stadtwerke").check()
    page.get_by_role("button", name="Filter anwenden").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="STAWAG")).to_be_visible()
    expect(page.get_by_role("link", name="Filter entfernen: Stadtwerke")).to_be_visible()
    assert "art=stadtwerke" in page.url
