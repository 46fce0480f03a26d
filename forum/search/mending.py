"""Queries that find nothing: begun words, misspelt words („Meinten Sie …?“) and compounds nobody wrote that way."""

from collections.abc import Callable
from difflib import SequenceMatcher

from django.db import connection

from forum.models import SearchWord
from forum.search import words
from forum.search.query import Query, Term, either, parse, phrase

NEAR = 0.45  # trigram similarity from which another word may have been meant
ALIKE = 0.9  # share of letters in the same order from which it may have been, too
SURE = 0.6  # from here it rather is a slip of the keys than another compound


def mended(query: Query, occurs: Callable[[str], bool]) -> tuple[Query, str]:
    """The query with every term that occurs nowhere replaced by what was probably meant; and its new spelling.

    The spelling is "" when no word was replaced by another. `occurs` says whether an expression finds anything for this
    reader: nobody is led to a word that only others may read.
    """
    better = Query(query.text, without=query.without)
    spelling: list[str] = []
    corrected = False
    for term in query.terms:
        if occurs(term.expression):
            better.terms.append(term)
            spelling.append(term.text)
            continue
        replacement, word = _replacement(term, occurs)
        better.terms.append(replacement)
        spelling.append(word or term.text)
        corrected = corrected or bool(word)
    return better, " ".join(spelling) if corrected else ""


def _replacement(term: Term, occurs: Callable[[str], bool]) -> tuple[Term, str]:
    """The words that contain it; else the surely meant word; else its own parts; else the nearest word."""
    folded, pieces = words.fold(term.text), words.plain(term.text).split()
    containing = _containing(folded)
    if containing and occurs(either(*containing)):
        return Term(term.text, either(*containing)), ""
    nearest, similarity = _nearest(folded, occurs)
    if nearest and similarity >= SURE:
        return _instead(term, nearest), nearest
    inside = [part for found in words.parts(pieces).values() for part in found]
    if inside and occurs(either(*inside)):
        return Term(term.text, either(*inside)), ""
    if nearest:
        return _instead(term, nearest), nearest
    return term, ""


def _instead(term: Term, word: str) -> Term:
    meant = parse(word)
    return Term(term.text, meant.all_words, meant.synonyms)


def _containing(folded: str) -> list[str]:
    """Known words that begin with the typed one, or hold it somewhere when it is long enough to mean something."""
    if len(folded) >= words.LONELY_PART:
        known = SearchWord.objects.filter(word__contains=folded)
    elif len(folded) >= 3:
        known = SearchWord.objects.filter(word__startswith=folded)
    else:
        return []
    return [words.plain(word) for word in known.order_by("-documents", "word").values_list("word", flat=True)[:20]]


def _nearest(folded: str, occurs: Callable[[str], bool]) -> tuple[str, float]:
    """The most similar known word that this reader finds something by, and how similar it is (0 to 1).

    Trigrams choose the candidates, because they have an index; the order of letters decides among them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, shown, similarity(word, %(word)s) FROM forum_searchword WHERE word %% %(word)s"
            " ORDER BY similarity(word, %(word)s) DESC, documents DESC, word LIMIT 12",
            {"word": folded},
        )
        candidates = [(SequenceMatcher(None, folded, each[0]).ratio(), each) for each in cursor.fetchall()]
    candidates.sort(key=lambda pair: pair[0], reverse=True)
    for ratio, (word, shown, similarity) in candidates:
        # One letter left out of a short word breaks half of its trigrams, but few of its letters: „Parkn“.
        if (similarity >= NEAR or ratio >= ALIKE) and occurs(phrase(word)):
            return shown, similarity
    return "", 0.0
