"""Uploads: pictures in their sizes are public, documents and originals only by their own doors."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from wagtail.models import Collection, CollectionViewRestriction

from forum.models import PortalDocument
from members.permissions import EDITORS
from tests.factories import ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def private_document():
    collection = Collection.get_first_root_node().add_child(name="Intern")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name=EDITORS))
    return PortalDocument.objects.create(
        title="Intern", file=ContentFile(b"geheim", name="intern.txt"), collection=collection
    )


def test_file_of_a_document_has_no_address_of_its_own(client, private_document):
    assert client.get(f"/medien/{private_document.file.name}").status_code == 404


def test_private_document_asks_strangers_to_sign_in(client, private_document):
    response = client.get(private_document.url)

    assert response.status_code == 302
    assert response.url.startswith("/konto/login/")


def test_private_document_is_not_for_somebody_without_the_role(client, private_document):
    client.force_login(ground.user())

    assert client.get(private_document.url).status_code in (302, 403)


def test_public_document_is_an_attachment(client):
    document = PortalDocument.objects.create(title="Offen", file=ContentFile(b"offen", name="offen.txt"))

    response = client.get(document.url)

    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response.getvalue() == b"offen"


@pytest.mark.parametrize("path", ["/medien/images/../../manage.py", "/medien/original_images/x.jpg"])
def test_no_way_out_of_the_pictures(client, caplog, path):
    assert client.get(path).status_code in (400, 404)
    caplog.clear()  # Django reports the attempt as an error, rightly
