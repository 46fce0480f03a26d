"""What somebody typed, as a tsquery: every word or its synonyms, quoted phrases as they stand, -word excluded."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from forum.models import SynonymGroup
from forum.search import words

LONGEST_QUERY = 200
MOST_WORDS = 12
_TOKEN = re.compile(r'(-?)"([^"]+)"|(?<!\S)(-?)([^\s"]+)')


@dataclass(frozen=True)
class Term:
    """One wish: a word, or several that together are a known term. `expression` is its part of the tsquery.

    `synonyms` are the other words of its group in the editors' table, which are searched with it.
    """

    text: str
    expression: str
    synonyms: tuple[str, ...] = ()


@dataclass
class Query:
    text: str
    terms: list[Term] = field(default_factory=list)
    without: list[str] = field(default_factory=list)

    @property
    def all_words(self) -> str:
        return self._without(" & ".join(term.expression for term in self.terms))

    @property
    def any_word(self) -> str:
        return self._without(" | ".join(term.expression for term in self.terms))

    @property
    def synonyms(self) -> tuple[str, ...]:
        return tuple(word for term in self.terms for word in term.synonyms)

    def _without(self, wished: str) -> str:
        unwished = " & ".join(f"!({expression})" for expression in self.without)
        return " & ".join(part for part in (f"({wished})" if wished else "", unwished) if part)

    def __bool__(self) -> bool:
        return bool(self.terms or self.without)


def phrase(text: str) -> str:
    """A tsquery expression: the words one behind the other. Only letters and digits get through."""
    return " <-> ".join(words.split(words.plain(text)))


def either(*alternatives: str) -> str:
    return "(" + " | ".join(dict.fromkeys(f"({each})" for each in alternatives if each)) + ")"


def parse(text: str) -> Query:
    text = " ".join(text.replace("\x00", "").split())[:LONGEST_QUERY]
    query = Query(text)
    loose_words: list[str] = []
    for minus_phrase, quoted, minus, loose in _TOKEN.findall(text):
        if not quoted and not minus:
            loose_words += words.split(loose)
        elif expression := phrase(quoted or loose):
            if minus_phrase or minus:
                query.without.append(expression)
            else:
                query.terms.append(Term(f'"{quoted}"', f"({expression})"))
    query.terms += _terms(loose_words[:MOST_WORDS])
    return query


def _terms(found: list[str]) -> list[Term]:
    """One term per word; several words that together are a known term („Künstliche Intelligenz“) are one."""
    if not found:
        return []
    plain = {piece for word in found for piece in words.plain(word).split()}
    stem, known = words.stems_and_known(plain | words.pieces(plain))
    synonyms = _Synonyms(stem)
    compounds = words.taken_apart(plain, stem, known, complete=True)
    terms, at = [], 0
    while at < len(found):
        length, others = synonyms.longest_match(found[at:])
        text = " ".join(found[at : at + length])
        inside = smallest(compounds.get(words.plain(text), [])) if length == 1 else []
        expression = either(phrase(text), *words.joined(text), " & ".join(inside), *map(phrase, others))
        terms.append(Term(text, expression, tuple(others)))
        at += length
    return terms


def smallest(parts: list[str]) -> list[str]:
    """Of strassen, strassenlampe, lampe the middle one says nothing new."""
    return [part for part in parts if not any(other != part and other in part for other in parts)]


class _Synonyms:
    """The groups of the table, looked up by stem so that „Stellplätze“ meets „Stellplatz“."""

    def __init__(self, stem: dict[str, str]) -> None:
        self.stem = stem  # of the words typed
        self.by_key = _by_key(tuple(SynonymGroup.objects.values_list("words", flat=True)))

    def longest_match(self, found: list[str]) -> tuple[int, list[str]]:
        """How many of the first words form a known term, and its synonyms; (1, []) when none does."""
        for length in range(min(4, len(found)), 0, -1):
            if others := self.by_key.get(_key(" ".join(found[:length]), self.stem)):
                return length, others
        return 1, []


def _key(term: str, stem: dict[str, str]) -> tuple[str, ...]:
    return tuple(stem.get(word) or word for word in words.plain(term).split())


@lru_cache(maxsize=4)
def _by_key(groups: tuple[str, ...]) -> dict[tuple[str, ...], list[str]]:
    """For each term, by its stems, the others of its group. Follows from the words alone: worked out once for each
    state of the table."""
    terms_of = [SynonymGroup(words=group).terms for group in groups]
    stem = words.stems(piece for terms in terms_of for term in terms for piece in words.plain(term).split())
    by_key: dict[tuple[str, ...], list[str]] = {}
    for terms in terms_of:
        for term in terms:
            by_key.setdefault(_key(term, stem), []).extend(other for other in terms if other != term)
    return by_key
