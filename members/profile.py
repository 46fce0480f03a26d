"""Changing what an organisation says about itself."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from forum.models import PortalImage, User
from members import directory
from members.models import Organisation

PLAIN = (
    "summary",
    "offers",
    "seeks",
    "staff_class",
    "legal_form",
    "website",
    "contact_email",
    "phone",
    "email_domain",
)


@transaction.atomic
def change_profile(organisation: Organisation, *, by: User, values: dict[str, Any]) -> Organisation:
    """Takes over the cleaned fields of the profile; the search knows them in the same moment."""
    organisation = Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=organisation.pk)
    for name in PLAIN:
        if name in values:
            setattr(organisation, name, values[name])
    # What its own people say takes the place of what a public source said.
    organisation.source_url = ""
    organisation.save()
    for name in ("fields_of_action", "building_blocks"):
        if name in values:
            getattr(organisation, name).set(values[name])
    directory.enter_into_search(organisation)
    log(organisation, "wagtail.edit", user=by)
    return organisation


@transaction.atomic
def set_logo(organisation: Organisation, *, by: User, picture: ContentFile | None) -> Organisation:
    """A new logo, or none; `picture` has passed forum.uploads.checked_picture. The old one goes if nobody shows it."""
    organisation = Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=organisation.pk)
    old = organisation.logo
    organisation.logo = None
    if picture is not None:
        words = f"Logo: {organisation.name}"
        organisation.logo = PortalImage.objects.create(
            title=words, file=picture, description=words, credit=organisation.name, uploaded_by_user=by
        )
    organisation.save(update_fields=["logo", "changed_at"])
    log(organisation, "wagtail.edit", user=by)
    if old is not None and not ReferenceIndex.get_references_to(old).exists():
        old.delete()
    return organisation
