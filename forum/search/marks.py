"""Highlighting: the words of a hit that the query meant, marked in the text as it was written."""

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from forum.search import words

EXCERPT = 220  # characters


def matcher(lexemes: str, texts: list[str]) -> Callable[[str], bool]:
    """A function that says whether a word as written is one the query found: `lexemes` is its querytree.

    One query for any number of texts. A stem is what its word begins with, so only words with one of the stems looked
    for in them are asked about.
    """
    wanted, begun = _lexemes(lexemes)
    folded = {word for text in texts for word in words.plain(text).split()}
    candidates = {word for word in folded if any(stem in word for stem in wanted)}
    meant = {word for word in folded if word.startswith(begun)} if begun else set()
    if candidates:
        stem, known = words.stems_and_known(candidates | words.pieces(candidates))
        inside = words.taken_apart(candidates, stem, known)
        meant |= {
            word for word in candidates if stem[word] in wanted or any(stem[p] in wanted for p in inside.get(word, ()))
        }
    return lambda word: any(piece in meant for piece in _folded(word))


@lru_cache(maxsize=20_000)
def _folded(word: str) -> list[str]:
    return words.plain(word).split()


def _lexemes(querytree: str) -> tuple[set[str], tuple[str, ...]]:
    """The stems the query looks for, and those it takes as beginnings; without what it excludes."""
    found = re.findall(r"'((?:[^']|'')+)'(:\*)?", querytree)
    return {stem for stem, begun in found if not begun}, tuple(stem for stem, begun in found if begun)


def marked(text: str, is_meant: Callable[[str], bool]) -> SafeString:
    """The whole text, escaped, with <mark> around what was meant."""
    pieces: list[str] = []
    at = 0
    for found in words.WORD.finditer(text):
        if is_meant(found[0]):
            pieces += [escape(text[at : found.start()]), f"<mark>{escape(found[0])}</mark>"]
            at = found.end()
    pieces.append(escape(text[at:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped above


def excerpt(text: str, is_meant: Callable[[str], bool]) -> SafeString:
    """About two lines of the text around the first hit, cut at words."""
    if len(text) <= EXCERPT:
        return marked(text, is_meant)
    first = next((found.start() for found in words.WORD.finditer(text) if is_meant(found[0])), 0)
    start = 0 if first < EXCERPT // 2 else text.rfind(" ", 0, first - EXCERPT // 3) + 1
    end = len(text) if start + EXCERPT >= len(text) else text.rfind(" ", 0, start + EXCERPT)
    end = end if end > start else start + EXCERPT
    cut = marked(text[start:end], is_meant)
    return mark_safe(f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}")  # noqa: S308 - marked() escapes


def occurs(text: str, is_meant: Callable[[str], bool]) -> bool:
    return any(is_meant(found[0]) for found in words.WORD.finditer(text))
