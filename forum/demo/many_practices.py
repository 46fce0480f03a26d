"""Thousands of invented practices for measuring, written by COPY.

Every row is the row of a practice that people's acts wrote (`steckbriefe.PARKING`) with other words in it. So a new
column is filled by itself, and a test holds both to the same shape.
"""

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from forum import search
from forum.demo import steckbriefe
from forum.demo.copying import Row, copy_into, row_of
from forum.demo.words_of_practices import (
    INDICATORS,
    LESSONS,
    MEANS,
    PLACE_ENDS,
    PLACE_SIDES,
    STEPS,
    SUBJECTS,
    TROUBLES,
)
from forum.models import FieldOfAction, Tag
from library import indexing
from library.models import LibraryPage, PracticePage
from library.models.vocabulary import Effort, Maturity, Outcome
from members.models import BuildingBlock, Organisation

SLUG = "erfundene-praxis-"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of treebeard's paths
BATCH = 1000

# Tables that hold parts of a practice, and the column that names it.
PARTS = {
    "library_result": "practice_id",
    "library_step": "practice_id",
    "library_condition": "practice_id",
    "library_buildingblockuse": "practice_id",
    "library_practicetag": "content_object_id",
    "library_practicepage_fields_of_action": "practicepage_id",
    "library_freshness": "practice_id",
    "library_confirmation": "practice_id",
}


def multiply(number: int) -> None:
    """Adds as many as are missing to `number`; the same number makes the same practices."""
    with transaction.atomic():
        library = LibraryPage.objects.select_for_update(of=("self",), no_key=True).get()
        there = PracticePage.objects.filter(slug__startswith=SLUG).count()
        pattern = PracticePage.objects.get(title=steckbriefe.PARKING["title"])
        if there >= number:
            return
        places = invented_places()
        for start in range(there, number, BATCH):
            _write(library, pattern, places, range(start, min(start + BATCH, number)))
    search.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def invented_places() -> list[Organisation]:
    """Invented municipalities of every size."""
    chance = random.Random(1)  # noqa: S311 - invented figures, always the same
    names = [f"Muster{end}{side}" for side in PLACE_SIDES for end in PLACE_ENDS]
    Organisation.objects.bulk_create(
        [
            Organisation(
                name=name,
                slug=f"erfunden-{number}",
                kind=Organisation.Kind.MUNICIPALITY,
                is_invented=True,
                stated_population=(population := int(10 ** chance.uniform(3.3, 5.6))),
                stated_area_km2=chance.randint(20, 300),
                stated_degurba=1 if population > 100_000 else 2 if population > 10_000 else 3,
                stated_land=chance.choice(["Nordrhein-Westfalen", "Hessen", "Bayern", "Sachsen"]),
            )
            for number, name in enumerate(names)
        ],
        ignore_conflicts=True,
    )
    return list(Organisation.objects.filter(slug__startswith="erfunden-").order_by("pk"))


def _write(library: LibraryPage, pattern: PracticePage, places: list[Organisation], numbers: range) -> None:
    page, practice = (
        row_of("wagtailcore_page", "id", pattern.pk),
        row_of("library_practicepage", "page_ptr_id", pattern.pk),
    )
    parts = {table: row_of(table, column, pattern.pk) for table, column in PARTS.items()}
    choices = _choices()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('wagtailcore_page', 'id')) FROM generate_series(1, %s)",
            [len(numbers)],
        )
        keys = [key for (key,) in cursor.fetchall()]
    last = library.get_last_child()
    place_in_tree = _number(last.path[len(library.path) :]) if last else 0
    pages, practices = [], []
    rows: dict[str, list[Row]] = {table: [] for table in PARTS}
    for offset, (number, key) in enumerate(zip(numbers, keys, strict=True), start=1):
        told = _invented(number, places, choices)
        slug = f"{SLUG}{number}"
        pages.append(
            {
                **page,
                **told["page"],
                "id": key,
                "path": library.path + _path(place_in_tree + offset),
                "slug": slug,
                "url_path": f"{library.url_path}{slug}/",
                "translation_key": UUID(int=number + (1 << 100)),
                "latest_revision_id": None,
                "live_revision_id": None,
                "owner_id": None,
            }
        )
        practices.append({**practice, **told["practice"], "page_ptr_id": key})
        for table, made in told["parts"].items():
            rows[table] += [{**parts[table], **each, PARTS[table]: key} for each in made]
    copy_into("wagtailcore_page", pages)
    copy_into("library_practicepage", practices)
    for table, made in rows.items():
        copy_into(table, made)
    library.numchild += len(pages)
    library.save(update_fields=["numchild"], clean=False)
    copy_into("forum_searchdocument", _documents(keys))


