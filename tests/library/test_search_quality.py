"""Does the Library find what a clerk means? Over the 77 documented practices as the portal itself imports and indexes them.

The questions here were written before anybody looked at what the search answers, and none of them was used to tune it:
that was done with those of tests/forum/test_search_quality.py. Each line: what is typed, and the practices (numbers of
data/good_practices.csv) that must be among the first ten.
"""

import csv

import pytest
from django.conf import settings

from forum import search
from library.importing import read, take_in
from library.models import PracticePage
from members import register
from members.models import Organisation
from tests.forum.test_search_quality import QUESTIONS as TUNED

pytestmark = pytest.mark.django_db

HELD_OUT = {
    # inflections
    "Drohnen": "17",
    "Stadtbäume gießen": "46 73",
    "digitaler Zwillinge": "41 47 69 70",
    "Ladesäulen": "57",
    "Straßenlaternen": "24 61 64",
    "Freiwillige": "46",
    "alte Menschen": "77",
    "quelloffene App": "1 50",
    "Klimadaten": "36 51",
    # compounds and their parts
    "Parkplatzsuche": "26",
    "Stellplatzbelegung": "21 25",
    "Baumbewässerung": "9",
    "Pegelstand": "6",
    "Parksensor": "21 23 57",
    "Radweg Licht": "61",
    "Bibliothek": "18",
    "Haltestelle": "68",
    "Insektenschutz": "63",
    "Altglas": "48",
    "Abfalleimer": "7 28 29",
    "Geoportal": "12 43",
    "Fahrplanauskunft": "52",
    "Ortstermin": "59",
    "Panorama": "59",
    "3D-Modell": "12 71 76",
    "Beteiligungsplattform": "32 75",
    # umlauts however typed
    "Buergerbeteiligung": "32",
    "Moenchengladbach": "15 16 17 18",
    "Ladesaeule": "57",
    "Ueberflutung": "70",
    # typos
    "Klimadaschboard": "36 60",
    "Hochwasserschuz": "22",
    "Sensornez": "35",
    "Datenplatform Südwestfalen": "34",
    "Demennz": "77",
    # synonyms and abbreviations
    "Digital Twin": "69 70",
    "Überschwemmung": "19",
    "Papierkorb": "7 28 29",
    "Bürgerapp": "1 48",
    "Stadt App": "1 27",
    "Offene Daten": "20 44",
    "Bund ID": "8",
    "CO2 Schule": "31",
    "QR Code": "4 38",
    "Ehrenamt": "37",
    "grüne Welle": "66",
    "Einzelhandel": "38",
    # what it is about
    "Rettungswagen Zufahrt blockiert": "55",
    "Glascontainer": "48",
    "Wasserknappheit": "49 69",
    "Starkregen": "11 12",
    "Feuerwehr": "19",
    "Katastrophenschutz": "67",
    "Winterdienst": "56",
    "Bauhof": "56 68",
    "Hitzeinseln": "70",
    "LED Lampen dimmen": "24",
    "Bewegungsmelder": "65",
    "Energie sparen": "58 63",
    "Labor Proben Krankenhaus": "17",
    "Schadstoffe Verkehr": "13",
    "Carsharing": "4",
    "Leerstand": "38",
    "Videoberatung": "8",
    # places
    "Münster": "36 37",
    "Paderborn Parken": "21",
    "Landkreis": "69",
    "Stadtwerke Tübingen": "62",
}
RECALL, FIRST_THREE = 0.95, 0.85


@pytest.fixture
def numbers():
    """{title: number} of the documented practices, imported as the portal does it."""
    Organisation.objects.get_or_create(
        slug="civitas-connect", defaults={"name": "Civitas Connect e. V.", "kind": Organisation.Kind.ASSOCIATION}
    )
    data = settings.DATA_DIR
    register.take_over(register.read(data / "municipalities.csv", data / "kreise.csv"))
    path = data / "good_practices.csv"
    with path.open(encoding="utf-8", newline="") as file:
        by_title = {row["title"]: str(int(row["id"].removeprefix("GP-"))) for row in csv.DictReader(file)}
    with path.open(encoding="utf-8", newline="") as file:
        rows = read(file)
    for row in rows:
        row["municipality"] = row["municipality"] or "Civitas Connect e. V."
    take_in(rows)
    search.rebuild()
    keys = {str(pk): by_title[title] for pk, title in PracticePage.objects.values_list("pk", "title")}
    assert len(keys) == 77
    return keys


def quality(questions, numbers):
    """Mean recall among ten, the share of questions with a meant hit among three, and what went wrong."""
    recalls, first_three, failures = [], 0, []
    for question, meant in questions.items():
        expected = set(meant.split())
        ids = [numbers[pk] for pk in search.find(question, kinds=["praxis"], per_page=10).ids]
        recalls.append(len(expected & set(ids)) / len(expected))
        first_three += bool(expected & set(ids[:3]))
        if recalls[-1] < 1 or not expected & set(ids[:3]):
            failures.append(f"{question}: missing {sorted(expected - set(ids))}, first {ids[:3]}")
    return sum(recalls) / len(questions), first_three / len(questions), failures


def test_questions_nobody_tuned_for_are_answered_as_well(numbers):
    assert len(HELD_OUT) + len(TUNED) >= 60
    assert len(HELD_OUT) >= len(TUNED)
    assert not set(HELD_OUT) & set(TUNED)
    for questions in (TUNED, HELD_OUT):
        recall, first_three, failures = quality(questions, numbers)
        print(f"recall {recall:.3f}, first three {first_three:.3f}, failures {len(failures)}")
        assert recall >= RECALL, len(failures)
        assert first_three >= FIRST_THREE, len(failures)
