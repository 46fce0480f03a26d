"""Rich text as plain lines, for the text part of a mail that must read alone."""

from html.parser import HTMLParser


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.out: list[str] = []
        self.href = ""
        self.numbers: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.href = dict(attrs).get("href") or ""
        elif tag == "br":
            self.out.append("\n")
        elif tag in ("ul", "ol"):
            self.numbers.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.out.append(self._bullet())

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.href:
            self.out.append(f" ({self.href})")
            self.href = ""
        elif tag in ("p", "h2", "h3", "h4"):
            self.out.append("\n\n")
        elif tag in ("ul", "ol"):
            if self.numbers:
                self.numbers.pop()
            self.out.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.out.append(data)

    def _bullet(self) -> str:
        if self.numbers and self.numbers[-1] is not None:
            self.numbers[-1] += 1
            return f"\n{self.numbers[-1]}. "
        return "\n- "


def plain(html: str) -> str:
    """The words with their links in brackets, paragraphs apart by one empty line."""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    lines = [line.strip() for line in "".join(parser.out).split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip()
