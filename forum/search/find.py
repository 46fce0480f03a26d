"""Reading the index: hits with highlights, the total, and counts for every facet, in a fixed number of queries."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1
from math import ceil
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forum.search import marks
from forum.search.mending import mended
from forum.search.query import Query, parse

KINDS = {
    "praxis": _("Gute Praktiken"),
    "termin": _("Veranstaltungen"),
    "organisation": _("Mitglieder"),
    "nachricht": _("Aktuelles"),
    "ausgabe": _("Newsletter"),
    "seite": _("Seiten"),
}
SORTS = ("relevanz", "neu", "titel")
RERANKED = 500  # hits that a caller's own sorting looks at
RANKED = 1000  # a broad word is ranked in full only this far; beyond, title, weight and date decide

# ts_rank's weights for D (parts of compounds in the text), C (text), B (intro, place), A (title).
_RANK = "ts_rank('{0.08, 0.2, 0.45, 1.0}', vector, query, 1) * weight"
# For words in most documents: reads the small vector of the title only, not the large one of everything.
_ROUGH = "title_vector @@ query DESC, weight DESC, changed_at DESC, id"


@dataclass(frozen=True)
class Hit:
    kind: str
    object_id: str
    url: str
    title: SafeString
    excerpt: SafeString
    place: str
    facets: tuple[str, ...]
    row: dict[str, Any]
    changed_at: datetime

    @property
    def kind_label(self) -> str:
        return str(KINDS.get(self.kind, self.kind))


@dataclass
class Results:
    """What was found, and how.

    `total` counts all hits. `facets` is {group: {value: hits}}, `kinds` {kind: hits}: how many there would be if that
    value were chosen beside what is chosen in the other groups. `corrected` is the spelling that was searched instead,
    because what was typed has no hit; `loosened` says that not all words occur together, so any of them counts.
    `synonyms` are words that were searched as well.
    """

    query: str
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    page: int = 1
    per_page: int = 20
    corrected: str = ""
    loosened: bool = False
    synonyms: tuple[str, ...] = ()

    @property
    def did_you_mean(self) -> str:
        return self.corrected

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / self.per_page))

    @property
    def ids(self) -> list[str]:
        return [hit.object_id for hit in self.hits]


def find(
    q: str = "",
    *,
    kinds: Iterable[str] | None = None,
    facets: Iterable[str] = (),
    audience: Iterable[str] = ("public",),
    page: int = 1,
    per_page: int = 20,
    sort: str = "relevanz",
    exact: bool = False,
    rerank: Callable[[list[str]], list[str]] | None = None,
) -> Results:
    """What the reader with these audience keys finds. Without `q`: everything, newest and weightiest first.

    `facets` are keys `group:value`: one of the chosen values per group must fit, in all groups. `exact`: what was typed
    and nothing that was probably meant, even if that finds nothing. `rerank` puts the object ids of the best hits into
    an order of the caller's, such as by fit; hits beyond them follow by relevance.
    """
    query = parse(q)
    search = _Search(list(kinds or ()), list(facets), sorted(set(audience)))
    results = Results(query.text, page=max(1, page), per_page=per_page)
    if query.text and not query:
        return results
    tsquery, results.synonyms = query.all_words, query.synonyms if not exact else ()
    search.count(tsquery, results)
    if not exact and not results.total and (better := _better_tsquery(query, search, results)) != tsquery:
        tsquery = better
        search.count(tsquery, results)
    results.page = min(results.page, results.pages)
    order = rerank(search.ids(tsquery)) if rerank else []
    rows = search.rows(tsquery, results, sort, order)
    results.hits = _hits(rows, search.lexemes)
    return results


def _better_tsquery(query: Query, search: "_Search", results: Results) -> str:
    """Where all words together find nothing: what was probably meant; at last any of the words."""
    if not query or search.exists(query.all_words):  # there are hits, but not with these filters
        return query.all_words
    better, spelling = mended(query, search.exists)
    results.corrected = spelling
    results.synonyms = better.synonyms
    if search.exists(better.all_words):
        return better.all_words
    results.loosened = len(better.terms) > 1
    return better.any_word


class _Search:
    """The conditions of one search. Here, and only here, the reader's audience is applied."""

    def __init__(self, kinds: list[str], facets: list[str], audience: list[str]) -> None:
        self.kinds, self.audience = kinds, audience
        self.lexemes = ""  # what the query counted last looks for, as PostgreSQL writes it
        self.chosen: dict[str, list[str]] = {}
        for facet in facets:
            self.chosen.setdefault(facet.partition(":")[0], []).append(facet)

    def visible(self, tsquery: str) -> tuple[str, list[Any]]:
        sql = "audience && %s::varchar[]"
        return (f"vector @@ query AND {sql}" if tsquery else sql), [self.audience]

    def narrowed(self, *, but: str = "") -> tuple[str, list[Any]]:
        """What was chosen in every group except `but`."""
        sql = "true"
        values: list[Any] = []
        if self.kinds and but != "kind":
            sql, values = f"{sql} AND kind = ANY(%s)", [*values, self.kinds]
        for group, facets in self.chosen.items():
            if group != but:
                sql, values = f"{sql} AND facets && %s::varchar[]", [*values, facets]
        return sql, values

    @staticmethod
    def source(tsquery: str) -> tuple[str, list[Any]]:
        if not tsquery:
            return "forum_searchdocument", []
        return "forum_searchdocument, to_tsquery('german', %s) query", [tsquery]

    def exists(self, tsquery: str) -> bool:
        """Is there a hit among the kinds asked for? Yes for stop words alone: they ask for nothing."""
        source, values = self.source(tsquery)
        visible, more = self.visible(tsquery)
        hits = f"SELECT 1 FROM {source} WHERE {visible} AND (%s OR kind = ANY(%s))"  # noqa: S608
        sql = f"SELECT numnode(to_tsquery('german', %s)) = 0 OR EXISTS ({hits})"
        with connection.cursor() as cursor:
            cursor.execute(sql, [tsquery, *values, *more, not self.kinds, self.kinds])
            found: bool = cursor.fetchone()[0]
            return found

    def count(self, tsquery: str, results: Results) -> None:
        """Total, kinds, facets and the query's lexemes."""
        results.facets, results.kinds = {}, {}
        for what, value, number in self._counts(tsquery):
            if what == "lexemes":
                self.lexemes = value or ""
            elif what == "facet":
                group, _colon, key = value.partition(":")
                results.facets.setdefault(group, {})[key] = number
            elif what == "kind":
                results.kinds[value] = number
            else:
                results.total = number

    def _counts(self, tsquery: str) -> list[tuple[str, str, int]]:
        """Without words, whatever is listed has to be counted; that is the same for many readers, and kept as long as
        a page for anonymous ones."""
        if tsquery:
            return self._counted(tsquery)
        asked = json.dumps([self.audience, self.kinds, self.chosen], sort_keys=True)
        key = f"search-counts:{sha1(asked.encode(), usedforsecurity=False).hexdigest()}"
        counts = cache.get_or_set(key, lambda: self._counted(tsquery), settings.ANONYMOUS_PAGE_SECONDS)
        return cast("list[tuple[str, str, int]]", counts)

    def _counted(self, tsquery: str) -> list[tuple[str, str, int]]:
        """All numbers in one statement over the matching rows."""
        source, values = self.source(tsquery)
        visible, more = self.visible(tsquery)
        narrowed, chosen = self.narrowed()
        found = f"WITH found AS MATERIALIZED (SELECT kind, facets FROM {source} WHERE {visible})"  # noqa: S608
        sql = [f"{found} SELECT '', '', count(*) FROM found WHERE {narrowed}"]  # noqa: S608
        values = [*values, *more, *chosen]
        but_kind, chosen = self.narrowed(but="kind")
        sql.append(f"SELECT 'kind', kind, count(*) FROM found WHERE {but_kind} GROUP BY kind")  # noqa: S608
        values += chosen
        sql.append(
            f"SELECT 'facet', facet, count(*) FROM found, unnest(facets) facet"  # noqa: S608
            f" WHERE {narrowed} AND split_part(facet, ':', 1) <> ALL(%s) GROUP BY facet"
        )
        values += [*self.narrowed()[1], list(self.chosen)]
        for group in self.chosen:
            others, chosen = self.narrowed(but=group)
            sql.append(
                f"SELECT 'facet', facet, count(*) FROM found, unnest(facets) facet"  # noqa: S608
                f" WHERE {others} AND split_part(facet, ':', 1) = %s GROUP BY facet"
            )
            values += [*chosen, group]
        if tsquery:
            sql.append("SELECT 'lexemes', querytree(to_tsquery('german', %s)), 0")
            values.append(tsquery)
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(sql), values)
            return cursor.fetchall()

    def ids(self, tsquery: str) -> list[str]:
        """Object ids of the best hits, without their texts."""
        source, values = self.source(tsquery)
        visible, more = self.visible(tsquery)
        narrowed, chosen = self.narrowed()
        by = f"{_RANK} DESC, changed_at DESC, id" if tsquery else "weight DESC, changed_at DESC, id"
        sql = f"SELECT object_id FROM {source} WHERE {visible} AND {narrowed} ORDER BY {by} LIMIT %s"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, *more, *chosen, RERANKED])
            return [object_id for (object_id,) in cursor.fetchall()]

    def rows(self, tsquery: str, results: Results, sort: str, order: list[str]) -> list[tuple[Any, ...]]:
        source, values = self.source(tsquery)
        visible, more = self.visible(tsquery)
        narrowed, chosen = self.narrowed()
        where, wanted = f"{visible} AND {narrowed}", [*more, *chosen]
        start = (results.page - 1) * results.per_page
        by = "weight DESC, changed_at DESC, id"
        if sort == "neu":
            by = "changed_at DESC, id"
        elif sort == "titel":
            by = "forum_plain(title), id"
        elif tsquery and results.total > RANKED and start >= RANKED:
            by = _ROUGH
        elif tsquery:
            by = f"{_RANK} DESC, changed_at DESC, id"
            if results.total > RANKED and not order:
                where = f"id IN (SELECT id FROM {source} WHERE {where} ORDER BY {_ROUGH} LIMIT {RANKED})"  # noqa: S608
                wanted = [*values, *wanted]
        if len(order) >= start + results.per_page:  # no need to sort all the others behind them
            order = order[start : start + results.per_page]
            where, wanted, start = f"{where} AND object_id = ANY(%s)", [*wanted, order], 0
        if order:
            by = f"array_position(%s::varchar[], object_id) NULLS LAST, {by}"
            wanted = [*wanted, order]
        sql = (
            "SELECT kind, object_id, url, title, intro, body, place, facets, row, changed_at"  # noqa: S608
            f" FROM {source} WHERE {where} ORDER BY {by} LIMIT %s OFFSET %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, *wanted, results.per_page, start])
            return cursor.fetchall()


def _hits(rows: list[tuple[Any, ...]], lexemes: str) -> list[Hit]:
    is_meant = marks.matcher(lexemes, [f"{row[3]} {row[4]} {row[5]}" for row in rows])
    hits = []
    for kind, object_id, url, title, intro, body, place, facets, row, changed_at in rows:
        told = intro if intro and (not lexemes or marks.occurs(intro, is_meant)) else f"{intro} {body}".strip()
        if lexemes and body and not marks.occurs(told[: marks.EXCERPT], is_meant) and marks.occurs(body, is_meant):
            told = body
        hits.append(
            Hit(
                kind,
                object_id,
                url,
                marks.marked(title, is_meant),
                marks.excerpt(told, is_meant),
                place,
                tuple(facets),
                json.loads(row),
                changed_at,
            )
        )
    return hits
