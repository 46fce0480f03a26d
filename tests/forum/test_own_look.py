"""Another forum under its own name: colours on which words can be read, a logo, its source code."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from PIL import Image

from forum.contrast import contrast
from forum.models import PortalImage, PortalSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return PortalSettings.load()


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_the_one_wcag_defines(one, other, ratio):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(
    ("field", "colour", "sentence"),
    [
        ("action_colour", "#88aaff", "Zu hell"),
        ("night_colour", "#4060a0", "Zu hell"),
        ("accent_colour", "#205020", "Zu dunkel"),
        ("action_colour", "blau", "Bitte eine Farbe wie"),
    ],
)
def test_colour_on_which_nobody_could_read_is_refused_with_a_reason(portal, field, colour, sentence):
    setattr(portal, field, colour)

    with pytest.raises(ValidationError) as refused:
        portal.full_clean()

    assert any(sentence in message for message in refused.value.message_dict[field])


def test_own_name_colours_logo_and_source_stand_on_every_page(client, portal):
    assert b"wordmark__logo" not in client.get("/").content

    picture = io.BytesIO()
    Image.new("RGB", (300, 300), "navy").save(picture, "PNG")
    portal.logo = PortalImage.objects.create(
        title="Logo", file=ImageFile(io.BytesIO(picture.getvalue()), "logo.png"), description="Logo", credit="Demo"
    )
    portal.name, portal.claim = "Rurtal", "Dörfer teilen, was funktioniert."
    portal.accent_colour, portal.night_colour, portal.action_colour = "#ffcc66", "#3b0d2e", "#8a1c5a"
    portal.source_url, portal.contact_phone = "https://quelle.example/portal", "0200 123"
    portal.full_clean()
    portal.save()
    page = client.get("/impressum/").content.decode()
    sheet = page.split('href="/farben-')[1].split('"')[0]

    for words in (
        "– Forum Rurtal</title>",
        "Dörfer teilen",
        'href="https://quelle.example/portal"',
        'href="tel:0200123"',
    ):
        assert words in page
    assert 'class="wordmark__logo" src="/medien/images/logo' in page
    colours = client.get(f"/farben-{sheet}")
    assert "--f-lime:#ffcc66;" in colours.content.decode()
    assert "--f-act:light-dark(#8a1c5a," in colours.content.decode()
    assert client.get("/farben-000000000000.css").status_code == 404


def test_every_legal_page_is_linked_from_every_footer(client):
    footer = client.get("/suche/").content.decode().split('<footer class="site-footer">')[1]

    for address in ("/impressum/", "/datenschutz/", "/barrierefreiheit/", "/leichte-sprache/", "/hausregeln/"):
        assert f'href="{address}"' in footer
    for address in ("/meldung/?anliegen=barriere", "/meldung/?anliegen=inhalt", "mailto:"):
        assert f'href="{address}' in footer


def test_pages_stand_though_the_file_of_the_logo_is_gone(client, portal):
    picture = io.BytesIO()
    Image.new("RGB", (300, 300), "navy").save(picture, "PNG")
    portal.logo = PortalImage.objects.create(
        title="Logo", file=ImageFile(io.BytesIO(picture.getvalue()), "logo.png"), description="Logo", credit="Demo"
    )
    portal.save()
    portal.logo.file.storage.delete(portal.logo.file.name)

    assert client.get("/impressum/").status_code == 200
