"""Files from authors: closed until the practice is published. What a file must look like says forum/uploads.py."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from wagtail.models import Collection, CollectionViewRestriction, Page, ReferenceIndex

from forum.models import PortalDocument, PortalImage, User
from members.permissions import ADMINS, EDITORS, REVIEWERS

CLOSED = "Einreichungen (nicht öffentlich)"


@transaction.atomic
def keep_document(file: UploadedFile, *, title: str, by: User) -> PortalDocument:
    """Stores a checked file where only reviewers and editors can open it."""
    return PortalDocument.objects.create(title=title, file=file, uploaded_by_user=by, collection=_closed_collection())


def keep_picture(file: ContentFile, *, title: str, description: str, credit: str, by: User) -> PortalImage:
    """Stores a checked picture. Pictures know no privacy: the form says so before the upload."""
    return PortalImage.objects.create(
        title=title, file=file, description=description, credit=credit, uploaded_by_user=by
    )


def release(documents: Iterable[PortalDocument]) -> None:
    """Opens files to the public when their practice is published."""
    closed = PortalDocument.objects.filter(pk__in=[document.pk for document in documents], collection__name=CLOSED)
    closed.update(collection=Collection.get_first_root_node())


def close(documents: Iterable[PortalDocument], *, of: Page) -> None:
    """Closes them again when their practice is taken off, unless something else still shows them."""
    root = Collection.get_first_root_node()
    public = [document for document in documents if document.collection_id == root.pk]
    if not public:
        return
    itself = {"base_content_type": ContentType.objects.get_for_model(Page), "object_id": str(of.pk)}
    elsewhere = ReferenceIndex.get_references_to_in_bulk(public).exclude(**itself)
    shown = set(elsewhere.values_list("to_object_id", flat=True))
    closing = [document.pk for document in public if str(document.pk) not in shown]
    PortalDocument.objects.filter(pk__in=closing).update(collection=_closed_collection())


def _closed_collection() -> Collection:
    root = Collection.objects.select_for_update(no_key=True).get(pk=Collection.get_first_root_node().pk)
    found = root.get_children().filter(name=CLOSED).first()
    if found is not None:
        return found
    collection = root.add_child(instance=Collection(name=CLOSED))
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.set(Group.objects.filter(name__in=[REVIEWERS, EDITORS, ADMINS]))
    return collection
