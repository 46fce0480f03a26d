"""Register, model projects and founding members as the sources state them; invented places, people and requests."""

import csv
import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from forum.models import FieldOfAction, User
from members import admission, directory, group_documents, groups, people, programmes, register
from members.models import (
    Application,
    BuildingBlock,
    DataRequest,
    ExpertGroup,
    GroupMeeting,
    Membership,
    Municipality,
    Organisation,
)
from members.permissions import ADMINS, EDITORS

PASSWORD = "smart-city-demo"  # noqa: S105 - published on purpose, demo mode only
FOUNDED = dt.date(2023, 6, 21)  # the kick-off to which the founding members met

Kind, Standing = Organisation.Kind, Organisation.Standing

CITIES = {"Aachen": "05334002", "Erkelenz": "05370004", "Siegburg": "05382060", "Solingen": "05122000"}

# As utilities.csv names them, with the kind the forum uses and the name on the profile.
COMPANIES = {
    "STAWAG": ("STAWAG", Kind.UTILITY, "ag"),
    "ASEAG (Aachener Straßenbahn und Energieversorgungs-AG)": ("ASEAG", Kind.TRANSPORT, "ag"),
    "Better Mobility": ("Better Mobility", Kind.MUNICIPAL_COMPANY, ""),
    "regio iT GmbH": ("regio iT", Kind.IT_PROVIDER, "gmbh"),
}

INVENTED: dict[str, dict[str, Any]] = {
    "musterstadt": {
        "name": "Musterstadt",
        "kind": Kind.MUNICIPALITY,
        "stated_population": 48_300,
        "stated_area_km2": 92,
        "stated_degurba": 2,
        "stated_land": "Nordrhein-Westfalen",
        "staff_class": "bis5",
        "legal_form": "koerperschaft",
        "email_domain": "musterstadt.example",
        "contact_email": "digitales@musterstadt.example",
        "summary": "Musterstadt ist erfunden. Die Stadt zeigt, wie eine Mittelstadt mit dem Portal arbeitet.",
        "offers": "Besuche zur Stadtkarte, unser Leistungsverzeichnis für Sensorik, Gespräche mit dem Tiefbauamt.",
        "seeks": "Erfahrungen mit einer gemeinsamen Datenplattform im Kreis.",
        "fields": ["daten", "mobilitaet", "verwaltung"],
        "blocks": ["gis", "geodaten", "sensorik", "lorawan"],
    },
    "neuhafen": {
        "name": "Neuhafen",
        "kind": Kind.MUNICIPALITY,
        "stated_population": 121_500,
        "stated_area_km2": 110,
        "stated_degurba": 1,
        "stated_land": "Nordrhein-Westfalen",
        "staff_class": "bis20",
        "legal_form": "koerperschaft",
        "email_domain": "neuhafen.example",
        "contact_email": "smartcity@neuhafen.example",
        "summary": "Neuhafen ist erfunden. Die Hafenstadt zeigt in der Demo eine Kommune, die viel weitergibt.",
        "offers": "Quellcode der Stellplatzanzeige, Beratung zur Beschaffung von Bodensensoren.",
        "seeks": "Partner für einen gemeinsamen Betrieb der Datenplattform.",
        "fields": ["mobilitaet", "daten", "umwelt"],
        "blocks": ["datenplattform", "gis", "geodaten", "sensorik", "lorawan", "app"],
    },
    "rurtal": {
        "name": "Kreis Rurtal",
        "kind": Kind.DISTRICT,
        "stated_population": 214_000,
        "stated_area_km2": 880,
        "stated_degurba": 3,
        "stated_land": "Nordrhein-Westfalen",
        "staff_class": "bis5",
        "legal_form": "koerperschaft",
        "email_domain": "rurtal.example",
        "contact_email": "digitalisierung@rurtal.example",
        "summary": "Der Kreis Rurtal ist erfunden. In der Demo koordiniert er für seine kleinen Gemeinden.",
        "offers": "Gemeinsame Ausschreibungen im Kreis.",
        "seeks": "Beispiele für Hochwasserwarnung mit wenig Personal.",
        "fields": ["umwelt", "sicherheit", "organisation"],
        "blocks": ["gis", "geodaten"],
    },
    "bergheide": {
        "name": "Bergheide",
        "kind": Kind.MUNICIPALITY,
        "stated_population": 8_900,
        "stated_area_km2": 74,
        "stated_degurba": 3,
        "stated_land": "Nordrhein-Westfalen",
        "staff_class": "bis1",
        "legal_form": "koerperschaft",
        "email_domain": "bergheide.example",
        "contact_email": "rathaus@bergheide.example",
        "summary": "Bergheide ist erfunden: eine kleine Stadt, in der eine Person alles Digitale macht.",
        "offers": "Offene Worte darüber, was mit einer halben Stelle geht und was nicht.",
        "seeks": "Lösungen, die ohne eigene Plattform laufen.",
        "fields": ["verwaltung", "sicherheit", "beteiligung"],
        "blocks": ["gis"],
    },
    "stadtwerke-neuhafen": {
        "name": "Stadtwerke Neuhafen",
        "kind": Kind.UTILITY,
        "parent": "neuhafen",
        "staff_class": "bis20",
        "legal_form": "gmbh",
        "email_domain": "stadtwerke-neuhafen.example",
        "contact_email": "iot@stadtwerke-neuhafen.example",
        "summary": "Die Stadtwerke Neuhafen sind erfunden. Sie betreiben in der Demo das Funknetz für die Sensoren.",
        "offers": "Mitnutzung des LoRaWAN-Netzes in den Nachbarkommunen.",
        "seeks": "Anwendungsfälle für Zählerdaten.",
        "fields": ["energie", "versorgung", "infrastruktur"],
        "blocks": ["lorawan", "sensorik"],
    },
}

