"""The mail itself: headers, both parts, what it must not contain."""

import html as html_module
import re
from html.parser import HTMLParser

import pytest

from newsletter import links, sending
from newsletter.letter import Recipient
from tests.factories import newsletter as make
from tests.newsletter.sink import Sink

pytestmark = pytest.mark.django_db

ALL = [
    make.text(
        '<p>Guten <b>Morgen</b> &amp; so</p><ul><li><a href="https://ort.example/?a=1&amp;b=2">zwei</a></li></ul>'
    ),
    make.poll("Wo klemmt es?", ["Am Geld", "An Zeit"]),
    make.block("vote", {"question": "Welches Thema?", "topics": ["A", "B"], "closes_at": "2099-01-01T00:00:00+01:00"}),
    make.block("question", {"question": "Wie?", "context": "Wir <fragen>", "closes_at": "2099-01-01T00:00:00+01:00"}),
    make.block("rating", {"question": "Hilfreich?", "closes_at": "2099-01-01T00:00:00+01:00"}),
    make.block("call", {"title": "Stelle", "body": "Neuhafen", "until": None, "url": "https://ort.example/stelle"}),
    make.block("figure", {"figure": "6 Minuten", "meaning": "sucht man", "source": "Demo"}),
    make.block("quote", {"text": "Erst fragen.", "person": "Demo-Netze", "function": ""}),
    make.block("personal", None),
]


@pytest.fixture
def reader():
    return make.subscriber(name="Frau Müller & <Söhne>", email="m.ller@ort.example")


@pytest.fixture
def message(reader):
    dispatch = make.approved(make.issue(*[{**block, "id": None} for block in ALL], title="Neun Minuten suchen? ä"))
    letter = sending.letters(dispatch)[False]
    recipient = Recipient(1, reader.pk, reader.email, reader.name, reader.confirmed_at)
    return letter.for_recipient(recipient)


def parts(content: bytes) -> tuple[str, str]:
    parsed = Sink.parsed(content)
    return parsed.get_body(("plain",)).get_content(), parsed.get_body(("html",)).get_content()


def test_headers(message, reader, settings):
    parsed = Sink.parsed(message)

    assert parsed["To"] == reader.email
    assert parsed["Subject"] == "Neun Minuten suchen? ä"
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<http://testserver/newsletter/ein-klick/[^>]+/>,\s*<mailto:[^>]+>", parsed["List-Unsubscribe"]
    )
    for name in ("List-Id", "List-Archive", "List-Help", "List-Owner", "Message-ID", "Date", "From"):
        assert parsed[name], name
    assert parsed["From"].addresses[0].addr_spec == "forum@forum.example"
    assert not parsed.defects
    assert parsed.get_content_type() == "multipart/alternative"


def test_bytes_are_fit_for_any_relay(message):
    lines = message.split(b"\r\n")

    assert message.count(b"\n") == message.count(b"\r\n")
    assert max(map(len, lines)) < 998
    assert all(byte < 128 for byte in message)


def test_message_id_is_a_function_of_issue_and_recipient(reader):
    dispatch = make.approved(make.issue())
    letter = sending.letters(dispatch)[False]
    recipient = Recipient(1, reader.pk, reader.email, "", reader.confirmed_at)
    other = Recipient(2, reader.pk + 1, "anders@ort.example", "", reader.confirmed_at)

    ids = [Sink.parsed(letter.for_recipient(who))["Message-ID"] for who in (recipient, recipient, other)]

    assert ids[0] == ids[1] != ids[2]


def test_both_parts_say_the_same(message):
    text, html = parts(message)
    words = re.sub(r"<[^>]+>", " ", html)

    for sentence in (
        "Wo klemmt es?",
        "Am Geld",
        "Welches Thema?",
        "6 Minuten",
        "Erst fragen.",
        "Frau Müller",
        "Neuhafen",
    ):
        assert sentence in text, sentence
        assert sentence in words, sentence
    links_in_html = {html_module.unescape(link) for link in re.findall(r'href="(http[^"]+)"', html)}
    links_in_text = set(re.findall(r"https?://[^\s)]+", text))
    assert {link for link in links_in_html if "/antwort/" in link} == {
        link for link in links_in_text if "/antwort/" in link
    }
    assert "https://ort.example/?a=1&b=2" in links_in_text


def test_what_people_typed_is_escaped(message):
    text, html = parts(message)

    assert "Guten Tag Frau Müller & <Söhne>," in text
    assert "Guten Tag Frau Müller &amp; &lt;Söhne&gt;," in html
    assert "<fragen>" not in html


def test_every_answer_link_is_bound_to_this_reader(message, reader):
    _text, html = parts(message)

    tokens = re.findall(r"/newsletter/antwort/([^/]+)/", html)
    assert len(tokens) == 2 + 2 + 1 + 2
    assert {links.read("answer", token)[0] for token in tokens} == {str(reader.pk)}


def test_html_is_small_german_and_loads_nothing_foreign(message):
    _text, html = parts(message)

    assert len(html.encode()) < 100_000
    assert re.search(r'<html[^>]+lang="de"', html)
    assert "prefers-color-scheme: dark" in html
    assert 'width="600"' in html or "width:600px" in html
    sources = re.findall(r'(?:src|background)="([^"]*)"', html) + re.findall(r"url\(([^)]+)\)", html)
    assert all(source.startswith("http://testserver/") for source in sources), sources
    assert "<script" not in html
    assert "@import" not in html

    class Pictures(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag == "img":
                assert dict(attrs).get("alt") is not None

    Pictures().feed(html)


def test_way_out_and_impressum_are_in_both_parts(message):
    for part in parts(message):
        assert "/newsletter/abbestellen/" in part
        assert "Impressum" in part
        assert "m…@ort.example" in part
        assert "Wir zählen keine Öffnungen und keine Klicks" in part


def test_people_who_ordered_dates_get_dates_only():
    dispatch = make.approved(make.issue(make.text(), make.poll()))
    full, dates = sending.letters(dispatch)[False], sending.letters(dispatch)[True]

    assert b"Wo klemmt es?" in b"".join(full._constants)
    assert b"Wo klemmt es?" not in b"".join(dates._constants)


def test_brackets_that_somebody_typed_are_words(reader):
    typed = "⟦slot:erfunden⟧ ⟦slot:note.fit-x⟧ ⟦slot:⟧"
    dispatch = make.approved(make.issue(make.text(f"<p>{typed}</p>")))
    letter = sending.letters(dispatch)[False]

    plain, html = parts(letter.for_recipient(Recipient(1, reader.pk, reader.email, reader.name, reader.confirmed_at)))

    assert typed in plain
    assert typed in html
