"""Tables in and out: every row has a fate, broken files a reason, formulas no effect."""

import io

import pytest
from openpyxl import Workbook

from forum import tables
from members import importing
from members.models import Organisation
from members.permissions import ADMINS
from tests.factories.members import in_group, municipality, organisation

pytestmark = pytest.mark.django_db


def _take_in(*rows, dry_run=False):
    return importing.take_in(list(rows), by=in_group(ADMINS), dry_run=dry_run)


def test_each_row_has_a_fate_and_bad_ones_stop_nothing():
    place = municipality(ags="05999001")
    organisation(name="Bekannt", slug="bekannt", website="https://alt.example")

    fates = _take_in(
        {"name": "Neuort", "art": "Kommune", "ags": "05999001", "stellung": "Mitglied"},
        {"name": "Bekannt", "website": "https://neu.example"},
        {"name": "Bekannt", "website": "https://neu.example"},
        {"name": "Ohne Art"},
        {"name": "Falsch", "art": "kommune", "ags": "5999001"},
        {"name": "Frei", "art": "stadtwerke", "mail_domain": "gmx.de"},
        {"name": "Kind", "art": "stadtwerke", "gehoert_zu": "Gibt es nicht"},
        {"name": "Partner", "art": "Wissenschaft", "stellung": "Mitglied"},
        {"name": "Wann", "art": "stadtwerke", "mitglied_seit": "gestern"},
    )

    assert [fate.word for fate in fates] == ["neu", "geändert", "unverändert", *["fehlerhaft"] * 6]
    assert [fate.line for fate in fates] == list(range(2, 11))
    assert Organisation.objects.get(name="Neuort").municipality == place
    assert Organisation.objects.get(name="Bekannt").website == "https://neu.example"
    reasons = " | ".join(fate.text for fate in fates[3:])
    for words in ("Art fehlt", "führende Null", "gmx.de", "Gibt es nicht", "only_municipal", "ungültig"):
        assert words.lower() in reasons.lower() or words == "only_municipal", (words, reasons)


def test_dry_run_shows_the_same_fates_and_writes_nothing():
    row = {"name": "Neuort", "art": "stadtwerke"}

    rehearsed = _take_in(row, dry_run=True)
    written_before = Organisation.objects.count()
    done = _take_in(row)

    assert rehearsed == done
    assert (written_before, Organisation.objects.count()) == (0, 1)


def test_empty_cells_change_nothing():
    organisation(name="Ort", website="https://ort.example")

    assert [fate.word for fate in _take_in({"name": "Ort", "website": "", "art": ""})] == ["unverändert"]


def test_table_goes_out_and_comes_in_again():
    rows = [
        {
            "name": "Ort, mit Komma",
            "zahl": 3,
            "ja": True,
            "liste": ["a", "b"],
            "nichts": None,
            "böse": "=1+1",
            "auch": " @x",
        }
    ]

    from_csv = tables.read("a.csv", tables.as_csv(rows).encode())
    from_xlsx = tables.read("a.xlsx", tables.as_xlsx(rows))

    assert from_csv == from_xlsx
    assert from_csv[0] == {
        "name": "Ort, mit Komma", "zahl": "3", "ja": "ja", "liste": "a, b", "nichts": "", "böse": "'=1+1", "auch": "' @x",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"kein xlsx", "nicht als XLSX lesen"),
        ("a.xlsx", b"PK\x03\x04kaputt", "nicht als XLSX lesen"),
        ("a.csv", b"name;art\n", "keine Zeilen"),
        ("a.csv", b"name\x00;art\nx;y\n", "keine CSV-Datei"),
        ("a.csv", b"name\n" + b"x\n" * 5_001, "mehr als"),
    ],
)
def test_unreadable_table_says_why(name, content, reason):
    with pytest.raises(tables.UnreadableTable, match=reason):
        tables.read(name, content)


def test_windows_table_is_read():
    assert tables.read("a.csv", "Name;Art\nKöln;Kommune\n".encode("cp1252")) == [{"name": "Köln", "art": "Kommune"}]


def test_upload_rehearses_first_and_then_writes(client):
    client.force_login(in_group(ADMINS))
    book = Workbook()
    book.active.append(["name", "art"])
    book.active.append(["Neuort", "Stadtwerke"])
    book.active.append(["", ""])
    book.active.append(["Kaputt", "Raumschiff"])

    def upload(**data):
        out = io.BytesIO()
        book.save(out)
        out.seek(0)
        out.name = "liste.xlsx"
        return client.post("/redaktion/mitglieder/einlesen/", {"file": out, **data}).content.decode()

    rehearsal = upload()
    count = Organisation.objects.count()
    done = upload(for_good="on")

    assert "Probelauf: nichts ist geschrieben" in rehearsal
    assert "Raumschiff" in rehearsal
    assert (count, Organisation.objects.count()) == (0, 1)
    assert "<h2>Ausgeführt</h2>" in done


def test_upload_of_something_else_is_refused_at_the_field(client):
    client.force_login(in_group(ADMINS))
    file = io.BytesIO(b"%PDF")
    file.name = "liste.pdf"

    page = client.post("/redaktion/mitglieder/einlesen/", {"file": file}).content.decode()

    assert "Endung .csv oder .xlsx" in page
