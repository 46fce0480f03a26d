"""Answers from the mail: bound links, one button, last answer wins, scanners change nothing."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageViewRestriction

from events.models import Registration
from newsletter import answers, links
from newsletter.models import Answer, Prompt
from newsletter.results import results_of
from tests.factories import events
from tests.factories import members as people
from tests.factories import newsletter as make
from tests.factories.newsletter import Sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def prompt():
    dispatch = make.approved(make.issue(make.poll("Wo klemmt es?", ["Am Geld", "An Zeit"]), publish=True))
    return Prompt.objects.get(issue=dispatch.issue)


def path(subscriber, prompt, choice=0) -> str:
    return f"/newsletter/antwort/{links.sign('answer', subscriber.pk, prompt.pk, choice)}/"


def number_on(response) -> str:
    return response.context["number"]


def press(client, address: str, after: float = 3.0, **fields):
    """Opens the page and presses its button some seconds later."""
    number = number_on(client.get(address))
    with time_machine.travel(timezone.now() + timedelta(seconds=after)):
        return client.post(address, {"number": number, **fields})


def test_answer_counts_after_the_button(client, prompt):
    subscriber = make.subscriber()

    response = press(client, path(subscriber, prompt, 1))

    assert response.status_code == 302
    assert [(a.choice, a.subscriber) for a in Answer.objects.all()] == [(1, subscriber)]
    assert "gespeichert" in client.get(path(subscriber, prompt, 1)).content.decode()


def test_scanner_opens_every_link_and_changes_nothing(client, prompt):
    subscriber = make.subscriber()
    before = Sent.snapshot()

    for choice in (0, 1):
        client.get(path(subscriber, prompt, choice))
        client.head(path(subscriber, prompt, choice))

    assert Sent.snapshot() == before


def test_button_pressed_within_two_seconds_asks_once_more(client, prompt):
    subscriber = make.subscriber()

    response = press(client, path(subscriber, prompt), after=0.5)

    assert Answer.objects.count() == 0
    assert "Bitte drücken Sie noch einmal" in response.content.decode()
    with time_machine.travel(timezone.now() + timedelta(seconds=4)):
        client.post(path(subscriber, prompt), {"number": number_on(response)})
    assert Answer.objects.count() == 1


@pytest.mark.parametrize("number", ["", "erfunden", "other"])
def test_button_of_no_page_or_another_page_asks_once_more(client, prompt, number):
    subscriber = make.subscriber()
    if number == "other":
        number = number_on(client.get(path(subscriber, prompt, 1)))

    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        client.post(path(subscriber, prompt, 0), {"number": number})

    assert Answer.objects.count() == 0


def test_bars_show_shares_of_all_answers(client, prompt):
    for choice in (0, 0, 0, 1):
        subscriber = make.subscriber()
        press(client, path(subscriber, prompt, choice))

    page = client.get(path(subscriber, prompt, 1)).content.decode()

    assert re.findall(r'class="bar__fill" width="([^"]*)"', page) == ["75%", "25%"]


def test_last_answer_wins(client, prompt):
    subscriber = make.subscriber()

    press(client, path(subscriber, prompt, 0))
    press(client, path(subscriber, prompt, 1))

    assert [a.choice for a in Answer.objects.all()] == [1]


def test_closed_prompt_takes_no_answer(client, prompt):
    subscriber = make.subscriber()
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        page = client.get(path(subscriber, prompt)).content.decode()
        with pytest.raises(answers.Closed):
            answers.answer(prompt, email=subscriber.email, choice=0)

    assert "Antworten war bis" in page
    assert Answer.objects.count() == 0


def test_forwarded_link_names_the_masked_recipient_and_offers_ones_own(client, prompt):
    subscriber = make.subscriber(email="maria@ort.example")

    page = client.get(path(subscriber, prompt)).content.decode()

    assert "m…@ort.example" in page
    assert "maria@ort.example" not in page
    assert f"/newsletter/antwort/{prompt.pk}/0/" in page


def test_own_answer_needs_sign_in(client, prompt):
    address = f"/newsletter/antwort/{prompt.pk}/1/"
    assert client.get(address).url.startswith("/konto/")

    user = make.reader()
    client.force_login(user)
    press(client, address)

    assert Answer.objects.get().choice == 1


def test_reader_with_account_counts_once(client, prompt):
    user = make.reader()
    subscriber = make.subscriber(email=user.email)
    press(client, path(subscriber, prompt, 0))
    client.force_login(user)
    press(client, f"/newsletter/antwort/{prompt.pk}/1/")

    assert [a.choice for a in Answer.objects.all()] == [1]


@pytest.mark.parametrize("values", [(1,), (0, 1, 0), (1, 999_999, 0), ("x", "y", "z")])
def test_forged_and_unknown_links_look_the_same(client, prompt, values):
    assert client.get(f"/newsletter/antwort/{links.sign('answer', *values)}/").status_code == 404
    assert client.get("/newsletter/antwort/1.1.0:abcdef:erfunden/").status_code == 404


@pytest.mark.parametrize("path", ["antwort/1.1.0:abc", "abbestellen/1:abc", "einstellungen/1:abc"])
def test_half_a_link_from_a_mail_says_what_to_do(client, path):
    page = client.get(f"/newsletter/{path}/")

    assert page.status_code == 404
    assert "Bitte kopieren Sie den ganzen Link aus der Mail." in page.content.decode()
    assert "noindex" in page["X-Robots-Tag"]


def test_link_of_one_choice_does_not_open_another(client, prompt):
    subscriber = make.subscriber()
    token = links.sign("answer", subscriber.pk, prompt.pk, 0)

    forged = token.replace(f".{prompt.pk}.0:", f".{prompt.pk}.1:")

    assert client.get(f"/newsletter/antwort/{forged}/").status_code == 404


def test_page_is_secret(client, prompt):
    response = client.get(path(make.subscriber(), prompt))

    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"


def test_votes_count_members_only():
    closes = (timezone.now() + timedelta(days=3)).isoformat()
    vote = make.block("vote", {"question": "Welches Thema?", "topics": ["A", "B"], "closes_at": closes})
    issue = make.approved(make.issue(vote)).issue
    prompt = Prompt.objects.get()
    member = people.member()

    answers.answer(prompt, email=member.email, choice=1, offers_talk=True)
    answers.answer(prompt, email="gast@ort.example", choice=0)

    (result,) = results_of(issue)
    assert [(row.label, row.count) for row in result.rows] == [("A", 0), ("B", 1)]
    assert Answer.objects.get(choice=1).offers_talk


def test_who_offers_to_speak_is_shown_with_or_without_a_subscription(django_assert_num_queries):
    closes = (timezone.now() + timedelta(days=3)).isoformat()
    vote = make.block("vote", {"question": "Thema?", "topics": ["A", "B"], "closes_at": closes, "speakers": True})
    issue = make.approved(make.issue(vote)).issue
    reader, member = make.subscriber(), people.member()
    for email in (reader.email, member.email):
        answers.answer(Prompt.objects.get(), email=email, choice=1, offers_talk=True)

    (result,) = results_of(issue)
    with django_assert_num_queries(1):
        assert sorted(result.speakers) == sorted([f"{reader.email} (B)", f"{member.email} (B)"])


def test_question_of_the_week_needs_words():
    closes = (timezone.now() + timedelta(days=3)).isoformat()
    make.approved(make.issue(make.block("question", {"question": "Wie macht ihr das?", "closes_at": closes})))
    prompt = Prompt.objects.get()

    with pytest.raises(answers.NothingSaid):
        answers.answer(prompt, email="a@ort.example", choice=0, text="  ")
    assert answers.answer(prompt, email="a@ort.example", choice=0, text="Mit Bereitschaft.").text == "Mit Bereitschaft."


def test_editing_the_page_changes_no_prompt(prompt):
    page = prompt.issue
    page.body = []
    page.save_revision().publish()

    assert Prompt.objects.get(pk=prompt.pk).choices == ["Am Geld", "An Zeit"]


def test_what_no_keyboard_types_is_no_error(client):
    event = events.event()
    issue = make.issue(
        make.block("question", {"question": "Woran?", "closes_at": event.ends_at, "context": "", "asked_by": ""}),
        make.block("event", {"page": event.page_id, "why": "", "rsvp": True}),
        publish=True,
    )
    prompts = {each.kind: each for each in Prompt.objects.filter(issue=make.approved(issue).issue)}
    subscriber = make.subscriber(name="")

    said = press(client, path(subscriber, prompts["question"]), text="Am\x00 Geld")
    assert said.status_code == 302
    page = client.get(path(subscriber, prompts["question"])).content.decode()
    assert "Am Geld" in page
    assert "Antwort schreiben" not in page
    press(client, path(subscriber, prompts["rsvp"]), name="Demo\x00-Person " + "x" * 300)

    assert Answer.objects.get(prompt=prompts["question"]).text == "Am Geld"
    assert Registration.objects.get().name.startswith("Demo-Person x")


def test_an_issue_closed_to_a_reader_asks_that_reader_nothing(client, prompt):
    restriction = PageViewRestriction.objects.create(page=prompt.issue, restriction_type="groups")
    client.force_login(make.reader())
    assert client.get(f"/newsletter/antwort/{prompt.pk}/1/").status_code == 404

    restriction.restriction_type = "login"
    restriction.save()
    assert client.get(f"/newsletter/antwort/{prompt.pk}/1/").status_code == 200
