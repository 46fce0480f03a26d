"""The documented practices as Kurzeinträge, each with its source; invented Steckbriefe under names that say so."""

from django.conf import settings

from members.models import Organisation
from library.importing import read, take_in


def seed() -> None:
    # The only origin that is no municipality; its row in the data names it in the note.
    Organisation.objects.get_or_create(
        slug="civitas-connect", defaults={"name": "Civitas Connect e. V.", "kind": Organisation.Kind.ASSOCIATION}
    )
    with (settings.DATA_DIR / "good_practices.csv").open(encoding="utf-8", newline="") as file:
        rows = read(file)
    for row in rows:
        if row["id"] == "GP-040":
            row["municipality"] = "Civitas Connect e. V."
    take_in(rows)