# address, first name (the last is the organisation's), organisation, role, function, shown on the profile
PEOPLE = [
    ("koordination@musterstadt.example", "Demo-Koordinatorin", "musterstadt", "coordinator", "Stab Digitales", True),
    ("mitarbeit@musterstadt.example", "Demo-Mitarbeiter", "musterstadt", "staff", "Tiefbauamt", False),
    ("koordination@neuhafen.example", "Demo-Koordinator", "neuhafen", "coordinator", "Leitung Smart City", True),
    ("funknetz@stadtwerke-neuhafen.example", "Demo-Funknetz", "stadtwerke-neuhafen", "coordinator", "Netze", True),
    ("koordination@rurtal.example", "Demo-Kreisverwaltung", "rurtal", "coordinator", "Amt für Digitalisierung", False),
    ("koordination@bergheide.example", "Demo-Rathaus", "bergheide", "coordinator", "Hauptamt", False),
]  # fmt: skip


def seed() -> None:
    """Safe to repeat: what exists is left as people changed it."""
    report = register.take_over(
        register.read(settings.DATA_DIR / "municipalities.csv", settings.DATA_DIR / "kreise.csv")
    )
    if not report.is_quiet:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE members_municipality")
    with transaction.atomic():
        programmes.take_over(settings.DATA_DIR / "smart_city_projects.csv")
        _cities()
        _companies()
        _invented()
        _accounts()
        _group()
        _requests()
        for organisation in Organisation.objects.listed():
            directory.enter_into_search(organisation)


def _cities() -> None:
    for name, ags in CITIES.items():
        Organisation.objects.get_or_create(
            slug=name.lower(),
            defaults={
                "name": name,
                "kind": Kind.MUNICIPALITY,
                "standing": Standing.MEMBER,
                "municipality": Municipality.objects.get(ags=ags),
                "joined_on": FOUNDED,
            },
        )


def _companies() -> None:
    with (settings.DATA_DIR / "utilities.csv").open(encoding="utf-8", newline="") as file:
        lines = {line["name"]: line for line in csv.DictReader(file)}
    for listed, (name, kind, legal_form) in COMPANIES.items():
        line = lines[listed]
        # Where the source does not state the owner's share, the profile does not claim that the company belongs to it.
        owner = Organisation.objects.filter(slug=line["owner_municipality"].lower()).first()
        Organisation.objects.get_or_create(
            slug=name.lower().replace(" ", "-"),
            defaults={
                "name": name,
                "kind": kind,
                "standing": Standing.MEMBER,
                "parent": owner if line["verified"] == "ja" else None,
                "municipality": owner.municipality if owner else None,
                "legal_form": legal_form,
                "is_convener": kind == Kind.IT_PROVIDER,
                "source_url": next((url for url in line["source_url"].split(" | ") if url.startswith("http")), ""),
                "joined_on": FOUNDED,
            },
        )


