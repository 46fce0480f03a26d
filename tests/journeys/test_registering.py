"""Seats in the browser: member, coordinator with five colleagues, organiser, speaker. (The guest: test_visiting.py.)"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from events.models import Event, Organiser, Registration, Speaker
from events.registration import cancel
from forum.models import User
from members.models import Organisation
from tests.browser import assert_accessible, delivered_mails, follow, link_in, sign_in, with_and_without_javascript
from tests.factories import events

pytestmark = pytest.mark.browser

TOWN, HOST, EDITOR = "koordination@musterstadt.example", "koordination@neuhafen.example", "redaktion@forum.example"


def ours(page: Page, name: str):
    """One of the own organisation's people in the coordinator's list."""
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=name).first


def save_the_list(page: Page) -> None:
    """One of the desk's short lists: questions, stands, who stands behind the date."""
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Gespeichert.")).to_be_visible()
    assert_accessible(page)


def fits(page: Page) -> bool:
    return not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@with_and_without_javascript
def test_member_takes_a_seat_with_one_click_and_checks_the_order(visitors, javascript):
    event = events.event(title="Werkstatt für Mitglieder", capacity=1)
    page = visitors(java_script_enabled=javascript)
    sign_in(page, "mitarbeit@musterstadt.example")
    page.goto(event.get_absolute_url())

    page.get_by_role("main").get_by_role("button", name="Anmelden").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Sie haben einen Platz.")
    expect(page.get_by_text("Warum Sie der Reihenfolge trauen können")).to_be_visible()
    if javascript:
        assert_accessible(page)
    page.get_by_role("link", name="Zeile nachprüfen").click()
    expect(page.get_by_text("Die Zeile ist unverändert.")).to_be_visible()
    page.get_by_role("link", name="Zurück zum Beleg").click()
    page.get_by_role("link", name="Absagen").click()
    page.get_by_role("button", name="Verbindlich absagen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sie haben abgesagt.")
    page.get_by_role("button", name="Absage zurücknehmen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sie haben einen Platz.")


@with_and_without_javascript
def test_coordinator_registers_five_colleagues_swaps_one_and_cancels_another(visitors, javascript):
    event = events.event(title="Werkstatt für fünf", capacity=6, max_per_organisation=4)
    workshop = events.session(event, title="Werkstattgespräch", capacity=2)
    page = visitors(java_script_enabled=javascript)
    sign_in(page, TOWN)
    page.goto(event.get_absolute_url())
    page.get_by_role("link", name="Kolleg*innen anmelden").click()
    expect(page.get_by_text("4 Plätze je Organisation, davon 0 an Sie vergeben.")).to_be_visible()
    page.get_by_text("Weitere Personen, für die Warteliste").click()
    for n in range(1, 6):
        row = page.get_by_role("group", name=f"Person {n}" if n < 5 else "Person 5, Warteliste", exact=True)
        row.get_by_label("Vor- und Nachname").fill(f"Demo-Kollegin {n}")
        row.get_by_label("Dienstliche E-Mail").fill(f"k{n}-{javascript}@musterstadt.example".lower())
    first = page.get_by_role("group", name="Person 1", exact=True)
    first.get_by_text("Programmpunkte und weitere Angaben").click()
    first.get_by_label(re.compile("Werkstattgespräch")).check()
    if javascript:
        assert_accessible(page)

    page.get_by_role("button", name="Verbindlich anmelden").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("5 Anmeldungen sind eingegangen")
    expect(page.get_by_role("row", name=re.compile("Demo-Kollegin 4"))).to_contain_text("bestätigt")
    expect(page.get_by_role("row", name=re.compile("Demo-Kollegin 5"))).to_contain_text("Warteliste, Platz 1")
    assert [row.session for row in Registration.objects.get(event=event, receipt_no=1).session_registrations.all()] == [
        workshop
    ]

    page.get_by_role("link", name="Liste und Kontingent").or_(
        page.get_by_role("link", name="Unsere Anmeldungen")
    ).click()
    expect(ours(page, "Demo-Kollegin 5")).to_contain_text("Kontingent")
    page.get_by_role("link", name=re.compile("Tauschen.*Demo-Kollegin 1")).click()
    page.get_by_label("Wer kommt stattdessen?").fill("Demo-Vertreter")
    page.get_by_label("Dienstliche E-Mail").fill(f"vertretung-{javascript}@musterstadt.example".lower())
    page.get_by_role("button", name="Vertretung eintragen").click()
    expect(page.get_by_text("Demo-Vertreter kommt")).to_be_visible()
    page.goto(f"{event.get_absolute_url()}unsere-anmeldungen/")
    expect(ours(page, "Demo-Vertreter")).to_contain_text("Werkstattgespräch")
    page.get_by_role("link", name=re.compile("Absagen.*Demo-Kollegin 2")).click()
    follow(page.get_by_role("button", name="Verbindlich absagen"))
    page.goto(f"{event.get_absolute_url()}unsere-anmeldungen/")
    expect(ours(page, "Demo-Kollegin 5")).to_contain_text("bestätigt")


