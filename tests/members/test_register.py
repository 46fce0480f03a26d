"""Taking over the register: twice the same, what changed, what is gone, and what is refused."""

import csv
import io
import re
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from members import gazetteer, register
from members.models import Municipality
from members.models.register import validate_ags, validate_ars
from tests.factories.members import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path):
    """Three municipalities of the real register and their district, as files that a test may change."""
    towns = _some(settings.DATA_DIR / "municipalities.csv", "ags", {"05370004", "05334002", "05122000"})
    districts = _some(settings.DATA_DIR / "kreise.csv", "ags5", {"05370"})

    def write():
        for name, rows in (("towns.csv", towns), ("districts.csv", districts)):
            with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, rows[0])
                writer.writeheader()
                writer.writerows(rows)
        return tmp_path / "towns.csv", tmp_path / "districts.csv"

    return towns, districts, write


def _some(path, key, wanted):
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row[key] in wanted]


def test_register_takes_over_every_row_and_changes_nothing_the_second_time():
    rows = register.read(settings.DATA_DIR / "municipalities.csv", settings.DATA_DIR / "kreise.csv")

    first = register.take_over(rows)
    second = register.take_over(rows)

    assert (len(first.new), len(first.changed), len(first.gone)) == (11_151, 0, 0)
    assert (second.is_quiet, second.unchanged) == (True, 11_151)
    assert Municipality.objects.filter(level="gemeinde").count() == 10_751
    assert Municipality.objects.get(ags="05334002").population == 262_670


def test_register_reports_what_changed_and_keeps_what_people_wrote(files):
    towns, _districts, write = files
    register.take_over(register.read(*write()))
    erkelenz = Municipality.objects.get(ags="05370004")
    member = organisation(municipality=erkelenz, summary="Was wir schrieben")
    row = next(row for row in towns if row["ags"] == "05370004")
    before, row["population"] = row["population"], "50000"

    report = register.take_over(register.read(*write()))

    assert report.changed == [f"05370004 Erkelenz: Einwohnerzahl {before} → 50000"]
    assert (report.new, report.gone, report.unchanged) == ([], [], 3)
    member.refresh_from_db()
    assert (member.population, member.summary) == (50_000, "Was wir schrieben")


def test_register_marks_what_left_and_welcomes_it_back(files):
    towns, _districts, write = files
    register.take_over(register.read(*write()))
    solingen = towns.pop()

    gone = register.take_over(register.read(*write()))
    towns.append(solingen)
    back = register.take_over(register.read(*write()))

    assert gone.gone == [f"{solingen['ags']} {solingen['name']}"]
    assert back.changed == [f"{solingen['ags']} {solingen['name']}: wieder im Register"]
    assert Municipality.objects.filter(gone_on=None).count() == 4


def test_register_dry_run_writes_nothing(files):
    _towns, _districts, write = files

    report = register.take_over(register.read(*write()), dry_run=True)

    assert len(report.new) == 4
    assert Municipality.objects.count() == 0


def test_register_refuses_a_file_that_was_cut_off(files):
    towns, _districts, write = files
    register.take_over(register.read(*write()))
    del towns[1:]
    (write_towns, write_districts) = write()
    write_districts.write_text(write_districts.read_text().splitlines()[0] + "\n")

    with pytest.raises(register.RegisterRefused, match="vollständig"):
        register.take_over(register.read(write_towns, write_districts))

    assert Municipality.objects.filter(gone_on=None).count() == 4


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("ags", "5370004", "führende Null: meinten Sie 05370004"),
        ("ags", "05370004x", "nur aus Ziffern"),
        ("ags", "17370004", "17 gibt es nicht"),
        ("ars", "053700004", "12 Ziffern"),
        ("ars", "053340004004", "passen nicht zusammen"),
        ("name", "", "Name fehlt"),
        ("population", "viele", "invalid literal"),
        ("population", "-3", "nicht negativ"),
    ],
)
def test_register_names_line_and_reason_of_a_bad_row(files, column, value, reason):
    towns, _districts, write = files
    towns[1][column] = value

    with pytest.raises(register.RegisterRefused) as refusal:
        register.read(*write())

    assert len(refusal.value.reasons) == 1
    assert "towns.csv, Zeile 3" in refusal.value.reasons[0]
    assert reason in refusal.value.reasons[0]


def test_command_says_in_one_sentence_why_it_refuses(files, tmp_path):
    _towns, _districts, write = files
    (tmp_path / "leer.csv").write_bytes(b"\xff\xfe")
    _, districts = write()

    with pytest.raises(CommandError, match=r"Nichts übernommen.\nleer.csv ist nicht in UTF-8"):
        call_command("import_register", municipalities=tmp_path / "leer.csv", districts=districts)


@pytest.mark.parametrize("ags", ["05334002", "05334", "16077001"])
def test_ags_is_valid(ags):
    validate_ags(ags)


@pytest.mark.parametrize(
    ("ags", "code"),
    [("5334002", "leading_zero"), ("5334", "leading_zero"), ("053340021", "length"), ("0533400A", "digits"),
     ("99000000", "land"), ("٠٥٣٣٤٠٠٢", "digits")],
)  # fmt: skip
def test_ags_is_refused_with_its_reason(ags, code):
    with pytest.raises(ValidationError) as error:
        validate_ags(ags)

    assert error.value.code == code


def test_ars_is_refused_with_its_reason():
    validate_ars("")
    validate_ars("053340002002")
    with pytest.raises(ValidationError, match="12 Ziffern"):
        validate_ars("0533400020")


# --- The file as Destatis publishes it ---

CODES = {"Kreisfreie Stadt": "41", "Stadtkreis": "42", "Kreis": "43", "Landkreis": "44", "Regionalverband": "45"}