def _invented() -> None:
    for slug, facts in INVENTED.items():
        own = {key: value for key, value in facts.items() if key not in ("fields", "blocks", "parent")}
        parent = Organisation.objects.get(slug=facts["parent"]) if "parent" in facts else None
        organisation, created = Organisation.objects.get_or_create(
            slug=slug,
            defaults={
                **own,
                "parent": parent,
                "standing": Standing.MEMBER,
                "is_invented": True,
                "joined_on": dt.date(2024, 3, 1),
            },
        )
        if created:
            organisation.fields_of_action.set(FieldOfAction.objects.filter(slug__in=facts["fields"]))
            organisation.building_blocks.set(BuildingBlock.objects.filter(slug__in=facts["blocks"]))


def account(email: str, first_name: str, last_name: str, **fields: Any) -> User:
    """A person of the demo who can sign in at once with the published password."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, PASSWORD, first_name=first_name, last_name=last_name, **fields)
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def _accounts() -> None:
    admin = account("admin@forum.example", "Demo-Leitung", "Geschäftsstelle", is_staff=True, is_superuser=True)
    admin.groups.add(Group.objects.get(name=ADMINS))
    editor = account("redaktion@forum.example", "Demo-Redakteurin", "Redaktion")
    editor.groups.add(Group.objects.get(name=EDITORS))
    for email, first_name, slug, role, function, is_public in PEOPLE:
        organisation = Organisation.objects.get(slug=slug)
        user = account(email, first_name, organisation.name)
        if not Membership.objects.filter(user=user, organisation=organisation).exists():
            Membership.objects.create(
                user=user,
                organisation=organisation,
                role=role,
                function=function,
                is_public=is_public,
                is_contact=role == Membership.Role.COORDINATOR,
            )


def _group() -> None:
    group, created = ExpertGroup.objects.get_or_create(
        slug="data-governance",
        defaults={
            "name": "Data Governance",
            "purpose": "Wer darf welche Daten wofür nutzen? Regeln, Rollen und Verträge, die sich übernehmen lassen.",
        },
    )
    if created:
        group.fields_of_action.set(FieldOfAction.objects.filter(slug__in=["daten", "organisation"]))
        for slug in ("neuhafen", "musterstadt"):  # the first speaks for the group
            place = groups.ask_to_join(
                group,
                user=User.objects.get(email=f"koordination@{slug}.example"),
                organisation=Organisation.objects.get(slug=slug),
            )
            groups.let_in(place)
        board = "Nächster Schritt: Entwurf der Datennutzungsordnung gemeinsam durchgehen (Demo)."
        groups.write_on_board(group, text=board)
        _meetings_and_file(group)


def _meetings_and_file(group: ExpertGroup) -> None:
    speaker = User.objects.get(email="koordination@neuhafen.example")
    ten = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
    for days, title, notes in (
        (-20, "Auftakt der Runde", "Vereinbart: Neuhafen schickt seinen Entwurf herum (Demo)."),
        (15, "Entwurf der Datennutzungsordnung", ""),
    ):
        begins = ten + dt.timedelta(days=days)
        GroupMeeting.objects.create(
            group=group,
            title=title,
            starts_at=begins,
            ends_at=begins + dt.timedelta(hours=2),
            place="Rathaus Neuhafen, Raum 2",
            agenda="Stand in den Kommunen\nOffene Fragen\nNächster Schritt",
            notes=notes,
        )
    draft = ContentFile(b"Entwurf einer Datennutzungsordnung (Demo)\n", name="entwurf.txt")
    group_documents.keep(group, file=draft, title="Entwurf der Datennutzungsordnung", by=speaker)
    people.offer_expertise(
        speaker.memberships.get(),
        fields_of_action=group.fields_of_action.all(),
        text="Datennutzungsordnung geschrieben und mit dem Rat beschlossen (Demo)",
    )


def _requests() -> None:
    """What the desk and a coordinator find waiting: an application, a colleague, a question about own data."""
    colleague = account("kollege@musterstadt.example", "Demo-Kollege", "Musterstadt")
    admission.join_by_domain(colleague, function="Tiefbauamt")
    name = "Wasserwerke Rurtal"
    if not Application.objects.filter(organisation_name=name).exists():
        admission.apply(
            kind=Kind.MUNICIPAL_COMPANY,
            organisation_name=name,
            first_name="Demo-Antragstellerin",
            last_name="Rurtal",
            email="leitung@wasserwerke-rurtal.example",
            function="Betriebsleitung",
            motivation="Wir betreiben Pegel und suchen Kommunen, die Daten zum Wasser gemeinsam nutzen.",
        )
    asking = User.objects.get(email="koordination@bergheide.example")
    if not DataRequest.objects.filter(user=asking).exists():
        people.ask_under_data_protection_law(asking, kind="auskunft", text="Welche Daten liegen zu mir vor? (Demo)")
