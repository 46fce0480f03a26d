"""Invented dates, and invented people who registered for them; before them the dated events of the sources.

Times are relative to the day of seeding, so that the demo always has something to come. The invented people's mails
are marked as not sent: nobody wants them in the inbox of the demo.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from events.models import Event, Organiser, Question, Registration, Room, Session, Speaker, Stand, Venue
from events.registration import Person, announce, cancel, choose_sessions, register
from events.seen import end_of_day, show
from forum.demo import many_people, real_events
from forum.models import FieldOfAction, OutgoingMail, User
from members.models import Organisation

Kind, Role = Event.Kind, Organiser.Role
ZONE = timezone.get_default_timezone()

TREES = """
Ahorn Birke Buche Eiche Erle Esche Fichte Ginster Hasel Holunder Kiefer Lärche Linde Mispel Pappel Platane Quitte
Robinie Schlehe Tanne Ulme Wacholder Walnuss Weide Weißdorn Zeder Zypresse Flieder Liguster Sanddorn Vogelbeere
Felsenbirne Hartriegel Kornelkirsche Maulbeere Stechpalme Speierling Elsbeere Eibe Espe
""".split()  # noqa: SIM905 - forty names read better as a text


multiply = many_people.multiply


def seed() -> None:
    """Safe to repeat: what exists is left alone."""
    real_events.seed()
    with transaction.atomic():
        began = timezone.now()
        _invented()
        owed = OutgoingMail.objects.filter(name__startswith="events/", created_at__gte=began)
        owed.update(state=OutgoingMail.State.SKIPPED, facts={})


# --- Invented ---------------------------------------------------------------------------------------------------------


def _invented() -> None:
    if Event.objects.filter(is_invented=True).exists():
        return
    today = timezone.localdate()
    _webinar(_weekday(today + timedelta(days=18), 3))
    _exchange(_weekday(today + timedelta(days=38), 2))
    _day_after(_weekday(today + timedelta(days=38), 2) + timedelta(days=1))
    _visit(_weekday(today + timedelta(days=45), 1))
    _tentative(today)
    _circle(_weekday(today + timedelta(days=60), 3))
    _past(_weekday(today - timedelta(days=24), 2))


def _weekday(day: date, wanted: int) -> date:
    """The first such weekday (Monday is 0) on or after `day`."""
    return day + timedelta(days=(wanted - day.weekday()) % 7)


def _organisation(slug: str) -> Organisation:
    return Organisation.objects.get(slug=slug)


def _announce(day: date, clock: str, hours: float, *, fields: list[str], closes: int = 8, **facts: Any) -> Event:
    starts_at = real_events.at(day, clock)
    facts.setdefault(
        "registration_opens_at", real_events.at(min(timezone.localdate(), day) - timedelta(days=12), "08:00")
    )
    event = announce(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        deadline=end_of_day(day - timedelta(days=closes)),
        is_invented=True,
        **facts,
    )
    event.fields_of_action.set(FieldOfAction.objects.filter(slug__in=fields))
    show(event)
    return event


class Crowd:
    """Invented people, one after another, each under a name that says so."""

    def __init__(self) -> None:
        self.number = 0

    def next(self, domain: str) -> Person:
        tree = TREES[self.number % len(TREES)]
        more = self.number // len(TREES)
        self.number += 1
        name = f"Demo-Person {tree}" + (f" {more + 1}" if more else "")
        address = name.removeprefix("Demo-Person ").lower().replace(" ", "")
        for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
            address = address.replace(umlaut, plain)
        return Person(name=name, email=f"{address}@{domain}")


def _come(event: Event, slugs: list[str], crowd: Crowd, channels: Sequence[str] = ()) -> list[Registration]:
    """One person of each organisation in turn, a few seconds apart since the registration opened. Each answers the
    host's questions, and takes part by `channels` in turn."""
    questions = list(event.questions.all())
    usual = "online" if event.format == Event.Format.ONLINE else "onsite"
    organisations = {slug: _organisation(slug) for slug in set(slugs)}
    speakers = {
        slug: User.objects.filter(
            memberships__organisation=organisation, memberships__role="coordinator", memberships__state="active"
        ).first()
        for slug, organisation in organisations.items()
    }
    at, rows = event.registration_opens_at or timezone.now(), []
    for place, slug in enumerate(slugs):
        organisation, by = organisations[slug], speakers[slug]
        at += timedelta(seconds=2 + place * 7 % 240)
        person = crowd.next(organisation.email_domain)
        channel = channels[place % len(channels)] if channels else usual
        answers = {str(each.pk): each.choices[place * 5 % 7 % len(each.choices)] for each in questions}
        person = replace(person, channel=channel, answers=answers)
        rows += register(event, [person], by=by, on_behalf_of=organisation, now=at)
    return rows