def test_editor_makes_a_date_from_nothing(visitors, live_portal):
    page = visitors()
    sign_in(page, EDITOR)
    day = timezone.localdate() + timedelta(days=60)
    page.goto("/veranstaltungen/verwaltung/")
    follow(page.get_by_role("link", name="Neue Veranstaltung"))
    assert_accessible(page)
    page.get_by_label("Titel").fill("Werkstatt Wärmeplanung")
    page.get_by_label("In einem Satz").fill("Vier Städte zeigen ihre Karten.")
    page.get_by_label("Art", exact=True).select_option(label="Workshop")
    page.get_by_label("Veranstalter").select_option(label="Neuhafen")
    page.get_by_label("Beginn", exact=True).fill(f"{day}T10:00")
    page.get_by_label("Ende", exact=True).fill(f"{day}T13:00")
    page.get_by_label("Plätze insgesamt").fill("2")
    page.get_by_role("button", name="Entwurf anlegen").click()

    expect(page.get_by_role("alert").first).to_be_focused()  # the deadline is missing
    page.get_by_label("Anmeldeschluss: Tag").fill(str(day - timedelta(days=7)))
    page.get_by_role("button", name="Entwurf anlegen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Programm")
    expect(page.get_by_role("heading", name="Entwurf: noch nicht öffentlich")).to_be_visible()
    page.get_by_label("Titel").fill("Drei Karten in drei Minuten")
    page.get_by_label("Art").select_option(label="Pitch")
    page.get_by_label("Ende").fill(f"{day}T10:15")
    page.get_by_role("button", name="Programmpunkt speichern").click()
    expect(page.get_by_role("heading", name="Drei Karten in drei Minuten")).to_be_visible()
    page.get_by_role("link", name=re.compile("Ändern.*Drei Karten")).click()
    page.get_by_role("textbox", name="Name").fill("Demo-Rednerin")
    page.get_by_label("E-Mail").fill("rednerin@bergheide.example")
    page.get_by_role("button", name="Einladung senden").click()
    expect(page.get_by_text("Demo-Rednerin ist eingeladen.")).to_be_visible()
    assert_accessible(page)

    page.get_by_role("link", name="Fragen", exact=True).click()
    first = page.get_by_role("group", name=re.compile("^Frage 1"))
    first.get_by_label("Frage", exact=True).fill("Was ist Ihre größte Aufgabe?")
    first.get_by_label("Antworten, eine je Zeile").fill("Daten\nPersonal")
    save_the_list(page)
    page.get_by_role("link", name="Beteiligte", exact=True).click()
    second = page.get_by_role("group", name=re.compile("^Beteiligte 2"))
    second.get_by_label("Rolle").select_option(label="Förderer")
    second.get_by_label("Name, wenn nicht im Verzeichnis").fill("Demo-Ministerium")
    save_the_list(page)

    page.get_by_role("button", name="Jetzt ankündigen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Werkstatt Wärmeplanung")
    expect(page.get_by_text("Förderer: Demo-Ministerium.")).to_be_visible()
    visitor = visitors()
    visitor.goto(page.url)
    visitor.get_by_role("main").get_by_role("link", name="Anmelden").click()
    expect(visitor.get_by_role("group", name=re.compile("größte Aufgabe"))).to_be_visible()


