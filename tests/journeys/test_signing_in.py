"""People get in: with a new account, with a second factor, with a passkey."""

import re

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect

from tests.browser import assert_accessible, delivered_mails, follow, sign_in

pytestmark = pytest.mark.browser

ADMIN, COORDINATOR, PASSWORD = "admin@forum.example", "koordination@neuhafen.example", "smart-city-demo"


def code_in(mail) -> str:
    return re.search(r"^ +([B-Z]{4}-[B-Z]{4})$", mail.body, re.MULTILINE)[1]


def app_code(secret: str) -> str:
    """What an authenticator app would show now."""
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


def enter_password(page, email):
    page.goto("/konto/login/")
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    follow(page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True))


def test_newcomer_opens_an_account(page):
    page.goto("/")
    page.get_by_role("link", name="Anmelden").first.click()
    page.get_by_role("link", name="Konto anlegen").click()
    page.get_by_label("Vorname").fill("Demo")
    page.get_by_label("Nachname").fill("Neuling")
    page.get_by_label("E-Mail-Adresse").fill("neuling@bergheide.example")
    page.get_by_label("Passwort").fill("ein kurzer satz")
    follow(page.get_by_role("button", name="Konto anlegen"))
    assert_accessible(page)

    page.get_by_label("Code").fill("BBBB-BBBB")
    page.get_by_role("button", name="Code bestätigen").click()
    expect(page.get_by_role("alert")).to_contain_text("Dieser Code stimmt nicht.")
    assert_accessible(page)
    (mail,) = delivered_mails("neuling@bergheide.example")
    page.get_by_label("Code").fill(code_in(mail))
    page.get_by_role("button", name="Code bestätigen").click()

    expect(page).to_have_url(re.compile("/mein-bereich/"))


def test_sign_in_with_a_code_works_without_javascript(visitors):
    page = visitors(java_script_enabled=False)
    page.goto("/konto/login/")
    expect(page.get_by_role("button", name="Mit Passkey anmelden")).to_be_hidden()
    page.get_by_role("link", name="Code per E-Mail").click()
    page.get_by_label("E-Mail-Adresse").fill(COORDINATOR)
    follow(page.get_by_role("button", name="Code schicken"))

    page.get_by_label("Code").fill(code_in(delivered_mails(COORDINATOR)[-1]))
    page.get_by_role("button", name="Code bestätigen").click()

    expect(page).to_have_url(re.compile("/mein-bereich/"))


def test_admin_sets_up_an_app_and_signs_in_with_it(page, settings):
    settings.SECOND_FACTOR_REQUIRED = True

    enter_password(page, ADMIN)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiter Faktor")
    page.goto("/redaktion/")
    expect(page.get_by_text("Hierfür brauchen Sie einen zweiten Faktor.")).to_be_visible()
    page.get_by_role("link", name="App einrichten").click()
    page.get_by_label("Passwort").fill(PASSWORD)
    follow(page.get_by_role("button", name="Bestätigen"))
    assert_accessible(page)
    secret = page.locator("code").inner_text()
    page.get_by_label("Code aus der App").fill(app_code(secret))
    page.get_by_role("button", name="App verbinden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ersatzcodes")
    assert_accessible(page)
    follow(page.get_by_role("contentinfo").get_by_role("button", name="Abmelden"))

    enter_password(page, ADMIN)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiter Faktor")
    assert_accessible(page)
    page.goto("/redaktion/")
    expect(page).to_have_url(re.compile("/konto/"))
    page.get_by_label("Code", exact=True).fill(app_code(secret))
    follow(page.get_by_role("main").get_by_role("button", name="Anmelden", exact=True))
    page.goto("/redaktion/")

    expect(page).to_have_url(re.compile("/redaktion/$"))


def test_passkey_is_added_and_signs_in_alone(page):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**key, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )

    enter_password(page, COORDINATOR)
    page.goto("/konto/2fa/webauthn/")
    page.get_by_role("link", name="Passkey hinzufügen").click()
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Bestätigen").click()
    page.get_by_label("Bezeichnung").fill("Diensthandy")
    page.get_by_label("Auch ohne Passwort anmelden").check()
    page.get_by_role("button", name="Passkey anlegen").click()
    page.wait_for_url(lambda url: "/add/" not in url)  # the device answers first, then the form is sent
    page.goto("/konto/2fa/webauthn/")
    expect(page.get_by_text("Diensthandy genügt allein")).to_be_visible()
    assert_accessible(page)
    follow(page.get_by_role("contentinfo").get_by_role("button", name="Abmelden"))

    page.goto("/konto/login/")
    page.get_by_role("button", name="Mit Passkey anmelden").click()

    expect(page).to_have_url(re.compile("/mein-bereich/"))

    # Before the account goes the passkey proves once more who holds it.
    page.goto("/mein-bereich/daten/loeschen/")
    follow(page.get_by_role("link", name="Mit einem Passkey"))
    page.get_by_role("button", name="Mit Passkey bestätigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Konto löschen")


def test_failed_passkey_is_explained(page):
    page.goto("/konto/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('abgebrochen')) }")

    page.get_by_role("button", name="Mit Passkey anmelden").click()

    expect(page.get_by_role("alert")).to_contain_text("Das hat nicht geklappt.")
    assert_accessible(page)


def test_account_page_leads_to_everything(page):
    sign_in(page, "mitarbeit@musterstadt.example")
    page.goto("/konto/")
    links = page.get_by_role("main").get_by_role("link")
    addresses = {link.get_attribute("href") for link in links.all()}

    statuses = {address: page.request.get(address).status for address in addresses}

    assert set(statuses.values()) == {200}, statuses
    assert {"/konto/profil/", "/konto/email/", "/konto/2fa/", "/konto/sessions/"} <= addresses
