"""Somebody without an account: finds a practice, takes a seat as a guest, subscribes. All of it without JavaScript too."""

import re

import pytest
from playwright.sync_api import Page, expect

from events.models import Registration
from newsletter.models import Subscriber
from tests.browser import assert_accessible, delivered_mails, follow, link_in, with_and_without_javascript
from tests.factories import events

pytestmark = pytest.mark.browser


@with_and_without_javascript
def test_visitor_searches_parken_and_reads_a_practice(visitors, javascript):
    page = visitors(java_script_enabled=javascript)
    page.goto("/")
    page.get_by_placeholder("Problem oder Thema").fill("Parken")
    page.get_by_role("main").get_by_role("button", name="Suchen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Suche")
    page.get_by_role("link", name=re.compile("^Gute Praktiken")).and_(
        page.get_by_role("main").get_by_role("link")
    ).click()
    first = page.get_by_role("main").get_by_role("heading", level=3).get_by_role("link").first
    title = first.inner_text()

    first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page).to_have_url(re.compile("/bibliothek/"))
    expect(page.get_by_role("main")).to_contain_text(re.compile("park", re.IGNORECASE))


@with_and_without_javascript
def test_guest_takes_a_seat_and_gives_it_back(visitors, javascript):
    event = events.event(title="Werkstatt für Gäste")
    page = visitors(java_script_enabled=javascript)
    address = f"gast-{javascript}@bergheide.example".lower()
    page.goto(event.get_absolute_url())
    page.get_by_role("main").get_by_role("link", name="Anmelden").click()
    page.get_by_label("Vor- und Nachname").fill("Demo-Gast")
    page.get_by_label(re.compile("E-Mail")).fill(address)
    page.get_by_role("button", name="Verbindlich anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fast geschafft")
    (mail,) = delivered_mails(address)

    page.goto(link_in(mail, "/bestaetigen/"))
    page.get_by_role("button", name="Ja, ich habe mich angemeldet").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sie haben einen Platz")
    page.get_by_role("link", name="Absagen").click()
    follow(page.get_by_role("button", name="Verbindlich absagen"))

    row = Registration.objects.get(event=event, email=address)
    assert not row.is_live


@with_and_without_javascript
def test_visitor_subscribes_from_the_front_page(visitors, javascript):
    page = visitors(java_script_enabled=javascript)
    address = f"leserin-{javascript}@bergheide.example".lower()
    page.goto("/")
    page.get_by_label("Ihre E-Mail-Adresse").fill(address)
    page.get_by_role("button", name="Weiter zur Bestellung").click()
    page.get_by_role("button", name="Newsletter bestellen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte sehen Sie in Ihr Postfach")
    (mail,) = delivered_mails(address)

    page.goto(link_in(mail, "/newsletter/bestaetigen/"))
    assert not Subscriber.objects.filter(email=address).exists()  # looking at the page is no consent
    page.get_by_role("button", name="Ja, Newsletter bestellen").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Ihr Newsletter ist bestellt")
    assert Subscriber.objects.get(email=address).state == Subscriber.State.CONFIRMED


# --- By keyboard alone ----------------------------------------------------------------------------


def tab_to(page: Page, words: str) -> None:
    """Presses Tab until what has the focus is called `words`; each stop on the way must be visibly focused."""
    for _press in range(80):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            """() => {
                const at = document.activeElement;
                const label = at.labels?.[0]?.textContent || at.ariaLabel || at.textContent;
                return [label.trim().replace(/\\s+/g, " "), getComputedStyle(at).outlineStyle];
            }"""
        )
        assert outline != "none", f"{name} has the focus and does not show it"
        if name.startswith(words):
            return
    pytest.fail(f"{words} cannot be reached by keyboard")


def test_registration_by_keyboard_alone(page):
    event = events.event(title="Werkstatt ohne Maus")
    page.goto(event.get_absolute_url())

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    tab_to(page, "Anmelden")
    page.keyboard.press("Enter")
    page.wait_for_url("**/anmeldung/")
    tab_to(page, "Vor- und Nachname")
    page.keyboard.type("Demo-Tastatur")
    tab_to(page, "Verbindlich anmelden")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_be_focused()  # the address is missing: the summary says so
    assert_accessible(page)
    tab_to(page, "E-Mail")
    page.keyboard.press("Enter")
    page.keyboard.type("tastatur@bergheide.example")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Fast geschafft")
    assert Registration.objects.get(event=event).name == "Demo-Tastatur"