MEMBERS = ["rurtal", "bergheide", "neuhafen", "stadtwerke-neuhafen", "musterstadt"]


def _webinar(day: date) -> None:
    event = _announce(
        day,
        "10:00",
        1,
        closes=1,
        title="LoRaWAN im eigenen Netz betreiben",
        slug="lorawan-im-eigenen-netz",
        kind=Kind.WEBINAR,
        lead="Was kostet ein Funknetz im Betrieb, und was macht die Kommune selbst? Ein Vortrag, viele Fragen.",
        format=Event.Format.ONLINE,
        capacity=100,
        hosts=[(Role.HOST, _organisation("stadtwerke-neuhafen"))],
        fields=["infrastruktur", "daten"],
    )
    _session(event, "talk", "Vom Pilot zum Regelbetrieb", 0, 30, "Demo-Netzplaner, Stadtwerke Neuhafen")
    _session(event, "discussion", "Fragen aus den Kommunen", 30, 30, "")
    _come(event, [MEMBERS[n % 4] for n in range(61)], Crowd())


def _session(event: Event, kind: str, title: str, after: int, minutes: int, who: str, **facts: Any) -> Session:
    start = cast("datetime", event.starts_at) + timedelta(minutes=after)
    end = start + timedelta(minutes=minutes)
    return Session.objects.create(event=event, kind=kind, title=title, starts_at=start, ends_at=end, hosts=who, **facts)


