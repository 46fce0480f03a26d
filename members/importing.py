"""Organisations from a table: every row has a fate, and the dry run shows it before anything is written."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from forum.models import User
from members import directory
from members.domains import validate_own_domain
from members.models import Municipality, Organisation
from members.models.register import validate_ags
from members.slugs import free_slug

COLUMNS = (
    "name",
    "art",
    "stellung",
    "ags",
    "gehoert_zu",
    "website",
    "funktionspostfach",
    "mail_domain",
    "mitglied_seit",
)


@dataclass(frozen=True)
class Fate:
    """What becomes of one row: `word` is neu, geändert, unverändert or fehlerhaft; `text` says what or why."""

    line: int
    name: str
    word: str
    text: str = ""


@transaction.atomic
def take_in(rows: list[dict[str, str]], *, by: User, dry_run: bool) -> list[Fate]:
    """Creates and updates organisations by AGS, else by name. Faulty rows are left out, the others taken in.

    Empty cells change nothing, so that a table with few columns does not wipe what people wrote.
    """
    fates = [_one(number, row) for number, row in enumerate(rows, start=2)]
    if dry_run:
        transaction.set_rollback(True)
    elif any(fate.word in ("neu", "geändert") for fate in fates):
        log(by, "members.imported", user=by, title=_("Organisationen"), data={"rows": len(rows)})
    return fates


def _one(line: int, row: dict[str, str]) -> Fate:
    name = row.get("name", "")[:160]
    try:
        with transaction.atomic():
            return _write(line, name, _clean(row))
    except ValidationError as error:
        return Fate(line, name, "fehlerhaft", " ".join(error.messages))


def _clean(row: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if row.get("ags"):
        values["municipality"] = _municipality(row["ags"])
    if row.get("art"):
        values["kind"] = choice(Organisation.Kind, row["art"], _("Art"))
    if row.get("stellung"):
        values["standing"] = choice(Organisation.Standing, row["stellung"], _("Stellung"))
    if row.get("gehoert_zu"):
        values["parent"] = Organisation.objects.filter(name__iexact=row["gehoert_zu"]).first()
        if values["parent"] is None:
            raise ValidationError(_("„%(name)s“ (gehoert_zu) gibt es nicht.") % {"name": row["gehoert_zu"]})
    if row.get("website"):
        URLValidator(message=_("Die Website braucht eine Adresse wie https://www.musterstadt.de."))(row["website"])
        values["website"] = row["website"]
    if row.get("funktionspostfach"):
        validate_email(row["funktionspostfach"])
        values["contact_email"] = row["funktionspostfach"].lower()
    if row.get("mail_domain"):
        values["email_domain"] = row["mail_domain"].lower().lstrip("@")
        validate_own_domain(values["email_domain"])
    if row.get("mitglied_seit"):
        values["joined_on"] = Organisation._meta.get_field("joined_on").clean(row["mitglied_seit"][:10], None)
    return values


def _municipality(ags: str) -> Municipality:
    validate_ags(ags)
    municipality = Municipality.objects.filter(ags=ags).first()
    if municipality is None:
        raise ValidationError(_("Unter AGS %(ags)s steht keine Kommune im Register.") % {"ags": ags})
    return municipality


def choice(choices: Any, text: str, label: str) -> str:
    for value, name in choices.choices:
        if text.lower() in (value, str(name).lower()):
            return str(value)
    allowed = ", ".join(str(name) for name in choices.labels)
    raise ValidationError(
        _("%(label)s „%(text)s“ gibt es nicht. Möglich: %(allowed)s.")
        % {"label": label, "text": text, "allowed": allowed}
    )


def _write(line: int, name: str, values: dict[str, Any]) -> Fate:
    organisation = _existing(name, values)
    is_new = organisation is None
    if organisation is None:
        if not name:
            raise ValidationError(_("Der Name fehlt."))
        if "kind" not in values:
            raise ValidationError(_("Die Art fehlt; neue Organisationen brauchen sie."))
        organisation = Organisation(name=name, slug=free_slug(name))
    changes = [key for key, value in values.items() if getattr(organisation, key) != value]
    if not is_new and not changes:
        return Fate(line, organisation.name, "unverändert")
    for key in changes:
        setattr(organisation, key, values[key])
    organisation.full_clean(exclude=["slug"] if not is_new else None)
    organisation.save()
    directory.enter_into_search(organisation)
    labels = ", ".join(str(Organisation._meta.get_field(key).verbose_name) for key in changes)  # type: ignore[union-attr]
    return Fate(line, organisation.name, "neu" if is_new else "geändert", labels)


def _existing(name: str, values: dict[str, Any]) -> Organisation | None:
    municipality, kind = values.get("municipality"), values.get("kind")
    if municipality and kind in (None, Organisation.Kind.MUNICIPALITY, Organisation.Kind.DISTRICT):
        found = Organisation.objects.filter(municipality=municipality, kind__in=["kommune", "kreis"]).first()
        if found:
            return found
    return Organisation.objects.filter(name__iexact=name).order_by("pk").first() if name else None
