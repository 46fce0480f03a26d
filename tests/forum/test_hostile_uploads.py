"""Files that want something else than to be looked at: refused with a sentence, or kept where they can do nothing."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

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
