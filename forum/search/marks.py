"""Highlighting: the words of a hit that the query meant, marked in the text as it was written."""

import re
from collections.abc import Callable

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from forum.search import words

EXCERPT = 220  # characters


def matcher(tsquery: str, texts: list[str]) -> Callable[[str], bool]:
    """A function that says whether a word as written is one the query found. Two queries, for any number of texts."""
    wanted, begun = _lexemes(tsquery)
    if not wanted and not begun:
        return lambda word: False
    folded = {piece for text in texts for word in words.split(text) for piece in words.plain(word).split()}
    stem = words.stems(folded)
    candidates = {f for f in folded if stem[f] not in wanted and any(lexeme in f for lexeme in wanted)}
    inside = words.parts(candidates)
    part_stems = words.stems(part for found in inside.values() for part in found)

    def is_meant(word: str) -> bool:
        pieces = words.plain(word).split()
        return any(
            stem.get(piece) in wanted
            or piece.startswith(begun)
            or any(part_stems.get(part) in wanted for part in inside.get(piece, ()))
            for piece in pieces
        )

    return is_meant


def _lexemes(tsquery: str) -> tuple[set[str], tuple[str, ...]]:
    """The stems the query looks for, and those it takes as beginnings; without what it excludes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT querytree(to_tsquery('german', %s))", [tsquery])
        found = re.findall(r"'((?:[^']|'')+)'(:\*)?", cursor.fetchone()[0] or "")
    return {stem for stem, begun in found if not begun}, tuple(stem for stem, begun in found if begun)


def marked(text: str, is_meant: Callable[[str], bool]) -> SafeString:
    """The whole text, escaped, with <mark> around what was meant."""
    pieces: list[str] = []
    at = 0
    for found in words.WORD.finditer(text):
        pieces.append(escape(text[at : found.start()]))
        word = escape(found[0])
        pieces.append(f"<mark>{word}</mark>" if is_meant(found[0]) else word)
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
