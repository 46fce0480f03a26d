"""The Library: a clerk finds and takes along, an author is asked back and published, an adopter and an owner confirm."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from forum.demo.steckbriefe import CARGO_BIKES, PARKING
from library import tasks
from library.models import Bookmark, Freshness, PracticePage, Submission
from tests.browser import assert_accessible, delivered_mails, follow, link_in, sign_in, with_and_without_javascript

pytestmark = pytest.mark.browser

CLERK, AUTHOR, REVIEWER = "mitarbeit@musterstadt.example", "koordination@musterstadt.example", "redaktion@forum.example"


def heading(page: Page):
    return page.get_by_role("heading", level=1)


@with_and_without_javascript
def test_clerk_finds_compares_keeps_asks_and_prints(visitors, javascript):
    bikes = PracticePage.objects.get(title=CARGO_BIKES["title"])
    Bookmark.objects.filter(practice=bikes).delete()
    page = visitors(java_script_enabled=javascript)
    sign_in(page, CLERK)
    page.goto("/bibliothek/")
    main = page.get_by_role("main")
    main.get_by_role("searchbox").or_(main.get_by_role("combobox", name=re.compile("Problem"))).fill("Parkpletze")
    main.get_by_role("button", name="Suchen").click()
    expect(main).to_contain_text(re.compile("Meinten Sie „Parkpl[aä]tze?“"))

    main.get_by_role("checkbox", name=re.compile("^Regelbetrieb")).check()
    main.get_by_role("button", name="Filter anwenden").click()
    chip = main.get_by_role("link", name="Filter entfernen: Regelbetrieb")
    expect(chip).to_be_visible()
    expect(page).to_have_url(re.compile("reifegrad=regelbetrieb"))
    chip.click()
    expect(page).not_to_have_url(re.compile("reifegrad"))
    main.get_by_role("link", name=re.compile("^Weniger Parkplätze suchen")).first.click()
    expect(heading(page)).to_have_text(bikes.title)
    expect(page.get_by_role("heading", name="Passung für Musterstadt")).to_be_visible()
    expect(main).to_contain_text("Auf Musterstadt übertragen")

    main.get_by_role("link", name="Vergleichen").click()
    main.get_by_role("link", name=PARKING["title"]).click()
    expect(main.get_by_role("columnheader")).to_have_count(2)
    if javascript:  # axe needs it
        assert_accessible(page)
    main.get_by_role("link", name=bikes.title, exact=True).click()

    main.get_by_role("button", name="Merken", exact=True).click()
    expect(main.get_by_text("Auf dem Merkzettel.")).to_be_visible()
    follow(main.get_by_role("button", name="Merken für Musterstadt"))
    page.goto("/bibliothek/merkzettel/")
    expect(main.get_by_role("link", name=bikes.title)).to_have_count(2)  # for oneself, and with the colleagues
    follow(main.get_by_role("link", name=bikes.title).first)

    earlier = len(delivered_mails(bikes.contact_mailbox))
    main.get_by_role("link", name="Frage stellen").first.click()
    main.get_by_role("textbox", name=re.compile("Frage")).fill("Was kostet die Versicherung je Rad?")
    main.get_by_role("button", name="Frage senden").click()
    expect(heading(page)).to_have_text("Ihre Frage ist unterwegs")
    asked = delivered_mails(bikes.contact_mailbox)[earlier:]
    assert [(mail.reply_to, "Versicherung je Rad" in mail.body) for mail in asked] == [([CLERK], True)]

    page.goto(bikes.url)
    expect(main).not_to_contain_text(bikes.contact_mailbox)
    sheet = page.request.get(main.get_by_role("link", name="Ein-Seiter (PDF)").get_attribute("href"))
    assert (sheet.headers["content-type"], sheet.body()[:5]) == ("application/pdf", b"%PDF-")


def test_suggestions_are_chosen_by_keyboard(page):
    page.goto("/bibliothek/")
    box = page.get_by_role("combobox", name=re.compile("Problem"))
    box.press_sequentially("lastenr")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert_accessible(page, within="main form[role=search]")

    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("vorschlaege-0"))
    box.press("Enter")

    expect(page).to_have_url(re.compile("q=Lastenr", re.IGNORECASE))
    expect(page.get_by_role("link", name=re.compile("^Weniger Parkplätze suchen"))).to_be_visible()


# --- Author and reviewer --------------------------------------------------------------------------

TITLE = "Laternen dimmen, wenn niemand geht"


def fill(page: Page, answers: dict[str, str]) -> None:
    """Answers by the name of the field: text, an option of a list, or "x" for a box."""
    for name, answer in answers.items():
        field = page.locator(f'#abschnitt [name="{name}"]')
        if field.first.get_attribute("type") == "checkbox":
            page.locator(f'#abschnitt [name="{name}"][value="{answer}"]').check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(answer)
        else:
            field.fill(answer)


SECTIONS = [
    {
        "lead": "Zwölf Straßen werden nachts gedimmt und hell, wenn jemand kommt.",
        "maturity": "pilot",
        "outcome": "offen",
        "effort": "projekt",
        "duration_months": "6",
    },
    {
        "problem": "Die Laternen brannten die ganze Nacht.",
        "solution": "Melder an jedem zweiten Mast.",
        "solution_types": "technisch",
    },
    {
        "results-0-indicator": "Strom je Nacht",
        "results-0-before": "640",
        "results-0-after": "410",
        "results-0-unit": "kWh",
        "success_factors": "Die Stadtwerke kannten jeden Mast.",
        "hurdles": "Katzen lösten die Melder aus.",
        "lessons": "Erst eine Straße, dann alle.",
    },
    {
        "cost_once_from": "48000",
        "cost_yearly_from": "900",
        "cost_year": "2026",
        "staff_setup": "0,2",
        "staff_operation": "0",
    },
    {"first_step": "Masten zählen, die sich dimmen lassen.", "steps-0-title": "Eine Straße ausrüsten"},
    {"transfer_summary": "Dimmbare Leuchten."},
    {"contact_mailbox": "licht@musterstadt.example"},
    {"text_licence": "CC BY 4.0"},
]


def onward(page: Page) -> None:
    follow(page.get_by_role("button", name=re.compile("^Weiter: ")))


def test_what_was_typed_survives_a_picture(visitors, tmp_path):
    image = tmp_path / "bild.png"
    Image.new("RGB", (800, 600), "green").save(image)
    page = visitors()
    sign_in(page, AUTHOR)
    page.goto("/bibliothek/einreichen/")
    page.get_by_label("Wie heißt Ihre Praxis?").fill("Mit Bild")
    page.get_by_role("button", name="Entwurf beginnen").click()
    page.get_by_role("link", name=re.compile("^Problem und Lösung")).click()

    page.locator("[name=bild-file]").set_input_files(image)
    page.locator("[name=bild-description]").fill("Eine Wiese")
    page.locator("[name=bild-credit]").fill("Musterstadt")
    page.locator("[name=bild-rights]").check()
    page.locator("[name=problem]").fill("Vorher wusste es niemand.")
    page.get_by_role("button", name="Bild hochladen").click()
    expect(page.get_by_role("heading", name="Bilder", exact=True)).to_be_visible()
    expect(page.locator("[name=problem]")).to_have_value("Vorher wusste es niemand.")

    page.locator("[name=solution]").fill("Jetzt wissen es alle.")
    page.get_by_role("button", name=re.compile("^Entfernen")).click()
    expect(page.get_by_role("heading", name="Bilder", exact=True)).to_have_count(0)
    expect(page.locator("[name=solution]")).to_have_value("Jetzt wissen es alle.")


def test_author_is_asked_back_and_published(visitors):
    author, reviewer, visitor = visitors(), visitors(), visitors()
    sign_in(author, AUTHOR)
    sign_in(reviewer, REVIEWER)
    earlier = len(delivered_mails(AUTHOR))

    author.goto("/bibliothek/einreichen/")
    author.get_by_label("Wie heißt Ihre Praxis?").fill(TITLE)
    author.get_by_role("button", name="Entwurf beginnen").click()
    author.get_by_role("checkbox", name="Energie und Gebäude").check()
    for number, section in enumerate(SECTIONS, start=1):
        expect(author.get_by_text(f"Abschnitt {number} von 8")).to_be_visible()
        fill(author, section)
        if number == 3:
            author.locator("[name=lessons]").press("End")
            author.keyboard.type(" Und fragen.")
            expect(author.get_by_role("status").filter(has_text="Gespeichert um")).to_be_visible()
            assert_accessible(author)
        onward(author)
    expect(heading(author)).to_have_text(TITLE)
    author.get_by_role("button", name="Zur Prüfung einreichen").click()

    # Worked example 11: no transfer conditions, so the message names the field and leads to it.
    summary = author.get_by_role("alert").filter(has_text="Noch nicht eingereicht: eine Angabe fehlt")
    expect(summary).to_be_focused()
    assert_accessible(author)
    summary.get_by_role("link", name=re.compile("^Voraussetzungen")).click()
    expect(author.get_by_text("1 Fehler")).to_be_visible()
    fill(author, {"conditions-0-text": "Dimmbare Leuchten", "conditions-0-kind": "technik"})
    author.get_by_role("button", name="Vorschau und Einreichen").or_(
        author.get_by_role("button", name="Vorschau", exact=True)
    ).click()
    follow(author.get_by_role("button", name="Zur Prüfung einreichen"))
    found = Submission.objects.get(practice__draft_title=TITLE)
    assert found.state == Submission.State.SUBMITTED
    visitor.goto(f"/bibliothek/?q={TITLE.split(maxsplit=1)[0]}")
    expect(visitor.get_by_role("link", name=TITLE)).to_have_count(0)

    reviewer.goto("/bibliothek/pruefung/")
    follow(reviewer.get_by_role("link", name=TITLE))
    assert_accessible(reviewer)
    first = reviewer.get_by_role("group", name=re.compile("Ergebnisse sind belegt"))
    first.get_by_role("radio", name="teilweise").check()
    follow(reviewer.get_by_role("button", name="Urteil speichern"))
    reviewer.get_by_label("Zu welchem Feld?").select_option("results")
    reviewer.get_by_role("textbox", name="Kommentar").fill("Wer hat den Strom gemessen?")
    follow(reviewer.get_by_role("button", name="Kommentar speichern"))
    reviewer.get_by_label("Nachricht an die Autor*in").fill("Fast fertig: Woher stammt die Zahl?")
    follow(reviewer.get_by_role("button", name="Rückfrage stellen"))

    received, asked = delivered_mails(AUTHOR)[earlier:]
    assert (TITLE in received.body, "Woher stammt die Zahl?" in asked.body) == (True, True)
    author.goto(link_in(asked, "/bibliothek/einreichen/"))
    expect(author.get_by_text("Fast fertig: Woher stammt die Zahl?")).to_be_visible()
    author.get_by_role("link", name="Ergebnisse", exact=True).click()
    expect(author.get_by_text("Wer hat den Strom gemessen?")).to_be_visible()
    fill(author, {"results-0-source": "Zähler der Stadtwerke"})
    author.get_by_role("button", name="Vorschau und Einreichen").click()
    follow(author.get_by_role("button", name="Zur Prüfung einreichen"))

    reviewer.goto(f"/bibliothek/pruefung/{found.pk}/")
    reviewer.get_by_role("button", name="Veröffentlichen").click()
    expect(reviewer.get_by_text("Veröffentlicht. Die Autor*in bekommt eine Mail.")).to_be_visible()

    *_more, told = delivered_mails(AUTHOR)
    visitor.goto(link_in(told, "/bibliothek/laternen"))
    expect(heading(visitor)).to_have_text(TITLE)
    expect(visitor.get_by_role("main")).to_contain_text("Zähler der Stadtwerke")
    assert_accessible(visitor)


# --- Adopter and owner ----------------------------------------------------------------------------


def test_adopter_confirms_what_the_origin_declared(visitors):
    bikes = PracticePage.objects.get(title=CARGO_BIKES["title"])
    adopter, visitor = visitors(), visitors()
    sign_in(adopter, AUTHOR)
    visitor.goto(bikes.url)
    expect(visitor.get_by_role("row", name=re.compile("^Musterstadt"))).to_have_count(0)

    adopter.goto("/mein-bereich/")
    todo = adopter.get_by_role("listitem").filter(has_text=f"Nutzen Sie „{bikes.title}“ nach?")
    todo.get_by_role("link", name="Ansehen").click()
    expect(adopter.get_by_role("main")).to_contain_text("Zählt erst, wenn Sie bestätigen.")
    assert_accessible(adopter)
    adopter.get_by_role("button", name="Bestätigen").click()
    expect(adopter.get_by_text("Danke, bestätigt. Die Nachnutzung zählt.")).to_be_visible()

    visitor.goto(bikes.url)
    expect(visitor.get_by_role("row", name=re.compile("^Musterstadt"))).to_contain_text("geplant")


def test_owner_answers_the_freshness_mail(page):
    parking = PracticePage.objects.get(title=PARKING["title"])
    a_year_ago = timezone.now() - timedelta(days=366)
    Freshness.objects.filter(practice=parking).update(confirmed_at=a_year_ago)
    earlier = len(delivered_mails(parking.contact_mailbox))

    tasks.mark_stale()
    (mail,) = delivered_mails(parking.contact_mailbox)[earlier:]
    assert link_in(mail, f"{parking.slug}/aendern/")
    page.goto(link_in(mail, "/bestaetigen/"))
    expect(heading(page)).to_have_text("Stimmen die Angaben noch?")
    assert_accessible(page)
    assert Freshness.objects.get(practice=parking).confirmed_at == a_year_ago  # looking is no answer

    page.get_by_role("button", name="Stimmt noch").click()

    expect(heading(page)).to_contain_text("bestätigt")
    assert Freshness.objects.get(practice=parking).state == Freshness.State.CURRENT
