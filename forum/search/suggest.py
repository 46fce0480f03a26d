"""While typing: words that begin like the last one, with their number of hits, and titles that contain what stands there."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from forum.search import words

COUNTED = 200  # a word with more hits is „mehr als 200“: nobody chooses by the exact number


@dataclass(frozen=True)
class Suggestions:
    """`terms`: (whole query, hits, counted to the end?). `titles`: (kind, title, url, place)."""

    terms: list[tuple[str, int, bool]]
    titles: list[tuple[str, str, str, str]]


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
    if not found or len(words.fold(found[-1])) < 2:
        return Suggestions([], [])
    begun, before = words.plain(found[-1]).split(), words.split(words.plain(" ".join(found[:-1])))
    values = {
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
        words_found = [
            (f"{lead} {shown}".strip(), min(number, COUNTED), number <= COUNTED)
            for shown, number in cursor.fetchall()
        ]
        cursor.execute(_TITLES, values)
        return Suggestions(words_found, cursor.fetchall())


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