def test_organiser_keeps_the_list(visitors):
    neuhafen = Organisation.objects.get(name="Neuhafen")
    event = events.event(title="Werkstatt mit Liste", capacity=3, hosts=[(Organiser.Role.HOST, neuhafen)])
    someone = User.objects.get(email=EDITOR)
    rows = [events.registered(event, by=someone, name=f"Demo-Gast {n}") for n in range(1, 6)]
    page = visitors()
    sign_in(page, HOST)

    page.goto("/veranstaltungen/verwaltung/")
    page.get_by_role("link", name="Werkstatt mit Liste").click()
    expect(page.get_by_role("row", name=re.compile("Demo-Gast 4"))).to_contain_text("wartet, Platz 1")
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 800})
    assert fits(page)
    page.set_viewport_size({"width": 1280, "height": 800})

    # Somebody registers meanwhile: the list says so by itself.
    events.registered(event, by=someone, name="Demo-Nachzügler")
    expect(page.get_by_role("row", name=re.compile("Demo-Nachzügler"))).to_be_visible(timeout=30_000)

    # Search and filter.
    page.get_by_label("Name, Organisation oder Nummer").fill("Gast 5")
    page.get_by_role("button", name="Filtern").click()
    expect(page.get_by_text("1 Eintrag, Reihenfolge des Eingangs")).to_be_visible()
    page.goto(f"{event.get_absolute_url()}teilnehmende/?stand=wartend")
    expect(page.get_by_text("3 Einträge, Reihenfolge des Eingangs")).to_be_visible()

    # What came by telephone two hours ago stands first on the waiting list.
    page.get_by_role("link", name="Eintragen (E-Mail, Telefon)").click()
    page.get_by_label("Vor- und Nachname").fill("Demo-Anruferin")
    page.get_by_label("E-Mail-Adresse").fill("anruf@bergheide.example")
    page.get_by_label("per Telefon eingegangen").check()
    received = timezone.localtime(timezone.now() - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    page.get_by_label("Eingang der Nachricht").fill(received)
    page.get_by_label("Grund").fill("Anruf in der Geschäftsstelle")
    assert_accessible(page)
    page.get_by_role("button", name="Eintragen").click()
    caller = page.get_by_role("row", name=re.compile("Demo-Anruferin"))
    expect(caller).to_contain_text("wartet, Platz 1")
    expect(caller).to_contain_text("per Telefon")

    # A cancellation by mistake is taken back as long as nobody moved up.
    cancel(Registration.objects.get(event=event, name="Demo-Anruferin"))
    for row in rows[3:]:
        cancel(row)
    cancel(Registration.objects.get(event=event, name="Demo-Nachzügler"))
    page.goto(f"{event.get_absolute_url()}teilnehmende/1/")
    assert_accessible(page)
    page.get_by_role("button", name="Absagen").click()
    page.get_by_role("button", name="Absage zurücknehmen").click()
    expect(page.get_by_text("bestätigt").first).to_be_visible()
    page.get_by_role("button", name="Ist anwesend").click()
    expect(page.get_by_text("teilgenommen").first).to_be_visible()
    page.get_by_role("button", name="Anwesenheit zurücknehmen").click()
    expect(page.get_by_text("bestätigt").first).to_be_visible()

    # A message to those with a seat, and the files.
    page.goto(f"{event.get_absolute_url()}teilnehmende/rundmail/")
    page.get_by_label("Betreff").fill("Bitte Schutzhelm mitbringen")
    page.get_by_label("Nachricht").fill("Wir besichtigen die Baustelle.")
    page.get_by_role("button", name="Rundmail senden").click()
    expect(page.get_by_text("Die Nachricht geht an 3 Personen.")).to_be_visible()
    assert delivered_mails(rows[0].email)[-1].subject.startswith("Bitte Schutzhelm mitbringen")
    for name, ending in (("CSV", "csv"), ("Liste als Excel-Datei", "xlsx"), ("Namensschilder (PDF)", "pdf")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(ending)


def test_organiser_promotes_past_others_with_a_reason(visitors):
    neuhafen = Organisation.objects.get(name="Neuhafen")
    event = events.event(
        title="Werkstatt mit Kontingent", max_per_organisation=1, hosts=[(Organiser.Role.HOST, neuhafen)]
    )
    coordinator, town = User.objects.get(email=TOWN), Organisation.objects.get(name="Musterstadt")
    for name in ("Demo-Erste", "Demo-Zweite", "Demo-Dritte"):
        events.registered(event, by=coordinator, on_behalf_of=town, name=name)
    page = visitors()
    sign_in(page, HOST)
    page.goto(f"{event.get_absolute_url()}teilnehmende/3/")

    page.get_by_role("button", name="Freien Platz geben").click()
    expect(page.get_by_text("Bitte nennen Sie einen Grund.")).to_be_visible()
    page.get_by_label("Grund, wenn andere übersprungen werden").fill("Hält den Impulsvortrag")
    page.get_by_role("button", name="Freien Platz geben").click()

    expect(page.get_by_text("bestätigt").first).to_be_visible()
    page.goto(f"{event.get_absolute_url()}protokoll/")
    expect(page.get_by_text("Nachgerückt außer der Reihe, mit Grund")).to_be_visible()


@with_and_without_javascript
def test_speaker_answers_and_sends_slides_without_an_account(visitors, javascript, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    event = events.event(title="Werkstatt mit Vortrag")
    session = events.session(event, title="Was Parken kostet")
    editor = visitors()
    sign_in(editor, EDITOR)
    editor.goto(f"{event.get_absolute_url()}programm/?punkt={session.pk}")
    address = f"vortrag-{javascript}@bergheide.example".lower()
    editor.get_by_role("textbox", name="Name").fill("Demo-Redner")
    editor.get_by_label("E-Mail").fill(address)
    follow(editor.get_by_role("button", name="Einladung senden"))
    (mail,) = delivered_mails(address)
    page = visitors(java_script_enabled=javascript)

    page.goto(link_in(mail, "/referat/"))
    assert Speaker.objects.get(email=address).confirmed_at is None  # looking is no answer
    if javascript:
        assert_accessible(page)
    page.get_by_role("button", name="Ich komme").click()
    expect(page.get_by_text("Danke für Ihre Zusage.")).to_be_visible()
    slides = {"name": "folien.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 demo"}
    page.get_by_label(re.compile("^Folien")).set_input_files(slides)
    page.get_by_role("button", name="Folien senden").click()
    expect(page.get_by_text("Danke, Ihre Folien sind da.")).to_be_visible()

    editor.goto(f"{event.get_absolute_url()}programm/")
    expect(editor.get_by_text("Demo-Redner (zugesagt")).to_be_visible()
    expect(editor.get_by_role("link", name="Folien", exact=True)).to_be_visible()
    assert Event.objects.get(pk=event.pk).status == "announced"
