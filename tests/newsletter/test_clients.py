"""What mail programs understand: every element, attribute and property of a sent issue is on a list of safe ones.

The lists are our own, drawn from what the makers of mail programs document: Outlook for Windows (Word's engine), Outlook
on the web, Gmail, Apple Mail, Thunderbird, GMX and WEB.DE. What Word ignores stands apart, with the attribute that says
the same to it.
"""

import re
from html.parser import HTMLParser

import pytest

from newsletter import sending
from newsletter.letter import Recipient
from tests.factories import events, library
from tests.factories import newsletter as make
from tests.newsletter.test_mail import ALL, parts

pytestmark = pytest.mark.django_db


def words(text: str) -> set[str]:
    return set(text.split())


ELEMENTS = words(
    "html head title meta style body div span p br a img strong b em i u h1 h2 h3 ul ol li table tbody tr td"
)
# Understood by all of them, Word included.
EVERYWHERE = words(
    "color background background-color border border-top border-bottom border-collapse direction display "
    "font-family font-size font-style font-weight height line-height margin padding padding-bottom "
    "padding-left padding-right padding-top text-align text-decoration text-transform vertical-align width "
    "word-break mso-line-height-rule mso-padding-alt mso-hide outline mso-table-lspace mso-table-rspace"
)
# Better where it is understood, nothing lost where not: rounded corners, mobile widths, the hidden preview line.
ELSE_NO_HARM = words(
    "border-radius border-spacing cursor max-width max-height opacity overflow table-layout word-spacing"
)
BROKEN = re.compile(r"position\s*:|float\s*:|display\s*:\s*(flex|grid)|calc\(|var\(|@import|@font-face|expression\(")


class Walk(HTMLParser):
    def __init__(self):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.css, self._in_style = "", False

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._in_style = tag == "style"

    def handle_endtag(self, tag):
        self._in_style = False

    def handle_data(self, data):
        if self._in_style:
            self.css += data

    def all(self, *tags):
        return [attrs for tag, attrs in self.elements if tag in tags]


@pytest.fixture(scope="module")
def html(module_db):
    """An issue with every block there is."""
    reader = make.subscriber()
    asked = make.sending(make.issue(make.poll(), publish=True)).issue
    practice, page = library.short_entry(), events.event().page
    blocks = [
        *({**block, "id": None} for block in ALL),
        make.block("practice", {"page": practice.pk, "why": "", "interest": True}),
        make.block("event", {"page": page.pk, "why": "Weil es hilft.", "rsvp": True}),
        make.block("result", {"issue": asked.pk, "comment": "Weiter so."}),
    ]
    letter = sending.letters(make.approved(make.issue(*blocks)))[False]
    content = letter.for_recipient(Recipient(1, reader.pk, reader.email, "Demo", reader.confirmed_at))
    return parts(content)[1]


@pytest.fixture
def seen(html):
    walk = Walk()
    walk.feed(html)
    return walk


def test_elements_are_those_that_every_program_draws(seen):
    assert {tag for tag, _attrs in seen.elements} <= ELEMENTS


def test_inline_styles_are_understood_or_do_no_harm(seen):
    styles = ";".join(attrs["style"] for _tag, attrs in seen.elements if "style" in attrs)
    used = {part.partition(":")[0].strip() for part in styles.split(";") if ":" in part}

    assert used - EVERYWHERE - ELSE_NO_HARM == set()
    assert not BROKEN.search(styles)


def test_style_sheet_only_improves(seen):
    """Some programs drop it: nothing there hides or moves anything, and Gmail's limit of 16 kB is kept."""
    assert not BROKEN.search(seen.css)
    assert "display:none" not in re.sub(r"\s", "", seen.css)
    assert len(seen.css.encode()) < 16_000


def test_word_reads_sizes_and_colours_from_attributes(seen):
    for picture in seen.all("img"):
        assert picture["width"].isdigit(), picture
        assert "alt" in picture
    for table in seen.all("table"):
        assert table.get("role") == "presentation" or table.get("border") == "0", table
    buttons = [attrs for attrs in seen.all("td") if attrs.get("bgcolor")]
    assert len(buttons) >= 2 + 2 + 1 + 2 + 1 + 2


def test_pictures_and_links_lead_to_the_portal_or_where_the_editor_said(seen):
    assert all(picture["src"].startswith("http://testserver/") for picture in seen.all("img"))
    links = [attrs["href"] for attrs in seen.all("a")]
    foreign = {link for link in links if not link.startswith(("http://testserver/", "mailto:"))}
    assert foreign == {"https://ort.example/?a=1&b=2", "https://ort.example/stelle"}


def test_sections_are_wide_for_word_too(html):
    """Word knows no max-width: conditional comments give it tables of 600 pixels."""
    assert html.count("<!--[if mso | IE]>") >= 10
    assert 'width="600"' in html


def test_control_lists_can_fail():
    walk = Walk()
    walk.feed('<div style="position:absolute;display:flex"><video src="x"></video></div>')
    styles = walk.elements[0][1]["style"]

    assert BROKEN.search(styles)
    assert {tag for tag, _attrs in walk.elements} - ELEMENTS == {"video"}
