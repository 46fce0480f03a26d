"""The logo of an organisation: put there by its own people, a clean picture, gone when it is taken away."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from forum.models import PortalImage
from tests.factories.members import coordinator, organisation

pytestmark = pytest.mark.django_db

DOOR = "/mitglieder/ort/verwalten/logo/"
SCRIPT = b"<html><script>alert(document.cookie)</script>"


@pytest.fixture(autouse=True)
def place(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    place = organisation(name="Ort", slug="ort")
    client.force_login(coordinator(place))
    return place


def _picture(kind="PNG", mode="RGB", tail=b"", **options):
    buffer = io.BytesIO()
    Image.new(mode, (60, 40)).save(buffer, kind, **options)
    return buffer.getvalue() + tail


def _upload(client, name, content):
    return client.post(DOOR, {"logo-file": SimpleUploadedFile(name, content), "logo-rights": "on"})


def test_coordinator_puts_replaces_and_removes_the_logo(client, place):
    for name in ("erstes.png", "zweites.png"):
        assert _upload(client, name, _picture()).url == "/mitglieder/ort/"
    assert 'alt="Logo von Ort"' in client.get("/mitglieder/ort/").content.decode()
    assert PortalImage.objects.count() == 1  # nobody shows the first any more

    client.post(DOOR, {"entfernen": "1"})

    assert not PortalImage.objects.exists()
    assert "Logo von Ort" not in client.get("/mitglieder/ort/").content.decode()


def test_picture_of_the_library_that_others_show_stays(client, place):
    _upload(client, "logo.png", _picture())
    place.refresh_from_db()
    organisation(logo=place.logo)

    client.post(DOOR, {"entfernen": "1"})

    assert PortalImage.objects.count() == 1


def test_logo_keeps_its_transparency_and_nothing_hidden(client):
    exif = Image.Exif()
    exif[0x013B] = "Kamera von Maria"
    _upload(client, "logo.png", _picture(mode="P", transparency=0, exif=exif, tail=SCRIPT))

    with PortalImage.objects.get().file.open() as file:
        content = file.read()
    with Image.open(io.BytesIO(content)) as kept:
        assert kept.mode == "RGBA"
        assert kept.getpixel((0, 0))[3] == 0
    assert b"Maria" not in content
    assert b"script" not in content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bild.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("seite.png", SCRIPT),
        ("halb.png", _picture(mode="L")[:60]),
        ("bewegt.gif", _picture("GIF")),
        ("gross.png", _picture(tail=b"\0" * 10_500_000)),
    ],
    ids=["svg", "html as png", "half", "gif", "eleven megabytes"],
)
def test_hostile_picture_is_refused_with_a_sentence(client, name, content):
    answer = _upload(client, name, content)

    assert answer.status_code == 422
    assert answer.context["logo_form"].errors["file"]
    assert not PortalImage.objects.exists()
