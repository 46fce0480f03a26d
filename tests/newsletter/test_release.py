"""A second person releases: submit, give back, release; Wagtail shows it and nobody gets round it."""

import pytest
from wagtail.models import WorkflowState

from forum.models import OutgoingMail
from members.permissions import ADMINS, EDITORS
from newsletter import dispatch as acts
from newsletter import release
from newsletter.models import Dispatch, NewsletterSettings
from tests.factories import members as people
from tests.factories import newsletter as make
from tests.factories.newsletter import Sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_pairs_of_eyes():
    row = NewsletterSettings.load()
    row.second_person = True
    row.save()
    make.subscriber()


@pytest.fixture
def author():
    return people.in_group(EDITORS)


@pytest.fixture
def other():
    return people.in_group(ADMINS)


def mails(name: str) -> list[str]:
    return list(OutgoingMail.objects.filter(name=f"newsletter/{name}").values_list("recipient", flat=True))


def test_submitting_asks_everybody_else_once(author, other):
    page = make.issue(by=author)

    release.submit(page, by=author)
    release.submit(page, by=author)

    assert mails("release_asked") == [other.email]
    assert WorkflowState.objects.get().status == "in_progress"


def test_released_by_the_other_ends_the_workflow_and_publishes_nothing(author, other):
    page = make.issue(by=author)
    release.submit(page, by=author)

    with pytest.raises(acts.NeedsSecondPerson):
        acts.approve(page, by=author)
    acts.approve(page, by=other)

    page.refresh_from_db()
    assert WorkflowState.objects.get().status == "approved"
    assert not page.live
    assert page.current_workflow_state is None


def test_given_back_with_a_reason_and_submitted_again(author, other):
    page = make.issue(by=author)
    release.submit(page, by=author)

    release.give_back(page, by=other, comment="Der Termin fehlt.")

    assert mails("release_given_back") == [author.email]
    assert OutgoingMail.objects.get(name="newsletter/release_given_back").facts["comment"] == "Der Termin fehlt."
    with pytest.raises(acts.NothingSubmitted):
        release.give_back(page, by=other, comment="Noch einmal.")
    page.save_revision(user=author)
    release.submit(page, by=author)
    assert acts.approve(page, by=other).approved_by == other


def test_wagtail_shows_what_waits_and_offers_giving_back_only(client, author, other):
    page = make.issue(title="Wartet auf Augen", by=author)
    release.submit(page, by=author)
    task = page.current_workflow_task

    assert [name for name, _label, _form in task.get_actions(page, other)] == ["reject"]
    assert task.get_actions(page, author) == []
    client.force_login(other)
    assert "Wartet auf Augen" in client.get("/redaktion/").content.decode()
    edit = client.get(f"/redaktion/pages/{page.pk}/edit/")
    assert edit.status_code == 200
    assert f"/newsletter/versand/{page.pk}/" in edit.content.decode()


def test_giving_back_needs_words(client, author, other):
    page = make.issue(by=author)
    release.submit(page, by=author)
    client.force_login(other)
    before = Sent.snapshot()

    answer = client.post(f"/newsletter/versand/{page.pk}/tun/", {"act": "give_back", "comment": " "}, follow=True)

    assert "Bitte schreiben Sie dazu" in answer.content.decode()
    assert Sent.snapshot() == before


def test_nothing_is_submitted_after_the_release(author, other):
    page = make.issue(by=author)
    acts.approve(page, by=other)

    with pytest.raises(acts.AlreadyApproved):
        release.submit(page, by=author)
    assert Dispatch.objects.count() == 1


def test_workflow_is_made_once_and_for_the_archive_only():
    assert release.workflow() == release.workflow()
    assert [page.page.slug for page in release.workflow().workflow_pages.all()] == ["newsletter"]


def test_every_reason_of_giving_back_is_sent(author, other):
    page = make.issue(by=author)
    for comment in ("Der Termin fehlt.", "Er fehlt immer noch."):
        release.submit(page, by=author)
        release.give_back(page, by=other, comment=comment)

    assert len(mails("release_given_back")) == 2
