"""German words as the search sees them: folded to one spelling, stemmed by PostgreSQL, compounds taken apart.

PostgreSQL's `german` stemmer changed between versions (18 reads ae, oe, ue as umlauts and drops -in and -innen, 15 does
not). Text and query are therefore folded here, the same way, before either reaches the stemmer: then both agree.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.db import connection

WORD = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*")
SHORTEST_PART = 4  # of a compound; shorter ones split words that are none
LONELY_PART = 5  # when the rest of the compound is unknown
LONGEST_WORD = 60

_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\u2060")
_GENDER = re.compile(r"(?<=\w)[:*_·](?=in(nen)?\b)")
_BEINGS = re.compile(r"\b(\w{4,})innen\b|\b(\w{2,}er)in\b")
_GAP = re.compile(r"[\W_]+")
_DIGRAPHS = re.compile(r"([ao])e|(?<![aeiouyqäöü])(u)e")
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def fold(text: str) -> str:
    """Lower case, one spelling for umlauts however typed, people without gender endings, no accents."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE).lower()
    text = _BEINGS.sub(r"\1\2", _GENDER.sub("", text))
    text = _DIGRAPHS.sub(r"\1\2", text).translate(_UMLAUTS)
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def split(text: str) -> list[str]:
    """The words of a text as written; hyphenated ones stay together."""
    return [word for word in WORD.findall(text) if len(word) <= LONGEST_WORD]


def plain(text: str) -> str:
    """The text as it goes to the stemmer: folded words and nothing else.

    PostgreSQL's parser would take „Hitze.Wasser“ for a host name and „Rad/Fuß“ for a path.
    """
    return _GAP.sub(" ", fold(text)).strip()


def joined(text: str) -> list[str]:
    """Hyphenated words written as one: „E-Mobilität“ is also found as „Emobilität“."""
    return [re.sub(r"[-‐‑]", "", fold(word)) for word in split(text) if re.search(r"[-‐‑]", word)]


def stems(words: Iterable[str]) -> dict[str, str]:
    """The stem of each folded word as PostgreSQL makes it, "" for a stop word. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w, coalesce((ts_lexize('german_stem', w))[1], '') FROM unnest(%s::text[]) w",
            [sorted(set(words))],
        )
        return dict(cursor.fetchall())


def stems_and_known(words: Iterable[str]) -> tuple[dict[str, str], set[str]]:
    """As `stems`, and which of these stems the vocabulary holds, of words long enough to be parts. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w, stem, EXISTS (SELECT 1 FROM forum_searchword s WHERE s.stem = f.stem AND length(s.word) >= %s)"
            " FROM (SELECT w, coalesce((ts_lexize('german_stem', w))[1], '') stem FROM unnest(%s::text[]) w) f",
            [SHORTEST_PART, sorted(set(words))],
        )
        rows = cursor.fetchall()
    return {word: stem for word, stem, _known in rows}, {stem for _word, stem, known in rows if known and stem}


def _cuts(word: str) -> list[tuple[str, str]]:
    return [(word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)]


def parts(words: Iterable[str], *, complete: bool = False) -> dict[str, list[str]]:
    """The known words inside each compound: strassenbeleuchtung → strassen, beleuchtung. One query for all.

    A word is cut where both halves are known by their stems (the stemmer takes most linking letters with it); else a
    known word of five letters or more at its end or its beginning counts alone. A half may itself be cut again. Words
    the vocabulary does not know stay whole. `complete`: only cuts that explain the whole word, as a query needs them.
    """
    words = {word for word in words if len(word) >= 2 * SHORTEST_PART and word.isalpha()}
    return taken_apart(words, *stems_and_known(pieces(words)), complete=complete) if words else {}


def pieces(words: Iterable[str]) -> set[str]:
    """All that may be a part of these words, if it is a word itself."""
    return {
        piece
        for word in words
        if len(word) >= 2 * SHORTEST_PART and word.isalpha()
        for start in range(len(word))
        for piece in (word[:start], word[start:], *_inner(word, start))
        if SHORTEST_PART <= len(piece) < len(word)
    }


def taken_apart(
    words: Iterable[str], stem: dict[str, str], known: set[str], *, complete: bool = False
) -> dict[str, list[str]]:
    """As `parts`, with the stems of the `pieces` at hand."""
    found = {word: _take_apart(word, stem, known, complete) for word in words}
    return {word: inside for word, inside in found.items() if inside}


def _inner(word: str, start: int) -> list[str]:
    """Pieces from the middle of long words; a compound of three parts needs them."""
    if len(word) < 3 * SHORTEST_PART or start < SHORTEST_PART:
        return []
    return [word[start:end] for end in range(start + SHORTEST_PART, len(word) - SHORTEST_PART + 1)]


def _take_apart(word: str, stem: dict[str, str], known: set[str], complete: bool = False) -> list[str]:
    def is_known(piece: str) -> bool:
        return bool(stem.get(piece)) and stem[piece] in known

    cuts = [(left, right) for left, right in _cuts(word) if is_known(right) and is_known(left)]
    if cuts:
        left, right = max(cuts, key=lambda cut: min(len(cut[0]), len(cut[1])))
        return [left, *_take_apart(left, stem, known), right, *_take_apart(right, stem, known)]
    if complete:
        return []
    for _left, right in _cuts(word):
        if len(right) >= LONELY_PART and is_known(right):
            return [right, *_take_apart(right, stem, known)]
    for left, _right in reversed(_cuts(word)):
        if len(left) >= LONELY_PART and is_known(left):
            return [left, *_take_apart(left, stem, known)]
    return []
