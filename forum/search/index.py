"""Writing the index: one row per public object, in the transaction of the act that changes the object."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from forum.models import SearchDocument, SearchWord, SynonymGroup, Tag
from forum.search import words

_VECTOR = """
    UPDATE forum_searchdocument d SET
        title_vector = to_tsvector('german', v.title || ' ' || v.title_parts),
        vector = setweight(to_tsvector('german', v.title), 'A')
              || setweight(to_tsvector('german', v.intro || ' ' || v.title_parts), 'B')
              || setweight(to_tsvector('german', v.body || ' ' || v.intro_parts), 'C')
              || setweight(to_tsvector('german', v.body_parts), 'D')
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS v(id, title, title_parts, intro, intro_parts, body, body_parts)
    WHERE d.id = v.id
"""


def put(
    kind: str,
    object_id: int | str,
    *,
    url: str,
    title: str,
    intro: str = "",
    body: str = "",
    place: str = "",
    facets: Iterable[str] = (),
    row: dict[str, Any] | None = None,
    audience: Iterable[str] = ("public",),
    weight: float = 1.0,
    changed_at: datetime,
) -> None:
    """Make the object findable, or bring its row up to date. Texts are plain text, without markup.

    `facets` are keys `group:value`; `row` is what lists of this kind show beside the texts; `audience` the keys of who
    may see it: a reader who holds one of them does. `weight` multiplies the rank: 1.0 is normal, below pushes down
    (outdated), above lifts.
    """
    with transaction.atomic():
        document, _created = SearchDocument.objects.update_or_create(
            kind=kind,
            object_id=str(object_id),
            defaults={
                "url": url,
                "title": title[:300],
                "intro": intro,
                "body": body,
                "place": place[:200],
                "facets": sorted(set(facets)),
                "row": row or {},
                "audience": sorted(set(audience)),
                "weight": weight,
                "changed_at": changed_at,
            },
        )
        _learn(words.split(f"{title} {intro} {body} {place}"))
        _write_vectors([document])


def drop(kind: str, object_id: int | str) -> None:
    """Take the object out of the search. Harmless when it was never in."""
    SearchDocument.objects.filter(kind=kind, object_id=str(object_id)).delete()


def rebuild(batch: int = 500) -> int:
    """Learn the vocabulary anew from all documents and write every vector. Answers with the number of documents.

    Needed after many rows came in by COPY, after a change of PostgreSQL's major version, and nightly: only then do old
    documents learn the parts of their compounds from words that came later.
    """
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for document in SearchDocument.objects.only("title", "intro", "body", "place").iterator(batch):
        text = f"{document.title} {document.intro} {document.body} {document.place}"
        for word in set(_vocabulary(words.split(text))):
            folded = words.fold(word)
            counts[folded] += 1
            shown[folded] = _nicer(shown.get(folded), word)
    for word in _given_words():
        shown.setdefault(words.fold(word), word)
    with transaction.atomic():
        SearchWord.objects.all().delete()
        _store({folded: (word, counts[folded]) for folded, word in shown.items()})
    done = 0
    for documents in _batches(SearchDocument.objects.order_by("pk").iterator(batch), batch):
        _write_vectors(documents)
        done += len(documents)
    return done


def _given_words() -> Iterator[str]:
    """Words the portal knows before anybody wrote a text: themes and synonyms."""
    for text in [
        *Tag.objects.filter(field_of_action__isnull=False).values_list("name", flat=True),
        *SynonymGroup.objects.values_list("words", flat=True),
    ]:
        yield from _vocabulary(words.split(text))


def _vocabulary(found: Iterable[str]) -> Iterator[str]:
    """The words worth knowing, hyphenated ones also by their members."""
    for word in found:
        for piece in {word, *words.WORD.sub(lambda m: m[0].replace("-", " "), word).split()}:
            if len(piece) > 2 and not piece.isdigit():
                yield piece


def _nicer(one: str | None, other: str) -> str:
    """The spelling to show: a capital inside a sentence is a noun or a name, all capitals are a headline."""
    if one is None or (one.islower() and not other.islower()) or (one.isupper() and not other.isupper()):
        return other
    return one


def _learn(found: list[str]) -> None:
    new: dict[str, str] = {}
    for word in _vocabulary(found):
        folded = words.fold(word)
        new[folded] = _nicer(new.get(folded), word)
    for known in SearchWord.objects.filter(word__in=list(new)):
        nicer = _nicer(known.shown, new.pop(known.word))
        if nicer != known.shown:
            SearchWord.objects.filter(pk=known.pk).update(shown=nicer)
    _store({folded: (word, 1) for folded, word in new.items()})


def _store(entries: dict[str, tuple[str, int]]) -> None:
    stem = words.stems(entries)
    SearchWord.objects.bulk_create(
        [
            SearchWord(word=folded, shown=word, stem=stem[folded], documents=count)
            for folded, (word, count) in sorted(entries.items())
            if len(folded) <= words.LONGEST_WORD
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )


def _write_vectors(documents: list[SearchDocument]) -> None:
    texts = [(d.pk, d.title, f"{d.intro} {d.place}", d.body) for d in documents]
    inside = words.parts(
        piece for _pk, *fields in texts for text in fields for piece in words.plain(text).split() if piece.isalpha()
    )

    def parts_of(text: str) -> str:
        found = [part for word in words.split(words.plain(text)) for part in inside.get(word, ())]
        return " ".join([*words.joined(text), *found])

    columns: list[list[Any]] = [[] for _ in range(7)]
    for pk, *fields in texts:
        columns[0].append(pk)
        for at, text in enumerate(fields):
            columns[1 + 2 * at].append(words.plain(text))
            columns[2 + 2 * at].append(parts_of(text))
    with connection.cursor() as cursor:
        cursor.execute(_VECTOR, columns)


def _batches(rows: Iterable[SearchDocument], size: int) -> Iterator[list[SearchDocument]]:
    batch: list[SearchDocument] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
