"""Taking over the model projects of funding programmes from the published lists (data/smart_city_projects.csv)."""

import csv
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from members.models import FundingProgramme, ModelProject, ModelProjectPlace, Municipality

FUNDERS = {
    "Modellprojekte Smart Cities": "Bund",
    "Digitale Modellregionen NRW": "Land Nordrhein-Westfalen",
}


@transaction.atomic
def take_over(path: Path) -> int:
    """Brings programmes, projects and their places to the state of the file; returns the number of projects.

    Repeating it changes nothing. A place whose AGS the register does not know keeps its name only.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    known = Municipality.objects.in_bulk([line["ags"] for line in lines if line["ags"]], field_name="ags")
    for line in lines:
        programme, _created = FundingProgramme.objects.get_or_create(
            slug=slugify(line["programme"]),
            defaults={"name": line["programme"], "funder": FUNDERS.get(line["programme"], "")},
        )
        project, _created = ModelProject.objects.update_or_create(
            code=line["project_id"],
            defaults={
                "programme": programme,
                "title": line["project_title"],
                "round": line["round"],
                "source_urls": [url for url in line["source_urls"].split(" | ") if url.startswith("http")],
            },
        )
        ModelProjectPlace.objects.update_or_create(
            project=project,
            name=line["member_name"],
            defaults={
                "municipality": known.get(line["ags"]),
                "role": ModelProjectPlace.Role(line["role"] or "partner"),
                "note": line["note"][:300],
            },
        )
    return ModelProject.objects.count()
