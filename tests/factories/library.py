"""Practices and submissions, through the same acts as people use."""

from io import BytesIO
from itertools import count

from django.core.files.base import ContentFile
from PIL import Image

from forum.models import FieldOfAction, PortalImage
from library import drafting, submission
from library.models import Condition, LibraryPage, PracticePage, Result, Step, Submission
from library.models.vocabulary import EntryKind
from members.permissions import REVIEWERS
from tests.factories import members

_numbers = count(1)

COMPLETE = {
    "lead": "Kurz gesagt: Es funktioniert.",
    "maturity": "regelbetrieb",
    "outcome": "erfolgreich",
    "effort": "projekt",
    "duration_months": 6,
    "problem": "Vorher war es schwierig.",
    "solution": "Nachher ist es einfach.",
    "solution_types": ["technisch"],
    "success_factors": "Ein Team",
    "hurdles": "Wenig Zeit",
    "lessons": "Früher anfangen.",
    "cost_once_from": 20_000,
    "cost_once_to": 40_000,
    "cost_yearly_from": 0,
    "cost_yearly_to": 0,
    "cost_year": 2026,
    "staff_setup": "0.50",
    "staff_operation": "0.10",
    "first_step": "Mit einer Straße beginnen.",
    "transfer_summary": "Ein Funknetz und eine Stelle.",
    "contact_mailbox": "postfach@ort.example",
    "contact_unit": "Stab Digitales",
    "text_licence": "CC BY 4.0",
}


def short_entry(**fields) -> PracticePage:
    """A published Kurzeintrag from a public source."""
    number = next(_numbers)
    defaults = {
        "title": f"Kurze Praxis {number}",
        "slug": f"kurze-praxis-{number}",
        "lead": "Was eine Quelle erzählt.",
        "entry_kind": EntryKind.SHORT,
        "source_url": "https://quelle.example/artikel",
        "source_status": "in Betrieb",
        "live": False,
    }
    themes = fields.pop("fields_of_action", ["mobilitaet"])
    practice = PracticePage(**{**defaults, **fields})
    practice.origin = fields.get("origin") or members.organisation()
    practice.fields_of_action = list(FieldOfAction.objects.filter(slug__in=themes))
    LibraryPage.objects.get().add_child(instance=practice)
    practice.save_revision().publish()
    return PracticePage.objects.get(pk=practice.pk)


def draft(*, author=None, organisation=None, title="", **fields) -> Submission:
    """An open draft in which nothing but the title is filled in, but for `fields`."""
    organisation = organisation or members.organisation()
    author = author or members.member(organisation)
    begun = drafting.begin(title or f"Praxis {next(_numbers)}", by=author, on_behalf_of=organisation)
    if fields:
        page = begun.practice.get_latest_revision_as_object()
        for name, value in fields.items():
            setattr(page, name, value)
        drafting.save_draft(begun, page, by=author)
    return Submission.objects.get(pk=begun.pk)


def complete_draft(**given) -> Submission:
    """A draft with everything that binds."""
    return draft(
        **{
            **COMPLETE,
            "fields_of_action": list(FieldOfAction.objects.filter(slug="mobilitaet")),
            "steps": [Step(title="Zählen", who="Tiefbauamt", months=1)],
            "conditions": [Condition(text="LoRaWAN", necessity="noetig", kind="technik")],
            "results": [Result(indicator="Suchzeit", before=9, after=6, unit="Minuten", aim="weniger")],
            **given,
        }
    )


def picture(description: str) -> tuple[str, dict[str, object]]:
    """One of a practice's `pictures`."""
    out = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, format="JPEG")
    file = ContentFile(out.getvalue(), name="foto.jpg")
    image = PortalImage.objects.create(title="Foto", file=file, description=description, credit="Stadt Musterstadt")
    image.contextual_alt_text, image.decorative = description, False
    return "picture", {"image": image, "caption": ""}


def submitted(**given) -> Submission:
    found = complete_draft(**given)
    return submission.submit(found, by=found.author)


def published(**given) -> PracticePage:
    """A published Steckbrief with its freshness row."""
    found = submitted(**given)
    submission.publish(found, by=members.in_group(REVIEWERS))
    return PracticePage.objects.get(pk=found.practice_id)
