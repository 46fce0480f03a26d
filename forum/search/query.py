"""What somebody typed, as a tsquery: every word or its synonyms, quoted phrases as they stand, -word excluded."""

import re
from dataclasses import dataclass, field

from forum.models import SynonymGroup
from forum.search import words

LONGEST_QUERY = 200
MOST_WORDS = 12
_TOKEN = re.compile(r'(-?)"([^"]+)"|(?<!\S)(-?)([^\s"]+)')


@dataclass
class Query:
    """`text` is what was typed; `groups` one tsquery expression per wished word; `without` what must not occur."""

    text: str
    words: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)

    @property
    def all_words(self) -> str:
        return self._and(" & ".join(self.groups))

    @property
    def any_word(self) -> str:
        return self._and(" | ".join(self.groups))

    def _and(self, wished: str) -> str:
        unwished = " & ".join(f"!({expression})" for expression in self.without)
        return " & ".join(part for part in (f"({wished})" if wished else "", unwished) if part)

    def __bool__(self) -> bool:
        return bool(self.groups or self.without)


def phrase(text: str) -> str:
    """A tsquery expression: the words one behind the other. Only letters and digits get through."""
    return " <-> ".join(words.split(words.plain(text)))


def parse(text: str) -> Query:
    text = " ".join(text.replace("\x00", "").split())[:LONGEST_QUERY]
    query = Query(text)
    plain_words: list[str] = []
    for minus_phrase, quoted, minus, loose in _TOKEN.findall(text):
        if quoted or minus:
            expression = phrase(quoted or loose)
            if expression:
                (query.without if minus_phrase or minus else query.groups).append(f"({expression})")
        else:
            plain_words += words.split(loose)
    query.words = plain_words[:MOST_WORDS]
    query.groups += _groups(query.words)
    return query


def _groups(found: list[str]) -> list[str]:
    """One expression per word; several words that together are a known term („Künstliche Intelligenz“) are one."""
    if not found:
        return []
    synonyms = _Synonyms()
    compounds = words.parts(piece for word in found for piece in words.plain(word).split())
    groups, at = [], 0
    while at < len(found):
        length, others = synonyms.longest_match(found[at:])
        term = " ".join(found[at : at + length])
        alternatives = [phrase(term), *words.joined(term)]
        if length == 1:
            inside = _leaves(compounds.get(words.plain(term), []))
            if inside:
                alternatives.append("(" + " & ".join(inside) + ")")
        alternatives += [phrase(other) for other in others]
        groups.append("(" + " | ".join(dict.fromkeys(f"({a})" for a in alternatives if a)) + ")")
        at += length
    return groups


def _leaves(parts: list[str]) -> list[str]:
    """The smallest parts only: of strassen, strassenlampe, lampe the middle one says nothing new."""
    return [part for part in parts if not any(other != part and other in part for other in parts)]


class _Synonyms:
    """The groups of the table, looked up by stem so that „Stellplätze“ meets „Stellplatz“."""

    def __init__(self) -> None:
        self.groups = [group.terms for group in SynonymGroup.objects.all()]
        self.stem: dict[str, str] = {}

    def key(self, term: str) -> tuple[str, ...]:
        return tuple(self.stem.get(word) or word for word in words.plain(term).split())

    def longest_match(self, found: list[str]) -> tuple[int, list[str]]:
        """How many of the first words form a known term, and its synonyms; (1, []) when none does."""
        if not self.stem:
            texts = [term for group in self.groups for term in group] + found
            self.stem = words.stems(piece for text in texts for piece in words.plain(text).split())
            self.by_key: dict[tuple[str, ...], list[str]] = {}
            for group in self.groups:
                for term in group:
                    others = self.by_key.setdefault(self.key(term), [])
                    others += [other for other in group if other != term]
        for length in range(min(4, len(found)), 0, -1):
            others = self.by_key.get(self.key(" ".join(found[:length])))
            if others:
                return length, others
        return 1, []
