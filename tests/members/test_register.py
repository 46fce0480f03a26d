"""Taking over the register: twice the same, what changed, what is gone, and what is refused."""

import csv

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from members import register
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
    next(row for row in towns if row["ags"] == "05370004")["population"] = "50000"

    report = register.take_over(register.read(*write()))

    assert report.changed == ["05370004 Erkelenz: population"]
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
    assert back.changed == [f"{solingen['ags']} {solingen['name']}: gone_on"]
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