def _choices() -> dict[str, Any]:
    return {
        "fields": dict(FieldOfAction.objects.values_list("slug", "pk")),
        "tags": dict(Tag.objects.values_list("slug", "pk")),
        "blocks": list(BuildingBlock.objects.values_list("pk", flat=True)),
        "now": timezone.now(),
    }


def _invented(number: int, places: list[Organisation], choices: dict[str, Any]) -> dict[str, Any]:
    """The words and figures of one practice; its number decides them."""
    chance = random.Random(number + 2)  # noqa: S311 - invented figures, always the same
    place = chance.choice(places)
    field = chance.choice(list(SUBJECTS))
    tag, things, deeds = SUBJECTS[field]
    thing, deed, means = chance.choice(things), chance.choice(deeds), chance.choice(MEANS)
    other = chance.choice(things)
    troubles = chance.sample(TROUBLES, 2)
    cost = chance.choice([0, 4_000, 18_000, 60_000, 220_000, 700_000, 2_000_000])
    published = choices["now"] - timedelta(hours=chance.randint(1, 40_000))
    title = f"{thing} {deed} mit {means}"
    indicator, unit, aim = chance.choice(INDICATORS)
    before = chance.randint(20, 400)
    after = round(before * (chance.uniform(0.4, 0.9) if aim == "weniger" else chance.uniform(1.1, 2.5)))
    return {
        "page": {
            "title": title[:90],
            "draft_title": title[:90],
            "first_published_at": published,
            "last_published_at": published,
            "latest_revision_created_at": published,
        },
        "practice": {
            "lead": f"{place.name} will {thing} {deed} und nutzt dafür {means}. Das entlastet die Verwaltung.",
            "maturity": chance.choice(Maturity.values),
            "outcome": chance.choice(Outcome.values),
            "effort": chance.choice(Effort.values),
            "problem": f"In {place.name} ging es um {thing} und {other}. {' '.join(troubles)}",
            "solution": f"Die Stadt lässt {thing} jetzt mit {means} {deed}. {other} folgen im nächsten Jahr."
            f" Zuständig ist eine Stelle, die auch den Nachbarn hilft.",
            "lessons": chance.choice(LESSONS),
            "cost_once_from": cost // 2,
            "cost_once_to": cost,
            "cost_yearly_from": cost // 20,
            "cost_yearly_to": cost // 10,
            "staff_operation": chance.choice(["0.10", "0.25", "0.50", "1.00"]),
            "repository": "https://quelle.example/code" if chance.random() < 0.2 else "",
            "transfer_summary": f"Wer {thing} {deed} will, braucht {means} und eine Stelle, die zuständig bleibt.",
            "origin_id": place.pk,
            "contact_person_id": None,
            "builds_on_id": None,
            "external_id": None,
        },
        "parts": {
            "library_result": [{"indicator": indicator, "before": before, "after": after, "unit": unit, "aim": aim}]
            if chance.random() < 0.5
            else [],
            "library_step": [
                {"sort_order": order, "title": title, "months": chance.randint(1, 6)}
                for order, title in enumerate(sorted(chance.sample(STEPS, 4), key=STEPS.index))
            ],
            "library_condition": [{"sort_order": 0, "text": f"Zugang zu {means}"}],
            "library_buildingblockuse": [
                {"sort_order": order, "block_id": block}
                for order, block in enumerate(chance.sample(choices["blocks"], chance.randint(0, 3)))
            ],
            "library_practicetag": [{"tag_id": choices["tags"][tag]}] if tag in choices["tags"] else [],
            "library_practicepage_fields_of_action": [{"fieldofaction_id": choices["fields"][field]}],
            "library_freshness": [{"confirmed_at": published}],
            "library_confirmation": [{"organisation_id": place.pk, "by_id": None, "at": published}],
        },
    }


def _documents(keys: list[int]) -> Iterator[Row]:
    """What the act of publishing would write into the search, but for the vectors: `search.rebuild` makes them."""
    for practice in indexing.for_index().filter(pk__in=keys):
        told = indexing.document(practice)
        yield {"kind": indexing.KIND, "object_id": str(practice.pk), **told, "row": json.dumps(told["row"])}


def _path(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits.rjust(4, "0")


def _number(step: str) -> int:
    return int(step, 36)