def _exchange(day: date) -> None:
    venue, _new = Venue.objects.get_or_create(
        name="Kongresshaus Neuhafen",
        city="Neuhafen",
        defaults={
            "street": "Hafenpromenade 1",
            "access": "Stufenlos, Aufzug, Induktionsschleife in Saal 9. Dolmetschen in Gebärdensprache bitte bei der"
            " Anmeldung angeben.",
        },
    )
    nine, _new = Room.objects.get_or_create(venue=venue, name="Saal 9")
    ten, _new = Room.objects.get_or_create(venue=venue, name="Saal 10")
    lead = (
        "Welche Aufgabe der smarten Stadt ist die größte, und wer hat sie schon angefangen? Drei Stunden, zwei Impulse,"
        " vier Workshops. Am Ende steht, was wir gemeinsam angehen."
    )
    event = _announce(
        day,
        "10:00",
        3,
        closes=12,
        title="1. Interkommunaler Austausch Neuhafen",
        slug="interkommunaler-austausch-neuhafen",
        kind=Kind.EXCHANGE,
        series=real_events.series(
            "Interkommunaler Austausch",
            "interkommunaler-austausch",
            "Kommunen berichten Kommunen, was sie angefangen haben.",
        ),
        edition=1,
        motto="Gemeinsame Herausforderungen",
        lead=lead,
        venue=venue,
        room_note="Saal 9 und 10",
        capacity=60,
        max_per_organisation=4,
        hosts=[
            (Role.HOST, _organisation("neuhafen")),
            (Role.CO_HOST, "Geschäftsstelle des Forums"),
            (Role.SUPPORTER, _organisation("rurtal")),
        ],
        fields=["mobilitaet", "daten", "verwaltung"],
    )
    _session(event, "welcome", "Ankommen und Begrüßung", 0, 15, "Demo-Oberbürgermeisterin Neuhafen")
    talk = _session(event, "talk", "Was KI im Bürgerbüro wirklich spart", 15, 25, "Demo-Amtsleiter, Rurtal")
    Speaker.objects.create(
        session=talk, name="Demo-Amtsleiter", affiliation="Kreis Rurtal", email="vortrag@rurtal.example"
    )
    _session(event, "talk", "Das Thema wählen die Mitglieder", 40, 20, "")
    own = {"takes_registrations": True}
    parking = _session(
        event, "workshop", "Parkraum messen, ohne zu überwachen", 60, 75, "Neuhafen", room=nine, capacity=12, **own
    )
    network = _session(
        event, "workshop", "LoRaWAN gemeinsam beschaffen", 60, 75, "Stadtwerke Neuhafen", room=ten, capacity=8, **own
    )
    catalogue = _session(event, "workshop", "Der erste Datenkatalog", 60, 75, "Bergheide", room=ten, capacity=15, **own)
    _session(event, "discussion", "Frag die Kommune: offene Runde", 60, 75, "ohne Anmeldung", is_open=True)
    market = _session(event, "market", "Imbiss und Austauschbörse", 135, 30, "Projektstände zum Ansprechen")
    _session(event, "closing", "Was wir vereinbaren", 165, 15, "Ergebnisse stehen am nächsten Tag hier.")
    for number, (title, hosts, practice) in enumerate(
        [
            ("Stellplatzanzeige", "Neuhafen", "Freie Stellplätze in Echtzeit"),
            ("Funknetz für Sensoren", "Stadtwerke Neuhafen", "Funknetz der Stadtwerke"),
            ("Pegel im Bachtal", "Bergheide", "Starkregen: Pegel im Bach"),
        ],
        start=1,
    ):
        about = Page.objects.live().filter(title__startswith=practice).first()
        Stand.objects.create(event=event, session=market, number=number, title=title, hosts=hosts, about=about)
    Question.objects.create(
        event=event,
        text="Welche Aufgabe der smarten Stadt ist bei Ihnen die größte?",
        options="Daten teilen\nPersonal finden\nGemeinsam beschaffen\nMenschen beteiligen",
    )
    turns = ["rurtal", "bergheide", "neuhafen", "stadtwerke-neuhafen"] * 3 + ["rurtal", "neuhafen"]
    rows = _come(event, turns, Crowd())
    coordinator = User.objects.filter(email="koordination@musterstadt.example").first()
    if coordinator:
        at = rows[-1].received_at + timedelta(minutes=9)
        colleague = User.objects.get(email="mitarbeit@musterstadt.example")
        mine = Person(name=str(coordinator), email=coordinator.email, user=coordinator)
        rows += register(
            event,
            [mine, Person(name=str(colleague), email=colleague.email, user=colleague)],
            by=coordinator,
            on_behalf_of=_organisation("musterstadt"),
            now=at,
        )
        rows = rows[-2:] + rows[:-2]
    choices = [parking] * 5 + [network] * 9 + [catalogue] * 2
    for registration, session in zip(rows, choices, strict=False):
        choose_sessions(registration, [session.pk], now=registration.received_at + timedelta(hours=3))


def _day_after(day: date) -> None:
    """Goes with the exchange, in the room and online."""
    main = Event.objects.get(slug="interkommunaler-austausch-neuhafen")
    event = _announce(
        day,
        "09:00",
        2,
        closes=6,
        title="Am Tag danach: Funknetz zum Anfassen",
        slug="funknetz-zum-anfassen",
        kind=Kind.WORKSHOP,
        accompanies=main,
        lead="Antennen, Sensoren und die Karte dazu: im Saal ausprobieren oder am Bildschirm zusehen.",
        format=Event.Format.HYBRID,
        venue=main.venue,
        room_note="Saal 10",
        join_url="https://konferenz.example/funknetz",
        capacity=60,
        onsite_capacity=20,
        online_capacity=40,
        hosts=[(Role.HOST, _organisation("stadtwerke-neuhafen")), (Role.FUNDER, "Demo-Ministerium")],
        fields=["infrastruktur"],
    )
    _session(event, "pitch", "Drei Netze in je fünf Minuten", 0, 20, "Stadtwerke Neuhafen, Rurtal, Bergheide")
    _session(event, "workshop", "Sensor anschließen, Wert sehen", 20, 80, "Stadtwerke Neuhafen")
    _session(event, "closing", "Wer macht mit?", 100, 20, "")
    _come(event, [MEMBERS[n % 4] for n in range(26)], Crowd(), channels=["onsite", "onsite", "online"])


