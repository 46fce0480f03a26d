"""The editors' room: seven entries in German, its own door, no picture without words."""

import io
import re

import pytest
from django.contrib.messages import get_messages
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from forum.models import HomePage, NewsIndexPage, NewsPage, PortalImage, StandardPage
from members.permissions import EDITORS
from tests.factories import ground, members

pytestmark = pytest.mark.django_db

ENTRIES = ["Seiten", "Bibliothek", "Veranstaltungen", "Newsletter", "Mitglieder", "Medien", "Einstellungen"]


@pytest.fixture(autouse=True)
def files_go_elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def jpeg(**options) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(buffer, "JPEG", **options)
    return buffer.getvalue()


def picture(description: str) -> PortalImage:
    return PortalImage.objects.create(
        title="Rathaus", file=ImageFile(io.BytesIO(jpeg()), "rathaus.jpg"), description=description, credit="Stadt"
    )


@pytest.fixture
def editor(client):
    user = members.in_group(EDITORS)
    client.force_login(user)
    return user


def menu(client) -> list[str]:
    from django.test import RequestFactory
    from wagtail.admin.menu import admin_menu

    request = RequestFactory().get("/redaktion/")
    request.user = client
    items = admin_menu.menu_items_for_request(request)
    return [str(item.label) for item in sorted(items, key=lambda item: item.order)]


def test_menu_holds_the_seven_entries_in_order():
    assert menu(ground.user(is_superuser=True, is_staff=True)) == ENTRIES


def test_editors_see_nothing_but_these_entries():
    shown = menu(members.in_group(EDITORS))

    assert shown == [entry for entry in ENTRIES if entry in shown]
    assert {"Seiten", "Medien"} <= set(shown)


def test_signed_out_people_come_to_the_portals_own_door(client):
    answer = client.get("/redaktion/")

    assert answer.status_code == 302
    assert answer["Location"].startswith(("/konto/", "/redaktion/login/"))


def test_members_do_not_enter(client):
    client.force_login(members.coordinator())

    assert client.get("/redaktion/").status_code in (302, 403)


def test_room_bears_the_portals_name_and_speaks_german(client, editor):
    page = client.get("/redaktion/").content.decode()

    assert "Redaktion: Forum Connected Smart City" in page
    assert re.search(r'<html[^>]*lang="de"', page)
    assert "Wagtail update" not in page
    assert "data-w-upgrade" not in page


def post(page, **fields) -> dict[str, str]:
    return {
        "title": page.title,
        "slug": page.slug,
        "lead": "",
        "published_on": page.published_on.isoformat(),
        "byline": "Redaktion",
        "source": "",
        "picture": str(page.picture_id or ""),
        "body-count": "0",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
        **fields,
    }


def test_page_with_an_undescribed_picture_stays_a_draft(client, editor):
    page = NewsPage(title="Neues", slug="neues", live=False, picture=picture(""))
    NewsIndexPage.objects.get().add_child(instance=page)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])

    answer = client.post(address, post(page))
    page.refresh_from_db()
    assert not page.live
    assert "Dem Bild „Rathaus“ fehlt eine Beschreibung" in str(next(iter(get_messages(answer.wsgi_request))))

    PortalImage.objects.update(description="Das Rathaus von vorn")
    client.post(address, post(page))
    page.refresh_from_db()
    assert page.live


def test_pictures_inside_the_text_ask_for_their_description():
    block = StandardPage.body.field.stream_block.child_blocks["picture"]
    image = picture("")
    value = block.to_python({"image": {"image": image.pk, "alt_text": "", "decorative": False}, "caption": ""})

    with pytest.raises(Exception, match="Validation error"):
        block.clean(value)


def test_vector_pictures_are_refused_with_a_sentence(client, editor):
    svg = SimpleUploadedFile("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "image/svg+xml")

    answer = client.post(
        reverse("wagtailimages:add"), {"title": "X", "file": svg, "description": "Etwas", "credit": "Stadt"}
    )

    assert not PortalImage.objects.exists()
    assert answer.context["form"].errors["file"]


def test_place_and_camera_are_taken_out_of_uploaded_pictures():
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    exif.get_ifd(0x8825)[1] = "N"
    image = PortalImage.objects.create(
        title="Platz", file=ImageFile(io.BytesIO(jpeg(exif=exif)), "platz.jpg"), description="Platz", credit="Stadt"
    )

    with Image.open(image.file.path) as kept:
        assert dict(kept.getexif()) == {}
        assert kept.size == (60, 40)


def test_synonyms_are_kept_by_editors(client, editor):
    answer = client.post("/redaktion/snippets/forum/synonymgroup/add/", {"words": "Wippe, Schaukel"})

    assert answer.status_code == 302
    assert HomePage.objects.exists()


def test_handbook_is_read_where_its_readers_work(client, editor):
    home = client.get("/redaktion/").content.decode()
    contents = client.get(reverse("handbook")).content.decode()
    linked = set(re.findall(r'href="(/handbuch/\w+/)"', contents))

    assert 'href="/handbuch/"' in home
    assert "docs.wagtail.org" not in home
    assert linked == {f"/handbuch/{chapter}/" for chapter in ("redaktion", "koordination", "geschaeftsstelle")}
    for address in linked:
        assert "<h2>" in client.get(address).content.decode()
    assert client.get("/handbuch/gibt-es-nicht/").status_code == 404
