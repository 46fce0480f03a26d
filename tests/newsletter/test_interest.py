"""„Das interessiert uns“, „Ich kann dazu vortragen“, and the pictures and previews around them."""

import pytest
import time_machine

from newsletter import answers, links, probe
from newsletter.models import Prompt
from newsletter.results import results_of
from tests.factories import library
from tests.factories import members as people
from tests.factories import newsletter as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice():
    return library.short_entry()


def about(practice, **fields):
    return make.block("practice", {"page": practice.pk, "why": "", "interest": True, **fields})


def test_interest_is_one_link_in_the_mail_and_counts_once(practice):
    reader = make.subscriber()
    prompt = make.sending(make.issue(about(practice), publish=True)).issue.prompts.get()

    assert (prompt.kind, prompt.practice, prompt.label(0)) == ("interest", practice, "Das interessiert uns")
    answers.answer(prompt, email=reader.email, choice=0)
    answers.answer(prompt, email=reader.email, choice=0)
    (result,) = results_of(prompt.issue)
    assert [row.count for row in result.rows] == [1, 0]


def test_interest_leads_to_the_practice(client, practice):
    reader = make.subscriber()
    prompt = make.sending(make.issue(about(practice), publish=True)).issue.prompts.get()
    answers.answer(prompt, email=reader.email, choice=0)

    page = client.get(f"/newsletter/antwort/{links.sign('answer', reader.pk, prompt.pk, 0)}/").content.decode()

    assert practice.url in page


def test_practice_without_the_button_asks_nothing(practice):
    assert not make.sending(make.issue(about(practice, interest=False))).issue.prompts.exists()


@pytest.mark.parametrize("asked", [True, False])
def test_speakers_are_asked_for_where_the_editor_wants_it(client, asked):
    reader = make.subscriber()
    end = "2099-01-01T00:00:00+01:00"
    block = make.block("vote", {"question": "Was?", "topics": ["A", "B"], "closes_at": end, "speakers": asked})
    prompt = make.sending(make.issue(block)).issue.prompts.get()
    path = f"/newsletter/antwort/{links.sign('answer', reader.pk, prompt.pk, 0)}/"

    with time_machine.travel("2026-12-01 10:00 +0000", tick=False):
        page = client.get(path)
    number = page.context["number"]
    with time_machine.travel("2026-12-01 10:00:05 +0000", tick=False):
        client.post(path, {"number": number, "offers_talk": "on"})

    assert ("Ich kann dazu vortragen" in page.content.decode()) is asked
    assert prompt.answers.get().offers_talk is asked


def test_picture_of_a_public_practice(client, practice):
    response = client.get(f"/newsletter/bild/{practice.pk}.png")

    assert response["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")
    assert len(response.content) < 100_000
    assert "public" in response["Cache-Control"]
    practice.unpublish()
    assert client.get(f"/newsletter/bild/{practice.pk}.png").status_code == 404
    assert client.get("/newsletter/bild/987654.png").status_code == 404


def test_web_version_offers_answers_while_they_count(client):
    issue = make.sending(make.issue(make.poll(), publish=True)).issue
    prompt = issue.prompts.get()
    path = f"/newsletter/antwort/{prompt.pk}/1/"

    assert path in client.get(f"/newsletter/{issue.slug}/").content.decode()
    Prompt.objects.update(closes_at="2026-01-01T00:00:00+01:00")
    assert path not in client.get(f"/newsletter/{issue.slug}/?neu").content.decode()


@pytest.mark.parametrize("mode", ["", "mail", "dunkel", "text"])
def test_editor_previews_what_is_not_saved_yet(mode, rf, practice, django_user_model):
    page = make.issue(make.poll(), about(practice))
    page.title, page.pk, page.id = "Noch nicht gespeichert", None, None

    response = page.make_preview_request(preview_mode=mode)

    assert response.status_code == 200
    shown = response.rendered_content if hasattr(response, "rendered_content") else response.content.decode()
    assert "noch nicht gespeichert" in shown.lower()


def test_trial_mail_answers_nothing():
    mail = probe.mail(make.issue(make.poll()))

    assert f"/newsletter/antwort/{probe.TOKEN}/" in mail.text


def test_account_leads_to_the_own_subscription(client):
    person = people.member()
    client.force_login(person)
    assert "Nicht bestellt" in client.get("/konto/").content.decode()

    make.subscriber(email=person.email, frequency="monatlich")

    page = client.get("/konto/").content.decode()
    assert "/newsletter/einstellungen/" in page
    assert "nur die Monatsausgaben" in page