def _visit(day: date) -> None:
    venue, _new = Venue.objects.get_or_create(
        name="Leitstelle Bergheide", city="Bergheide", defaults={"access": "Stufenlos, Aufzug."}
    )
    event = _announce(
        day,
        "14:00",
        2.5,
        closes=7,
        title="Besuch vor Ort: Leitstelle Bergheide",
        slug="besuch-leitstelle-bergheide",
        kind=Kind.SITE_VISIT,
        lead="Bergheide zeigt, wie Pegel, Straßenlaternen und Parkplätze in einem Raum zusammenlaufen.",
        venue=venue,
        capacity=20,
        hosts=[(Role.HOST, _organisation("bergheide"))],
        fields=["sicherheit", "umwelt"],
    )
    _session(event, "welcome", "Treffpunkt Haupteingang", 0, 15, "")
    _session(event, "talk", "Leitstelle und Sensorraum", 15, 75, "Demo-Leiterin, Bergheide")
    _session(event, "discussion", "Fragen aus den Kommunen", 90, 45, "")
    rows = _come(event, [MEMBERS[n * 3 % 4] for n in range(28)], Crowd())
    cancel(rows[7], now=rows[-1].received_at + timedelta(hours=1))


def _tentative(today: date) -> None:
    year = today.year + 1 if today.month < 6 else today.year + 2
    venue, _new = Venue.objects.get_or_create(name="Kreishaus Rurtal", city="Rurtal")
    event = announce(
        title="Transferveranstaltung Rurtal: Hochwasser früh erkennen",
        slug="transferveranstaltung-rurtal",
        kind=Kind.TRANSFER,
        lead="Fünf Pitches, eine Austauschbörse. Der Termin steht noch nicht fest.",
        precision=Event.Precision.QUARTER,
        date_words=f"ca. Frühjahr {year}",
        starts_at=real_events.at(date(year, 4, 1), "00:00"),
        ends_at=end_of_day(date(year, 6, 30)),
        venue=venue,
        capacity=80,
        is_invented=True,
        hosts=[(Role.HOST, _organisation("rurtal"))],
    )
    event.fields_of_action.set(FieldOfAction.objects.filter(slug__in=["umwelt", "sicherheit"]))


def _circle(day: date) -> None:
    event = _announce(
        day,
        "09:30",
        2,
        closes=10,
        title="Expertenrunde Datenplattform: Betrieb teilen",
        slug="expertenrunde-datenplattform",
        kind=Kind.WORKING_GROUP,
        lead="Geschlossene Runde für Kommunen, die eine Plattform schon betreiben.",
        format=Event.Format.ONLINE,
        audience=Event.Audience.MEMBERS,
        needs_approval=True,
        capacity=15,
        hosts=[(Role.HOST, _organisation("neuhafen"))],
        fields=["daten"],
    )
    _come(event, ["rurtal", "bergheide"], Crowd())


def _past(day: date) -> None:
    venue, _new = Venue.objects.get_or_create(name="Kreishaus Rurtal", city="Rurtal")
    event = _announce(
        day,
        "13:00",
        3,
        closes=6,
        title="Netzwerktreffen Rurtal",
        slug="netzwerktreffen-rurtal",
        kind=Kind.EXCHANGE,
        lead="Kleine Gemeinden, ein Kreis: Was lässt sich zusammen betreiben?",
        report="<p>Zwölf Menschen aus vier Verwaltungen haben verglichen, was sie doppelt tun.</p>"
        "<h3>Vereinbart</h3><ul><li>Der Kreis schreibt die Pegelsensoren gemeinsam aus.</li>"
        "<li>Bergheide stellt seine Checkliste für die Leitstelle allen zur Verfügung.</li></ul>"
        "<h3>Offen</h3><p>Wer nachts auf Alarme reagiert. Dazu trifft sich eine Arbeitsgruppe.</p>",
        venue=venue,
        capacity=30,
        registration_opens_at=real_events.at(day - timedelta(days=40), "08:00"),
        reminded_at=real_events.at(day - timedelta(days=2), "08:00"),
        hosts=[(Role.HOST, _organisation("rurtal"))],
        fields=["umwelt", "organisation"],
    )
    _come(event, [MEMBERS[n % 4] for n in range(12)], Crowd())
