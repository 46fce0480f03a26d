"""The documented practices as Kurzeinträge, each with its source; invented Steckbriefe under names that say so."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from forum.demo import many_practices, steckbriefe
from forum.models import FieldOfAction, Tag, User
from library import bookmarks, drafting, submission
from library.importing import read, take_in
from library.models import (
    BuildingBlockUse,
    Condition,
    CostItem,
    Criterion,
    Freshness,
    PracticePage,
    Result,
    Step,
    Submission,
)
from library.models.vocabulary import ResultAim
from members.models import BuildingBlock, Organisation

REVIEWER = "redaktion@forum.example"

multiply = many_practices.multiply


def seed() -> None:
    _documented()
    if not User.objects.filter(email=REVIEWER).exists():
        return  # the invented people come with the members' demo
    for sheet in steckbriefe.PUBLISHED:
        _invented(sheet, _publish)
    _invented(steckbriefe.OLD, _publish_long_ago)
    _invented(steckbriefe.ASKED_BACK, _ask_back)
    _invented(steckbriefe.WAITING, _hand_in)
    _invented(steckbriefe.DRAFT, lambda found, author: None)
    _bookmarks()


def _documented() -> None:
    # The only origin that is no municipality; its row in the data names it in the note.
    Organisation.objects.get_or_create(
        slug="civitas-connect", defaults={"name": "Civitas Connect e. V.", "kind": Organisation.Kind.ASSOCIATION}
    )
    path = settings.DATA_DIR / "good_practices.csv"
    rows = read(path.name, path.read_bytes())
    for row in rows:
        if row["id"] == "GP-040":
            row["municipality"] = "Civitas Connect e. V."
    take_in(rows)


def _invented(sheet: dict[str, Any], then: Callable[[Submission, User], None]) -> None:
    """Writes one invented practice through the same acts as people do, unless it is there already."""
    if PracticePage.objects.filter(draft_title=sheet["title"]).exists():
        return
    author = User.objects.get(email=sheet["author"])
    organisation = Organisation.objects.get(slug=sheet["organisation"])
    begun = drafting.begin(sheet["title"], by=author, on_behalf_of=organisation)
    page = begun.practice.get_latest_revision_as_object()
    fill(page, sheet)
    then(drafting.save_draft(begun, page, by=author), author)


def fill(page: PracticePage, sheet: dict[str, Any]) -> None:
    """Puts the words and rows of `sheet` into the page."""
    for name, value in sheet["text"].items():
        setattr(page, name, value)
    page.fields_of_action = list(FieldOfAction.objects.filter(slug__in=sheet.get("fields", ())))
    page.tags.set(list(Tag.objects.filter(slug__in=sheet.get("tags", ()))))
    page.steps.set([Step(title=title, who=who, months=months) for title, who, months in sheet.get("steps", ())])
    page.conditions.set(
        [Condition(text=text, necessity=necessity, kind=kind) for text, necessity, kind in sheet.get("conditions", ())]
    )
    page.cost_items.set(
        [CostItem(label=label, once=once, yearly=yearly) for label, once, yearly in sheet.get("costs", ())]
    )
    page.results.set([
        Result(
            indicator=indicator, before=Decimal(before), after=Decimal(after), unit=unit, period=period, source=source,
            aim=ResultAim(aim),
        )
        for indicator, before, after, unit, aim, period, source in sheet.get("results", ())
    ])  # fmt: skip
    blocks = {block.slug: block for block in BuildingBlock.objects.all()}
    page.building_blocks.set(
        [
            BuildingBlockUse(block=blocks[slug], necessity=necessity)
            for slug, necessity in sheet.get("blocks", ())
            if slug in blocks
        ]
    )


def _hand_in(found: Submission, author: User) -> None:
    submission.submit(found, by=author)


def _publish(found: Submission, author: User) -> None:
    submission.submit(found, by=author)
    submission.publish(found, by=User.objects.get(email=REVIEWER))


def _publish_long_ago(found: Submission, author: User) -> None:
    """So that one practice shows what happens when nobody confirms it any more."""
    long_ago = timezone.now() - submission.UNCONFIRMED_AFTER - timedelta(days=20)
    submission.submit(found, by=author, now=long_ago - timedelta(days=5))
    submission.publish(found, by=User.objects.get(email=REVIEWER), now=long_ago)
    freshness = Freshness.objects.get(practice=found.practice)
    submission.mark_stale(freshness.practice)


def _ask_back(found: Submission, author: User) -> None:
    submission.submit(found, by=author)
    reviewer = User.objects.get(email=REVIEWER)
    answers = {Criterion.CLEAR: ("ja", ""), Criterion.EVIDENCE: ("teilweise", "Woher stammt die Zahl der Anrufe?")}
    submission.judge(found, by=reviewer, answers={str(key): value for key, value in answers.items()})
    submission.comment(found, by=reviewer, field="results", text="Bitte nennen Sie Zeitraum und Quelle der Zählung.")
    submission.ask_back(
        found, by=reviewer, message="Fast fertig. Uns fehlt nur, woher die Zahlen zu den Anrufen stammen."
    )


def _bookmarks() -> None:
    clerk = User.objects.filter(email="mitarbeit@musterstadt.example").first()
    parking = PracticePage.objects.shown().filter(title=steckbriefe.PUBLISHED[0]["title"]).first()
    if clerk is None or parking is None:
        return
    bookmarks.keep(parking, by=clerk)
    bookmarks.keep(parking, by=clerk, shared_with=Organisation.objects.get(slug="musterstadt"))