def _record(kind, key, name, *, association="", seat="", code="", hectares=None, people=None):
    """One line of GV100AD, 220 characters."""
    figures = f"{hectares:011d}{people:011d}{0:011d}    12345" if people is not None else ""
    return f"{kind}20251130{key:<8}{association:<4}{name:<50}{seat:<50}{code:<2}    {figures}".ljust(220)


def _official(towns, districts):
    """The rows of data/ in the official form, in its order: a Land, its districts, their municipalities."""
    lines, land, district = [], "", ""
    kinds = {each["ags5"]: CODES[each["kind"]] for each in districts}
    for town in towns:
        if land != (land := town["bundesland_ags"]):
            lines.append(_record("10", land, town["bundesland"]))
        if district != (district := town["kreis_ags"]):
            lines.append(_record("40", district, town["kreis"], seat="Sitz", code=kinds[district]))
            lines.append(_record("50", district, "Ein Verband", association="0001", code="51"))
        lines.append(
            _record(
                "60",
                town["ags"],
                town["name_official"],
                association=town["ars"][5:9],
                code=town["kind_code"],
                hectares=round(float(town["area_km2"]) * 100),
                people=int(town["population"]),
            )
        )
    lines.append(_record("60", "01053105", "Forstgutsbezirk", association="9105", code="66", hectares=1, people=0))
    return lines


def _all_of(name):
    with (settings.DATA_DIR / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def official(tmp_path):
    towns, districts = _all_of("municipalities.csv"), _all_of("kreise.csv")
    few = [town for town in towns if town["kreis_ags"] in ("05370", "05122")]
    path = tmp_path / "GV100AD_30112025.txt"

    def write(towns=few):
        path.write_text("\r\n".join(_official(towns, districts)) + "\r\n", encoding="utf-8")
        return path

    return towns, few, write


def test_official_file_says_the_same_as_the_rows_shipped(official):
    towns, _few, write = official
    register.take_over(register.read(settings.DATA_DIR / "municipalities.csv", settings.DATA_DIR / "kreise.csv"))

    report = register.take_over(gazetteer.read(write(towns)))

    assert (report.changed, report.new, report.gone, report.unchanged) == ([], [], [], 11_151)


def test_official_file_is_read_from_its_zip_and_from_old_editions(official, tmp_path):
    _towns, few, write = official
    path = write()
    zipped, old = tmp_path / "GV100AD4QAktuell.zip", tmp_path / "GV100AD_311217.ASC"
    with ZipFile(zipped, "w") as archive:
        archive.writestr("Datensatzbeschreibung.pdf", b"%PDF")
        archive.write(path, "GV100AD_30112025.txt")
    old.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))

    rows = gazetteer.read(path)

    assert (rows, rows) == (gazetteer.read(zipped), gazetteer.read(old))
    assert sorted(row[0] for row in rows if len(row[0]) == 5) == ["05122", "05370"]
    assert sum(row[10] for row in rows if row[0] == "05370") == sum(
        int(town["population"]) for town in few if town["kreis_ags"] == "05370"
    )


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_command_shows_how_far_it_is_on_a_terminal_only(official):
    _towns, _few, write = official
    terminal, file = Terminal(), io.StringIO()

    call_command("import_register", write(), stdout=terminal, dry_run=True)
    call_command("import_register", write(), stdout=file, dry_run=True)

    last = terminal.getvalue().split("\r")[-1].splitlines()[0]
    assert re.fullmatch(r".+  \[█{30}\] (\d+)/\1", last)
    assert "█" not in file.getvalue()
    assert "Probelauf" in file.getvalue()


def test_command_reports_the_changes_of_a_new_edition_and_nothing_the_second_time(official, capsys):
    _towns, few, write = official
    call_command("import_register", write(), verbosity=0)
    Municipality.objects.filter(ags="05370004").update(latitude=51.0, longitude=6.3, degurba=2)
    next(town for town in few if town["ags"] == "05370004")["population"] = "50000"

    call_command("import_register", write())
    first = capsys.readouterr().out
    call_command("import_register", write())
    second = capsys.readouterr().out

    assert "05370004 Erkelenz: Einwohnerzahl " in first
    assert "→ 50000" in first
    assert "geändert: 2" in first  # the municipality and its district
    assert "geändert: 0" in second
    assert Municipality.objects.get(ags="05370004").degurba == 2


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda line: line[:122] + "99" + line[124:], "Textkennzeichen „99“ ist unbekannt"),
        (lambda line: line[:139] + "viele      " + line[150:], "Einwohnerzahl „viele“ ist keine Zahl"),
        (lambda line: line[:10] + "17370004" + line[18:], "Land oder Kreis zu 17370004 fehlt davor"),
        (lambda _line: "<html>", "beginnt nicht mit einer Satzart"),
    ],
)
def test_official_file_names_the_line_it_cannot_read(official, damage, reason):
    _towns, _few, write = official
    path = write()
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] = damage(lines[3])
    path.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(register.RegisterRefused) as refusal:
        gazetteer.read(path)

    assert len(refusal.value.reasons) == 1
    assert refusal.value.reasons[0].startswith("GV100AD_30112025.txt, Zeile 4: ")
    assert reason in refusal.value.reasons[0]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("gibtesnicht.txt", None, "lässt sich nicht lesen"),
        ("kaputt.zip", b"PK\x03\x04", "enthält keine Datei GV100AD"),
        ("leer.txt", b"", "enthält keine Gemeinde"),
    ],
)
def test_wrong_file_is_refused_in_a_sentence(tmp_path, name, content, reason):
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(CommandError, match=reason):
        call_command("import_register", tmp_path / name)
