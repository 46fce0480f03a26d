"""Files that want something else than to be looked at: refused with a sentence, or kept where they can do nothing."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook
from PIL import Image

from forum import tables
from forum.models import PortalDocument, PortalImage
from members.permissions import EDITORS
from tests.factories import members

pytestmark = pytest.mark.django_db

SCRIPT = b"<html><script>alert(document.cookie)</script>"


def bomb() -> bytes:
    """A PNG of two hundred bytes that says it is 60,000 by 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def jpeg(tail: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(buffer, "JPEG")
    return buffer.getvalue() + tail


@pytest.fixture(autouse=True)
def editor(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(members.in_group(EDITORS))


def upload(client, kind: str, name: str, content: bytes):
    file = SimpleUploadedFile(name, content)
    facts = {"title": "Datei", "file": file, "description": "Etwas", "credit": "Stadt"}
    return client.post(reverse(f"{kind}:add"), facts)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bombe.png", bomb()),
        ("seite.jpg", SCRIPT),
        ("leer.png", b""),
        ("kopf.jpg", jpeg()[:300]),
        ("halb.jpg", jpeg()[:-200]),
        ("bild.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("gross.jpg", jpeg(b"\0" * 10_500_000)),
    ],
    ids=["bomb", "html as jpg", "empty", "cut head", "cut body", "svg", "eleven megabytes"],
)
def test_picture_that_is_none_is_refused_with_a_sentence(client, name, content):
    answer = upload(client, "wagtailimages", name, content)

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not PortalImage.objects.exists()


def test_picture_with_a_page_behind_it_stays_a_picture(client):
    upload(client, "wagtailimages", "beides.jpg", jpeg(SCRIPT))
    rendition = PortalImage.objects.get().get_rendition("width-50")

    with rendition.file.open() as file, Image.open(file) as shown:
        assert shown.format == "JPEG"
    with rendition.file.open() as file:
        assert SCRIPT not in file.read()
    assert rendition.url.endswith(".jpg")


@pytest.mark.parametrize("name", ["seite.html", "bild.svg", "programm.exe", "skript.js", "seite.pdf.html", "x.xhtml"])
def test_document_of_a_kind_that_runs_is_refused(client, name):
    answer = upload(client, "wagtaildocs", name, SCRIPT)

    assert answer.context["form"].errors["file"]
    assert not PortalDocument.objects.exists()


def test_document_that_lies_about_its_kind_is_never_shown_by_the_browser(client):
    upload(client, "wagtaildocs", "../../vertrag.pdf", SCRIPT)
    document = PortalDocument.objects.get()
    client.logout()

    served = client.get(document.url)

    assert document.file.name == "documents/vertrag.pdf"
    assert served["Content-Disposition"].startswith("attachment")
    assert served["Content-Type"] == "application/pdf"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in served["Content-Security-Policy"]
    served.close()


def test_archive_with_paths_that_lead_out_is_kept_as_a_file_and_never_unpacked(client, tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../../../tmp/ausbruch.txt", b"draussen")

    upload(client, "wagtaildocs", "daten.zip", buffer.getvalue())

    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["daten.zip"]


WORDS = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


def sheet_of(rows: str, strings: str = "") -> bytes:
    """A table as XLSX with these rows, whatever they say about themselves."""
    book = Workbook()
    book.active.append(["Frage"])
    plain, made = io.BytesIO(), io.BytesIO()
    book.save(plain)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>".encode()
            if name == "[Content_Types].xml":
                content = content.replace(b"</Types>", WORDS + b"</Types>")
            new.writestr(name, content)
        new.writestr("xl/sharedStrings.xml", f"<sst {space}>{strings}</sst>")
    return made.getvalue()


CELL = '<c r="A1" t="inlineStr"><is><t>Frage</t></is></c>'


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(sheet_of(f'<row r="1">{CELL}</row><row r="900000"/>'), id="a row far away"),
        pytest.param(sheet_of(f'<row r="1">{CELL}</row>', "<si><t>Aaaaaaaaaa</t></si>" * 1_200_000), id="many words"),
        pytest.param(
            sheet_of("".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 400))), id="wide"
        ),
    ],
)
def test_table_that_unpacks_to_something_huge_costs_little_memory(content):
    """A member's fact sheet is read in the web process: a file of a few kilobytes must not fill its memory."""
    tracemalloc.start()
    with suppress(tables.UnreadableTable):
        tables.read("steckbrief.xlsx", content)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 20_000_000
