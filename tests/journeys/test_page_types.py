"""Every kind of page, as its readers meet it: axe at two widths in light and dark, nothing runs off at 320 pixels,
one heading, landmarks, valid HTML. A new kind of page gets a line in PAGES."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import reverse

from events.emails import receipt_token
from events.models import Event, Registration, SeriesPage
from forum.models import NewsPage, User
from library.models import Adoption, PracticePage, Submission
from newsletter import links
from newsletter.models import IssuePage, Subscriber
from tests.browser import assert_accessible, invalid_html

pytestmark = pytest.mark.browser

COORDINATOR, EDITOR, ADMIN = "koordination@musterstadt.example", "redaktion@forum.example", "admin@forum.example"


class Kind(NamedTuple):
    name: str
    address: str | Callable[[], str]
    who: str | None = None
    status: int = 200

    def path(self) -> str:
        return self.address if isinstance(self.address, str) else self.address()


def an_event() -> Event:
    """Invented, to come, with registrations and a journal."""
    return Event.objects.filter(is_invented=True, capacity__isnull=False, registrations__isnull=False).first()


def of_event(route: str, more: str = "") -> Callable[[], str]:
    return lambda: reverse(f"events:{route}", args=[an_event().slug]) + more


def of_receipt(route: str) -> Callable[[], str]:
    def address() -> str:
        row = Registration.objects.filter(event=an_event(), status="confirmed").first()
        return reverse(f"events:{route}", args=[row.event.slug, receipt_token([row])])

    return address


def of_subscriber(route: str) -> Callable[[], str]:
    return lambda: reverse(
        f"newsletter:{route}", args=[links.sign(route, Subscriber.objects.get(email=COORDINATOR).pk)]
    )


def of_practice(route: str) -> Callable[[], str]:
    return lambda: reverse(f"library:{route}", args=[PracticePage.objects.live().first().slug])


def of_draft(route: str) -> str:
    draft = Submission.objects.filter(author__email=COORDINATOR, state="rueckfrage").first()
    return reverse(f"library:{route}", args=[draft.pk])


def compared() -> str:
    return "&".join(
        f"praxis={pk}" for pk in PracticePage.objects.live().order_by("-pk").values_list("pk", flat=True)[:4]
    )


def an_adoption() -> Adoption:
    return Adoption.objects.filter(adopter__slug="musterstadt", confirmed_at=None).first()


VISITOR_PAGES = [
    Kind("Startseite", "/"),
    Kind("Suche", "/suche/?q=parken"),
    Kind("Suche ohne Treffer", "/suche/?q=xyzxyz"),
    Kind("Nicht gefunden", "/gibt-es-nicht/", status=404),
    Kind("Impressum", "/impressum/"),
    Kind("Datenschutz", "/datenschutz/"),
    Kind("Barrierefreiheit", "/barrierefreiheit/"),
    Kind("Leichte Sprache", "/leichte-sprache/"),
    Kind("Meldung", "/meldung/"),
    Kind("Nachrichten", "/aktuelles/"),
    Kind("Nachricht", lambda: NewsPage.objects.live().first().url),
    Kind("Bibliothek", "/bibliothek/"),
    Kind("Bibliothek, gefiltert", "/bibliothek/?handlungsfeld=mobilitaet&q=parken"),
    Kind("Bibliothek ohne Treffer", "/bibliothek/?q=xyzxyz"),
    Kind("Bibliothek, berichtigt", "/bibliothek/?q=parkn"),
    Kind("Themen der Bibliothek", "/bibliothek/themen/"),
    Kind("Thema", "/bibliothek/themen/mobilitaet/"),
    Kind("Karte der Praktiken", "/bibliothek/karte/"),
    Kind("Karte der Nachnutzung", lambda: f"/bibliothek/karte/?praxis={PracticePage.objects.live().last().slug}"),
    Kind("Offene Daten", "/offene-daten/"),
    Kind("So wird gerechnet", "/bibliothek/passung/"),
    Kind("Passung für eine Kommune", lambda: f"{of_practice('fit_of')()}?kommune=Aachen"),
    Kind("Vergleich", "/bibliothek/vergleich/"),
    Kind("Vergleich zu viert", lambda: f"/bibliothek/vergleich/?{compared()}"),
    Kind("Kurzeintrag", lambda: PracticePage.objects.live().first().url),
    Kind("Steckbrief", lambda: PracticePage.objects.live().last().url),
    Kind("Frage zur Praxis", of_practice("ask")),
    Kind("Veranstaltungen", "/veranstaltungen/"),
    Kind("Vergangene Veranstaltungen", "/veranstaltungen/?zeit=vergangen"),
    Kind("Veranstaltung", lambda: an_event().get_absolute_url()),
    Kind("Vergangene Veranstaltung", lambda: Event.objects.order_by("starts_at").first().get_absolute_url()),
    Kind("Anmeldung", of_event("register")),
    Kind("Beleg", of_receipt("receipt")),
    Kind("Absage", of_receipt("cancel")),
    Kind("Vertretung", of_receipt("substitute")),
    Kind("Angaben ändern", of_receipt("answers")),
    Kind("Veranstaltungsreihe", lambda: SeriesPage.objects.exclude(planned_editions=None).first().url),
    Kind("Protokoll", of_event("journal")),
    Kind("Newsletter", "/newsletter/"),
    Kind("Newsletter bestellen", "/newsletter/anmelden/"),
    Kind("Newsletter einstellen", of_subscriber("preferences")),
    Kind("Newsletter abbestellen", of_subscriber("unsubscribe")),
    Kind("Ausgabe", lambda: IssuePage.objects.live().first().url),
    Kind("Mitglieder", "/mitglieder/"),
    Kind("Mitglied", "/mitglieder/musterstadt/"),
    Kind("Mitglied werden", "/mitglied-werden/"),
    Kind("Runden", "/mitglieder/runden/"),
    Kind("Anmelden", "/konto/login/"),
    Kind("Anmelden mit Code", "/konto/login/code/"),
    Kind("Konto anlegen", "/konto/signup/"),
    Kind("Passwort vergessen", "/konto/password/reset/"),
]
MEMBER_PAGES = [
    Kind("Mein Bereich", "/mein-bereich/", COORDINATOR),
    Kind("Einstellungen", "/mein-bereich/einstellungen/", COORDINATOR),
    Kind("Unsere Anmeldungen", of_event("ours"), COORDINATOR),
    Kind("Kolleg*innen anmelden", of_event("register", "?fuer=kolleginnen"), COORDINATOR),
    Kind("Meine Daten", "/mein-bereich/daten/", COORDINATOR),
    Kind("Löschen", "/mein-bereich/daten/loeschen/", COORDINATOR),
    Kind("Mein Konto", "/konto/", COORDINATOR),
    Kind("Name", "/konto/profil/", COORDINATOR),
    Kind("E-Mail-Adresse", "/konto/email/", COORDINATOR),
    Kind("Passwort", "/konto/password/change/", COORDINATOR),
    Kind("Zweiter Faktor", "/konto/2fa/", COORDINATOR),
    Kind("Passkeys", "/konto/2fa/webauthn/", COORDINATOR),
    Kind("Sitzungen", "/konto/sessions/", COORDINATOR),
    Kind("Dienste", "/konto/3rdparty/", COORDINATOR),
    Kind("Noch einmal ausweisen", "/konto/reauthenticate/", COORDINATOR),
    Kind("Abmelden", "/konto/logout/", COORDINATOR),
    Kind("Kein Zugang", "/admin/login/", COORDINATOR, status=403),
    Kind("Organisation beitreten", "/mitglieder/beitreten/", COORDINATOR),
    Kind("Organisation verwalten", "/mitglieder/musterstadt/verwalten/", COORDINATOR),
    Kind("Profil der Organisation", "/mitglieder/musterstadt/verwalten/profil/", COORDINATOR),
    Kind("Runde", "/mitglieder/runden/data-governance/", COORDINATOR),
    Kind("Veranstaltung für Mitglieder", lambda: an_event().get_absolute_url(), COORDINATOR),
    Kind("Kolleg*innen anmelden", of_event("register", "?fuer=kolleginnen"), COORDINATOR),
    Kind("Wer kommt", of_event("who"), COORDINATOR),
    Kind("Praxis einreichen", "/bibliothek/einreichen/", COORDINATOR),
    Kind("Bibliothek nach Passung", "/bibliothek/", COORDINATOR),
    Kind("Steckbrief mit Passung", lambda: PracticePage.objects.live().last().url, COORDINATOR),
    Kind("Praxis schreiben", lambda: of_draft("write"), COORDINATOR),
    Kind("Praxis schreiben, Kosten", lambda: of_draft("write") + "kosten/", COORDINATOR),
    Kind("Vorschau", lambda: of_draft("preview"), COORDINATOR),
    Kind("Suchaufträge", "/bibliothek/suchauftraege/", COORDINATOR),
    Kind("Nachnutzung", lambda: reverse("library:adoption", args=[an_adoption().pk]), COORDINATOR),
    Kind("Merkzettel", "/bibliothek/merkzettel/", COORDINATOR),
    Kind("Nachnutzung melden", of_practice("declare"), COORDINATOR),
]
EDITOR_PAGES = [
    Kind("Mein Bereich der Redaktion", "/mein-bereich/", EDITOR),
    Kind("Prüfung", "/bibliothek/pruefung/", EDITOR),
    Kind("Praxis prüfen", lambda: reverse("library:review", args=[Submission.objects.to_review().first().pk]), EDITOR),
    Kind("Praktiken importieren", "/bibliothek/importieren/", EDITOR),
    Kind("Versand", "/newsletter/versand/", EDITOR),
    Kind(
        "Ausgabe versenden",
        lambda: reverse("newsletter:desk", args=[IssuePage.objects.filter(dispatch=None).first().pk]),
        EDITOR,
    ),
    Kind(
        "Ausgabe versendet",
        lambda: reverse("newsletter:desk", args=[IssuePage.objects.exclude(dispatch=None).first().pk]),
        EDITOR,
    ),
    Kind("Veranstaltungen verwalten", "/veranstaltungen/verwaltung/", ADMIN),
    Kind("Veranstaltung anlegen", "/veranstaltungen/verwaltung/neu/", ADMIN),
    Kind("Teilnehmende", of_event("desk"), ADMIN),
    Kind("Angaben zur Veranstaltung", lambda: f"/veranstaltungen/{an_event().slug}/angaben/", ADMIN),
    Kind("Programm der Veranstaltung", lambda: f"/veranstaltungen/{an_event().slug}/programm/", ADMIN),
    Kind("Fragen der Veranstaltung", lambda: f"/veranstaltungen/{an_event().slug}/liste/fragen/", ADMIN),
    Kind("Beteiligte der Veranstaltung", lambda: f"/veranstaltungen/{an_event().slug}/liste/beteiligte/", ADMIN),
]
PAGES = VISITOR_PAGES + MEMBER_PAGES + EDITOR_PAGES


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)
def test_page_is_accessible_wide_and_narrow_light_and_dark(kind, readers):
    page = readers(kind.who)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")

    response = page.goto(kind.path())
    if kind.status >= 400:  # the browser itself complains about the answer it got
        page.complaints.clear()

    assert response.status == kind.status
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, colours_only=True)
    page.set_viewport_size({"width": 320, "height": 800})
    assert_accessible(page, colours_only=True)
    page.emulate_media(color_scheme="light")
    assert_accessible(page)
    overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overhang <= 0, f"{page.url} is {overhang} pixels too wide at 320"
    assert page.locator("h1").count() == 1
    landmarks = {role: page.get_by_role(role).count() for role in ("banner", "main", "contentinfo")}
    assert landmarks == {"banner": 1, "main": 1, "contentinfo": 1}
    assert page.complaints == []


def test_html_of_every_page_is_valid(live_portal):
    sources = {}
    for kind in PAGES:
        client = Client(headers={"host": live_portal.removeprefix("http://")})
        if kind.who:
            client.force_login(User.objects.get(email=kind.who))
        response = client.get(kind.path())
        assert response.status_code == kind.status, kind.name
        sources[kind.name] = response.content.decode()

    assert invalid_html(sources) == {}
