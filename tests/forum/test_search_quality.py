"""Does the search find what a clerk means? German questions over the documented practices.

Each line: what is typed, and the practices (numbers of data/good_practices.csv) that must be among the first ten.
"""

import csv

import pytest
from django.conf import settings
from django.utils import timezone

from forum import search

pytestmark = pytest.mark.django_db

QUESTIONS = {
    # themes and inflections
    "Parken": "21 23 25 26 45 66",
    "Parkplatz": "21 26",
    "freie Stellplätze": "23 45 57",
    "Bäume": "9 46 73",
    "Ampeln": "13 30 44 66",
    "digitale Zwillinge": "12 22 41 47 69 70",
    "Drohne": "17",
    "Schule": "31",
    "Insekt": "63",
    "Radwege": "61",
    "ältere Mensch": "77",
    "Bürgerinnen": "18 53",
    # compounds and their parts
    "Beleuchtung": "24 58 61 63 64 65",
    "Straßenbeleuchtung": "24 61 64",
    "Hochwasser": "12 19 22 69",
    "Wasser": "49 69",
    "Plattform": "10 15 20 34 40",
    "Behälter": "7 28 29 68",
    "Sensornetz": "35",
    "Datenplattform Dortmund": "10",
    "Hochwasserwarnung": "19",
    "Winter": "56",
    "Gebäude Heizung": "58",
    "Ampelsteuerung": "13 30",
    "Bewässerung": "9 49",
    "Zufahrten für die Rettung": "55",
    "Netz für Sensoren": "35",
    # umlauts however typed
    "Strassenbeleuchtung": "24 61 64",
    "Baeume": "9 46 73",
    "Muelleimer": "28",
    "giessen": "46",
    "Muenster Klima": "36",
    "Suedwestfalen": "33 34",
    "Verwaltungsgebaude": "58",
    # typos
    "strasenbeleuchtung": "24 61 64",
    "Digitaler Zwiling": "12 47 69 70",
    "Datenplatform": "10 15 20",
    "Bürgerbeteilung": "32",
    "Hochwaser": "12 19 22",
    "Mühleimer": "28",
    "Demens": "77",
    # synonyms and abbreviations
    "KI": "9 13 30 48 55 64",
    "Künstliche Intelligenz": "9 13 30 48 55 64",
    "UDP": "10 15 40 41",
    "Lichtsignalanlage": "13 30 44 66",
    "Partizipation": "32 42 74 75",
    "Urban Twin": "12 22 41 47",
    "Internet der Dinge": "33",
    "Elektromobilität": "57",
    "eID": "8",
    "Laterne": "24 61 64 65",
    "CO2": "31",
    "Onlinedienste": "8",
    "Stadtapp": "1",
    "Open-Source": "15 20 40 42",
    # places
    "Monheim": "25",
    "Wuppertal Verkehr": "13",
    "Sauerland": "33 34",
    "Leipzig": "41 42",
    "Halle": "47",
    # whole questions
    "Wie viel Energie spart LED?": "63 64 24",
    "Was hilft gegen Hitze in der Stadt": "49 70 72",
    "Wo ist der Mülleimer voll": "28",
    "Bus Bahn Fahrrad bezahlen": "4",
    "Wann ist der Abfuhrtermin?": "27",
}


@pytest.fixture
def practices():
    """Beside the text pages that every portal has; the Library asks for its own kind only."""
    with (settings.DATA_DIR / "themes.csv").open(encoding="utf-8", newline="") as file:
        themes = {row["slug"]: row["label_de"] for row in csv.DictReader(file)}
    with (settings.DATA_DIR / "good_practices.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            search.put(
                "praxis",
                int(row["id"].removeprefix("GP-")),
                url=f"/bibliothek/{row['id'].lower()}/",
                title=row["title"],
                intro=row["summary_de"],
                body=f"{row['technology']}\n{themes[row['theme']]}",
                place="; ".join(filter(None, [row["municipality"], row["further_municipalities"]])),
                changed_at=timezone.now(),
            )
    search.rebuild()


def test_ten_hits_hold_what_was_meant_and_the_first_three_one_of_it(practices):
    found_share, in_first_three, failures = [], 0, []

    for question, numbers in QUESTIONS.items():
        expected, ids = set(numbers.split()), search.find(question, kinds=["praxis"], per_page=10).ids
        found_share.append(len(expected & set(ids)) / len(expected))
        in_first_three += bool(expected & set(ids[:3]))
        if found_share[-1] < 1 or not expected & set(ids[:3]):
            failures.append(f"{question}: missing {sorted(expected - set(ids))}, first {ids[:3]}")

    report = "\n".join(failures)
    assert sum(found_share) / len(QUESTIONS) >= 0.95, report
    assert in_first_three / len(QUESTIONS) >= 0.85, report
