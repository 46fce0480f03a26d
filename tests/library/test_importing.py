"""Kurzeinträge from CSV: checked first, all or nothing, safe to repeat."""

import csv
from io import StringIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from forum.models import SearchDocument, Tag
from library.importing import COLUMNS, ImportRefused, maturity_of, read, take_in
from library.models import PracticePage
from members.models import Municipality, Organisation
from members.permissions import EDITORS, REVIEWERS
from tests.factories import members

pytestmark = pytest.mark.django_db

ROW = {
    "id": "GP-900",
    "title": "Gießen nach Bodenfeuchte",
    "ags": "05999001",
    "theme": "climate-adaptation-green",
    "summary_de": "Sensoren sagen, welcher Baum Wasser braucht.",
    "status": "in Betrieb, Ausbau",
    "year": "2024",
    "technology": "LoRaWAN",
    "source_url": "https://quelle.example/baum",
}


def file_of(*rows):
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def taken(*rows, **how):
    return take_in(read("praxis.csv", file_of(*rows)), **how)


@pytest.fixture
def place():
    return members.municipality(ags="05999001", name="Baumstadt")


def test_row_becomes_a_published_short_entry_with_its_source(place):
    taken(ROW)

    page = PracticePage.objects.shown().get()
    assert page.is_short
    assert page.slug == "giessen-nach-bodenfeuchte"
    assert (page.origin.municipality, page.origin.standing) == (place, Organisation.Standing.MENTIONED)
    assert [field.slug for field in page.fields_in_order] == ["umwelt"]
    assert (page.maturity, page.source_status, page.source_year) == ("regelbetrieb", "in Betrieb, Ausbau", 2024)
    assert SearchDocument.objects.filter(kind="praxis", object_id=str(page.pk)).exists()


def test_import_twice_changes_nothing(place):
    taken(ROW)

    report = taken(ROW)

    assert (report.created, report.updated, len(report.unchanged)) == ([], [], 1)
    assert PracticePage.objects.count() == 1


def test_changed_row_updates_the_page_that_is_still_a_short_entry(place):
    taken(ROW)

    report = taken({**ROW, "summary_de": "Neuer Satz."})

    assert report.updated == [ROW["title"]]
    assert PracticePage.objects.get().lead == "Neuer Satz."


def test_dry_run_writes_nothing(place):
    report = taken(ROW, dry_run=True)

    assert report.created == [ROW["title"]]
    assert not PracticePage.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "Der Titel fehlt"),
        ({"summary_de": "x" * 301}, "mehr als 300 Zeichen"),
        ({"source_url": "javascript:alert(1)"}, "keine Internet-Adresse"),
        ({"ags": "00000000"}, "gibt es im Register nicht"),
        ({"theme": "unbekannt"}, "Schlagwort"),
        ({"year": "bald"}, "keine Jahreszahl"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_one_wrong_row_refuses_the_whole_file(place, change, sentence):
    with pytest.raises(ImportRefused) as refused:
        taken(ROW, {**ROW, "id": "GP-901", **change})

    assert [line for line, _words in refused.value.report.problems] == [3]
    assert sentence in refused.value.report.problems[0][1]
    assert not PracticePage.objects.exists()


def test_file_without_the_columns_is_refused_with_their_names():
    with pytest.raises(ImportRefused) as refused:
        read("praxis.csv", b"name;ort\nStadtkarte;Ort\n")

    assert refused.value.report.problems == [
        (1, "In der ersten Zeile fehlen die Spalten: titel, zusammenfassung, quelle.")
    ]


def test_the_template_in_german_is_read_back(client, place):
    client.force_login(members.in_group(EDITORS))
    head = client.get(reverse("library:import_template")).content.decode("utf-8-sig").strip()
    tag = Tag.objects.get(slug=ROW["theme"])
    german = {COLUMNS[name]: value for name, value in {**ROW, "theme": tag.name}.items()}

    (row,) = read("praxis.csv", f"{head}\n{';'.join(german.get(name, '') for name in head.split(';'))}\n".encode())

    assert head.startswith("kennung;titel;ort;ags;")
    assert row == {**dict.fromkeys(COLUMNS, ""), **ROW, "theme": tag.name}
    assert taken(row).created == [ROW["title"]]
    assert [each.pk for each in PracticePage.objects.get().tags.all()] == [tag.pk]


@pytest.mark.parametrize(
    ("words", "maturity"),
    [
        ("in Betrieb (Stand 2022)", "regelbetrieb"),
        ("Pilot", "pilot"),
        ("geplant ab Sommer 2025", "konzept"),
        ("Forschungsprojekt abgeschlossen", "beendet"),
        ("umgesetzt", ""),
        ("gefördert 2021–2025", ""),
    ],
)
def test_maturity_claims_no_more_than_the_source_says(words, maturity):
    assert maturity_of(words) == maturity


def test_command_tells_each_wrong_line(place, tmp_path):
    path = tmp_path / "praxis.csv"
    path.write_bytes(file_of({**ROW, "title": ""}))
    errors = StringIO()

    with pytest.raises(CommandError, match="nichts übernommen"):
        call_command("import_practices", str(path), stderr=errors)

    assert errors.getvalue().startswith("Zeile 2: Der Titel fehlt")


def test_documented_practices_come_in_as_they_are():
    """The shipped data against the rules of the importer, with just enough of the register."""
    path = settings.DATA_DIR / "good_practices.csv"
    rows = read(path.name, path.read_bytes())
    keys = {key.strip() for row in rows for key in [row["ags"], *row["further_ags"].split(";")] if key.strip()}
    for ags in keys:
        level = Municipality.Level.DISTRICT if len(ags) == 5 else Municipality.Level.MUNICIPALITY
        members.municipality(ags=ags, ars="", level=level, name=f"Ort {ags}")

    report = take_in(rows)

    assert len(report.created) == 77
    assert PracticePage.objects.shown().filter(entry_kind="kurzeintrag").exclude(source_url="").count() == 77


# --- In the browser -------------------------------------------------------------------------------------------------


def send(client, row, step):
    file = SimpleUploadedFile("praktiken.csv", file_of(row))
    return client.post(reverse("library:import"), {"file": file, "schritt": step})


def test_editor_looks_first_and_then_takes_in(client, place):
    client.force_login(members.in_group(EDITORS))

    looked = send(client, ROW, "pruefen").content.decode()
    assert ("1 neue Praxis" in looked, PracticePage.objects.count()) == (True, 0)
    send(client, ROW, "uebernehmen")

    assert PracticePage.objects.shown().get().title == ROW["title"]


def test_wrong_rows_and_files_are_told_and_nothing_is_written(client, place):
    client.force_login(members.in_group(EDITORS))

    wrong_row = send(client, {**ROW, "ags": "05999999"}, "uebernehmen")
    no_table = client.post(reverse("library:import"), {"file": SimpleUploadedFile("bild.csv", b"\xff\xd8\x00\xe0")})

    assert (wrong_row.status_code, "Zeile 2: Den Gemeindeschlüssel" in wrong_row.content.decode()) == (422, True)
    assert (no_table.status_code, "keine CSV-Datei" in no_table.content.decode()) == (422, True)
    assert PracticePage.objects.count() == 0


def test_only_editors_import(client):
    answers = []
    for person in (None, members.member(), members.in_group(REVIEWERS)):
        client.logout()
        if person:
            client.force_login(person)
        answers.append(client.get(reverse("library:import")).status_code)

    assert answers == [302, 403, 403]
