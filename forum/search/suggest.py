"""While typing: words that begin like the last one, with their number of hits, and titles with what is typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from forum.search import words
from forum.search.find import KINDS

COUNTED = 200  # a word with more hits is „mehr als 200“: nobody chooses by the exact number


@dataclass(frozen=True)
class Term:
    """A query to choose, and how many hits it has; None where nobody counted."""

    text: str
    hits: int | None

    @property
    def note(self) -> str | None:
        if self.hits is None:
            return None
        return str(self.hits) if self.hits <= COUNTED else _("über %(n)d") % {"n": COUNTED}


@dataclass(frozen=True)
class Title:
    kind: str
    title: str
    url: str
    place: str

    @property
    def kind_label(self) -> str:
        return str(KINDS.get(self.kind, self.kind))


@dataclass(frozen=True)
class Suggestions:
    terms: list[Term]
    titles: list[Title]


def suggest(
    q: str,
    *,
    audience: Iterable[str] = ("public",),
    kinds: Iterable[str] | None = None,
    terms: int = 5,
    titles: int = 5,
) -> Suggestions:
    """Empty for less than two letters. Two queries; only what this reader may see is counted and named."""
    found = words.split(q[:100])
    if not found or len(words.fold("".join(found))) < 2:
        return Suggestions([], [])
    begun, before = words.plain(found[-1]).split(), words.split(words.plain(" ".join(found[:-1])))
    values: dict[str, Any] = {
        "begun": f"{words.fold(found[-1])}%",
        "before": " & ".join(before),
        "titles": " & ".join([*before, *begun[:-1], f"{begun[-1]}:*"]),
        "audience": sorted(set(audience)),
        "kinds": list(kinds or ()),
        "counted": COUNTED + 1,
        "terms": terms,
        "limit": titles,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TERMS, values)
        lead = " ".join(found[:-1])
        words_found = [Term(f"{lead} {shown}".strip(), hits) for shown, hits in cursor.fetchall()]
        cursor.execute(_TITLES, values)
        return Suggestions(words_found, [Title(*row) for row in cursor.fetchall()])


def nearest(
    q: str, *, audience: Iterable[str] = ("public",), kinds: Iterable[str] | None = None, number: int = 4
) -> list[Term]:
    """Words near those of a search without hits: parts of its compounds, other words with the same part, similar ones.

    Only words that this reader finds something by.
    """
    typed = [piece for word in words.split(q[:100]) for piece in words.plain(word).split() if len(piece) > 2]
    inside = sorted({part for parts in words.parts(typed).values() for part in parts})
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAREST,
            {
                "words": [*typed, *inside],
                "audience": sorted(set(audience)),
                "kinds": list(kinds or ()),
                "counted": COUNTED + 1,
                "number": number,
            },
        )
        return [Term(shown, hits) for shown, hits in cursor.fetchall()]


_NEAREST = """
    SELECT shown, hits FROM (
        SELECT DISTINCT ON (stem) shown, word, near, documents, stem FROM (
            SELECT v.shown, v.word, v.stem, v.documents, max(similarity(v.word, w)) AS near
            FROM unnest(%(words)s::text[]) w
            JOIN forum_searchword v ON v.word %% w OR starts_with(v.word, left(w, 4))
            WHERE v.stem <> '' GROUP BY v.id
        ) similar_words ORDER BY stem, near DESC, documents DESC
    ) candidate
    CROSS JOIN LATERAL (
        SELECT count(*) AS hits FROM (
            SELECT 1 FROM forum_searchdocument
            WHERE vector @@ plainto_tsquery('german', word) AND audience && %(audience)s::varchar[]
              AND (%(kinds)s::varchar[] = '{}' OR kind = ANY(%(kinds)s)) LIMIT %(counted)s
        ) found
    ) counted
    WHERE hits > 0 ORDER BY near DESC, hits DESC, word LIMIT %(number)s
"""

_TERMS = """
    SELECT shown, hits FROM (
        SELECT DISTINCT ON (coalesce(nullif(stem, ''), word)) word, shown, documents FROM (
            SELECT word, shown, stem, documents FROM forum_searchword
            WHERE word LIKE %(begun)s AND stem <> '' ORDER BY documents DESC LIMIT 40
        ) likely ORDER BY coalesce(nullif(stem, ''), word), documents DESC
    ) candidate
    CROSS JOIN LATERAL (
        SELECT count(*) AS hits FROM (
            SELECT 1 FROM forum_searchdocument
            WHERE vector @@ (to_tsquery('german', %(before)s) && plainto_tsquery('german', word))
              AND audience && %(audience)s::varchar[] AND (%(kinds)s::varchar[] = '{}' OR kind = ANY(%(kinds)s))
            LIMIT %(counted)s
        ) found
    ) counted
    WHERE hits > 0 ORDER BY hits DESC, length(word), word LIMIT %(terms)s
"""

# 'simple': a begun word is no word yet, the stemmer would cut at the wrong place.
_TITLES = """
    SELECT kind, title, url, place FROM forum_searchdocument
    WHERE title_vector @@ (to_tsquery('german', %(titles)s) || to_tsquery('simple', %(titles)s))
      AND audience && %(audience)s::varchar[] AND (%(kinds)s::varchar[] = '{}' OR kind = ANY(%(kinds)s))
    ORDER BY weight DESC, changed_at DESC LIMIT %(limit)s
"""
