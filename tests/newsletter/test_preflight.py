"""What the pre-flight finds, each problem by its name; what stops a release and what is a hint."""

import pytest
from django.core.cache import cache

from newsletter import contrast, outside, preflight
from newsletter.models import IssuePage
from tests.factories import library
from tests.factories import newsletter as make
from tests.newsletter.test_dkim import fresh_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody():
    make.subscriber()


def found(*blocks, **fields) -> dict[str, bool]:
    """Names of the problems and whether they stop."""
    page = make.issue(*blocks, **{"preheader": "Was noch kommt.", **fields})
    return {problem.name: problem.stops for problem in preflight.problems(page.get_latest_revision_as_object())}


def test_good_issue_has_no_problem():
    assert found(make.text(), make.poll()) == {}


def test_long_subject_and_missing_preheader_are_hints():
    assert found(subject="x" * 70, preheader="", lead="") == {"Betreff lang": False, "Vorschauzeile fehlt": False}


def empty(kind, **value):
    return make.block(kind, value)


@pytest.mark.parametrize(
    "block",
    [
        empty("practice", page=None, why="", interest=True),
        empty("practice", page=987654, why="", interest=True),
        empty("event", page=None, why="", rsvp=True),
        empty("result", issue=None, comment=""),
        empty("poll", question="", options=["a", "b"], closes_at="2099-01-01T00:00:00+01:00"),
        empty("poll", question="Was?", options=["a", ""], closes_at="2099-01-01T00:00:00+01:00"),
        empty("vote", question="Was?", topics=["a", "b"], closes_at=None, speakers=True),
    ],
    ids=["practice", "deleted page", "event", "result", "question", "answer", "end"],
)
def test_draft_with_gaps_is_named_and_shown_without_them(block, client, admin_client):
    page = make.issue(make.text(), block)

    assert found(make.text(), block)["Baustein unvollständig"] is True
    assert admin_client.get(f"/newsletter/versand/{page.pk}/").status_code == 200
    assert admin_client.get(f"/newsletter/versand/{page.pk}/vorschau/mail/").status_code == 200
    page.save_revision().publish()
    assert client.get(f"/newsletter/{page.slug}/").status_code == 200


def test_practice_that_went_offline_is_a_dead_link():
    practice = library.short_entry()
    practice.unpublish()

    assert found(make.block("practice", {"page": practice.pk, "why": "", "interest": True})) == {"Toter Link": True}


def test_links_outside_are_asked_when_the_editor_says_so(monkeypatch, admin_client):
    cache.clear()
    block = make.text('<p><a href="https://lebt.example/">a</a> <a href="https://tot.example/">b</a></p>')
    assert found(block) == {"Links nach außen": False}
    monkeypatch.setattr(outside, "ask_web", lambda url: ("lebt" in url, "200"))

    page = make.issue(block)
    answer = admin_client.post(f"/newsletter/versand/{page.pk}/tun/", {"act": "ask_links"}, follow=True)

    assert "Gefragt. 1 antworten nicht" in answer.content.decode()
    assert found(block) == {"Toter Link": False}


def test_part_of_the_readers_and_everybody_in_the_archive_is_a_hint():
    hints = found(audience=IssuePage.Audience.COORDINATORS)

    assert hints["Öffentlich im Archiv"] is False


def test_sender_that_is_not_signed_for_stops(settings, tmp_path):
    _key, path = fresh_key(tmp_path)
    settings.EMAIL_DKIM_DOMAIN, settings.EMAIL_DKIM_KEY = "anderswo.example", str(path)

    assert found()["Absender und Signatur"] is True


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<p style="color:#999999">grau auf weiß</p>', ["grau auf weiß"]),
        ('<p style="color:#999999;font-size:24px">groß</p>', ["groß"]),
        ('<p style="color:#777777;font-size:24px">groß und dunkler</p>', []),
        ('<td bgcolor="#2044aa"><a style="color:#ffffff">Knopf</a></td>', []),
        ('<td bgcolor="#2044aa"><a>Knopf</a></td>', ["Knopf"]),
        ('<p style="color:#999;background:#000">grau auf schwarz</p>', []),
        ('<div style="display:none;color:#fff">Vorschau</div><p>schwarz</p>', []),
    ],
)
def test_faint_words_are_found(html, words):
    assert list(contrast.too_faint(html)) == words
