"""„Meinten Sie …?“: for words nobody wrote, the begun word or the nearest one from the vocabulary."""

from django.db import connection

from forum.search import words
from forum.search.query import Query

NEAR = 0.4  # trigram similarity from which another word may have been meant


def corrected(query: Query, audience: list[str]) -> str | None:
    """What was probably meant, in words that documents open to this reader contain; None when nothing is nearer."""
    better, changed = [], False
    for word in query.words:
        nearest = None if _occurs(word, audience) else _nearest(word, audience)
        better.append(nearest or word)
        changed = changed or nearest is not None
    return " ".join(better) if changed else None


def _occurs(word: str, audience: list[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM forum_searchdocument WHERE vector @@ plainto_tsquery('german', %s)"
            " AND audience && %s::varchar[]) OR numnode(plainto_tsquery('german', %s)) = 0",
            [words.plain(word), audience, words.plain(word)],
        )
        return cursor.fetchone()[0]


def _nearest(word: str, audience: list[str]) -> str | None:
    folded = words.fold(word)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT shown FROM (
                (SELECT shown, word, stem, documents, 1 AS near FROM forum_searchword
                 WHERE word LIKE %(begun)s AND length(%(word)s) >= 3 ORDER BY documents DESC LIMIT 5)
                UNION ALL
                (SELECT shown, word, stem, documents, similarity(word, %(word)s) FROM forum_searchword
                 WHERE word %% %(word)s AND similarity(word, %(word)s) >= %(near)s
                 ORDER BY similarity(word, %(word)s) DESC, documents DESC LIMIT 8)
            ) candidate
            WHERE EXISTS (SELECT 1 FROM forum_searchdocument
                          WHERE vector @@ plainto_tsquery('german', word) AND audience && %(audience)s::varchar[])
            ORDER BY near DESC, documents DESC, word LIMIT 1
            """,
            {"word": folded, "begun": f"{folded}%", "near": NEAR, "audience": audience},
        )
        row = cursor.fetchone()
        return row[0] if row else None
