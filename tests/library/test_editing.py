"""Practices in the editors' room: what binds in the portal binds there too, and both ways end in the same page."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from library.models import PracticePage
from members.models import Membership
from members.permissions import EDITORS, REVIEWERS
from tests.factories import ground, library, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(ground.user(is_superuser=True, is_staff=True))
    return client


def publish(client, found, **changes):
    """Opens the page as an editor does, changes some fields, presses „Veröffentlichen“."""
    address = reverse("wagtailadmin_pages:edit", args=[found.practice_id])
    data = querydict_from_html(client.get(address).content.decode(), form_id="page-edit-form")
    for name, value in {"story-count": "0", "pictures-count": "0", "action-publish": "1", **changes}.items():
        data[name] = value
    answer = client.post(address, data, follow=True)
    return PracticePage.objects.get(pk=found.practice_id), answer.content.decode()


def test_complete_fact_sheet_is_published(editor):
    page, _text = publish(editor, library.complete_draft(), lead="Vom Schreibtisch der Redaktion.")

    assert (page.live, page.lead) == (True, "Vom Schreibtisch der Redaktion.")
    assert editor.get(page.url).status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"conditions-0-DELETE": "1"}, "Voraussetzungen: Bitte nennen Sie mindestens eine Voraussetzung"),
        ({"transfer_summary": ""}, "Bitte beschreiben Sie, was andere für die Übertragung brauchen."),
        ({"results-0-DELETE": "1"}, "Bitte tragen Sie eine Kennzahl mit Vorher und Nachher ein"),
        ({"contact_mailbox": ""}, "Bitte nennen Sie ein Postfach für Fragen."),
    ],
    ids=["conditions", "transfer", "results", "contact"],
)
def test_fact_sheet_with_a_gap_stays_a_draft_and_the_gap_is_named(editor, changes, sentence):
    page, text = publish(editor, library.complete_draft(), **changes)

    assert (page.live, sentence in text) == (False, True)


@pytest.mark.parametrize(("words", "is_live"), [("", False), ("Die Karte am Rathaus", True)])
def test_picture_without_its_description_is_not_published(editor, words, is_live):
    _kind, value = library.picture("Beim Hochladen beschrieben")
    picture = {
        "pictures-count": "1",
        "pictures-0-deleted": "",
        "pictures-0-order": "0",
        "pictures-0-type": "picture",
        "pictures-0-id": "",
        "pictures-0-value-image-image": str(value["image"].pk),
        "pictures-0-value-image-alt_text": words,
        "pictures-0-value-caption": "",
    }

    page, _text = publish(editor, library.complete_draft(), **picture)

    assert page.live == is_live
    if is_live:
        assert f'alt="{words}"' in editor.get(page.url).content.decode()


def test_short_entry_needs_its_source_and_nothing_else(editor):
    page = library.short_entry()
    found = type("Found", (), {"practice_id": page.pk})

    published, _text = publish(editor, found, lead="Neuer Satz")
    refused, text = publish(editor, found, lead="Noch einer", source_url="")

    assert (published.lead, refused.lead) == ("Neuer Satz", "Neuer Satz")
    assert "Ein Kurzeintrag braucht den Link zu seiner Quelle." in text


def test_editor_publishes_no_practice_of_the_own_organisation(client):
    found = library.submitted()
    party = members.in_group(EDITORS)
    Membership.objects.create(user=party, organisation=found.organisation)
    members.in_group(REVIEWERS)
    client.force_login(party)

    page, text = publish(client, found, lead="Neuer Satz")

    assert not page.live
    assert "Noch nicht veröffentlicht" in text
    assert "Eigenes prüft man nicht selbst" in text
