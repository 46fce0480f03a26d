"""People from a table: each row becomes an invitation or says why not; the dry run shows it before a mail is owed."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from forum.models import User
from members import admission
from members.importing import Fate, choice
from members.models import Invitation, Membership, Organisation

COLUMNS = ("organisation", "email", "rolle", "funktion")


@transaction.atomic
def take_in(rows: list[dict[str, str]], *, by: User, dry_run: bool) -> list[Fate]:
    """Invites by organisation (its name, short name or AGS) and address. Faulty rows are left out."""
    fates = [_one(number, row, by) for number, row in enumerate(rows, start=2)]
    if dry_run:
        transaction.set_rollback(True)
    elif any(fate.word == "neu" for fate in fates):
        log(by, "members.imported", user=by, title=_("Einladungen"), data={"rows": len(rows)})
    return fates


def _one(line: int, row: dict[str, str], by: User) -> Fate:
    email = row.get("email", "").lower()
    try:
        with transaction.atomic():
            return _invite(line, email, row, by)
    except ValidationError as error:
        return Fate(line, email, "fehlerhaft", " ".join(error.messages))
    except admission.NotPossible as refusal:
        return Fate(line, email, "fehlerhaft", str(refusal))


def _invite(line: int, email: str, row: dict[str, str], by: User) -> Fate:
    if not email:
        raise ValidationError(_("Die E-Mail-Adresse fehlt."))
    validate_email(email)
    organisation = _organisation(row.get("organisation", ""))
    role = choice(Membership.Role, row.get("rolle") or Membership.Role.STAFF, _("Rolle"))
    if Membership.objects.active().filter(organisation=organisation, user__email=email).exists():
        return Fate(line, email, "unverändert", _("gehört schon zu %(name)s") % {"name": organisation.name})
    if Invitation.objects.usable().filter(organisation=organisation, email=email, role=role).exists():
        return Fate(line, email, "unverändert", _("ist schon eingeladen"))
    admission.invite(organisation, email=email, by=by, role=role, function=row.get("funktion", "")[:120])
    words = {"role": Membership.Role(role).label, "name": organisation.name}
    return Fate(line, email, "neu", _("%(role)s bei %(name)s") % words)


def _organisation(text: str) -> Organisation:
    if not text:
        raise ValidationError(_("Die Organisation fehlt."))
    listed = Organisation.objects.listed()
    if text.isdigit():
        found = listed.filter(municipality__ags=text, kind__in=["kommune", "kreis"])
    else:
        found = listed.filter(name__iexact=text) or listed.filter(slug=text)
    organisation = found.first()
    if organisation is None:
        raise ValidationError(_("„%(text)s“ ist kein Mitglied und kein Partner.") % {"text": text})
    if len(found) > 1:
        raise ValidationError(_("„%(text)s“ gibt es mehrmals; bitte das Kürzel oder den AGS angeben.") % {"text": text})
    return organisation
