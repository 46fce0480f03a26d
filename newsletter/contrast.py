"""Whether every text of a mail can be read: the contrast of each word to the ground it stands on (WCAG 2.2, 1.4.3)."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from forum.contrast import contrast

ENOUGH, ENOUGH_WHEN_LARGE = 4.5, 3.0
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*(#[0-9a-f]{3,6})", re.IGNORECASE)
_GROUND = re.compile(r"background(?:-color)?\s*:\s*(#[0-9a-f]{3,6})", re.IGNORECASE)
_SIZE = re.compile(r"font-size\s*:\s*(\d+)px")
_VOID = {"br", "img", "hr", "meta", "link", "input", "col"}

Look = tuple[str, str, int]  # colour, ground, size


class _Texts(HTMLParser):
    """Each piece of text with the colours that hold where it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[tuple[str, Look]] = [("", ("#000000", "#ffffff", 16))]
        self.found: list[tuple[str, Look]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        colour, ground, size = self.looks[-1][1]
        values = {name: value or "" for name, value in attrs}
        style = values.get("style", "")
        if values.get("bgcolor", "").startswith("#"):
            ground = values["bgcolor"]
        if "display:none" in style.replace(" ", ""):
            colour = ""  # the preview line is for the list of the mailbox
        elif colour and (match := _COLOUR.search(style)):
            colour = match[1]
        if match := _GROUND.search(style):
            ground = match[1]
        if match := _SIZE.search(style):
            size = int(match[1])
        self.looks.append((tag, (colour, ground, size)))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.looks) - 1, 0, -1):
            if self.looks[at][0] == tag:
                del self.looks[at:]
                return

    def handle_data(self, data: str) -> None:
        tag, look = self.looks[-1]
        if data.strip() and look[0] and tag not in ("style", "title", "script"):
            self.found.append((" ".join(data.split()), look))


def too_faint(html: str) -> Iterator[str]:
    """The words that stand out too little from their ground."""
    texts = _Texts()
    texts.feed(html)
    for words, (colour, ground, size) in texts.found:
        if contrast(_six_digits(colour), _six_digits(ground)) < (ENOUGH_WHEN_LARGE if size >= 24 else ENOUGH):
            yield words


def _six_digits(colour: str) -> str:
    """„#ccc“ is „#cccccc“."""
    return "#" + "".join(2 * digit for digit in colour[1:]) if len(colour) == 4 else colour
