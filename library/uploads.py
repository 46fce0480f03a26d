"""Files from authors: closed until the practice is published, and again once what is published leaves them out.

What a file must look like says forum/uploads.py.
"""

import json
from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from wagtail.models import Collection, CollectionViewRestriction, Page, ReferenceIndex

from forum.models import PortalDocument, PortalImage, User
from library.models import PracticePage
from members.permissions import ADMINS, EDITORS, REVIEWERS

CLOSED = "Einreichungen (nicht öffentlich)"
PICTURES = "Bilder aus Einreichungen"


@transaction.atomic
def keep_document(file: UploadedFile, *, title: str, by: User) -> PortalDocument:
    """Stores a checked file where only reviewers and editors can open it."""
    return PortalDocument.objects.create(title=title, file=file, uploaded_by_user=by, collection=_closed_collection())


@transaction.atomic
def keep_picture(file: ContentFile, *, title: str, description: str, credit: str, by: User) -> PortalImage:
    """Stores a checked picture apart from the editors' own. Pictures know no privacy: the form says so before."""
    return PortalImage.objects.create(
        title=title, file=file, description=description, credit=credit, uploaded_by_user=by,
        collection=_collection(PICTURES),
    )  # fmt: skip


def release(documents: Iterable[PortalDocument]) -> None:
    """Opens files to the public when their practice is published."""
    closed = PortalDocument.objects.filter(pk__in=[document.pk for document in documents], collection__name=CLOSED)
    closed.update(collection=Collection.get_first_root_node())


def close(documents: Iterable[PortalDocument], *, taken_off: Page | None = None) -> None:
    """Closes them again unless something still shows them, other than the practice that is being taken off."""
    root = Collection.get_first_root_node()
    public = [document for document in documents if document.collection_id == root.pk]
    if not public:
        return
    showing = ReferenceIndex.get_references_to_in_bulk(public)
    if taken_off:
        page = ContentType.objects.get_for_model(Page)
        showing = showing.exclude(base_content_type=page, object_id=str(taken_off.pk))
    shown = set(showing.values_list("to_object_id", flat=True))
    closing = [document.pk for document in public if str(document.pk) not in shown]
    PortalDocument.objects.filter(pk__in=closing).update(collection=_closed_collection())


def take_back(practice: PracticePage) -> None:
    """What an earlier version showed and the published one does not: documents are closed, pictures go.

    Whoever may see the history still opens the documents there.
    """
    ReferenceIndex.create_or_update_for_object(practice)  # it learns late of rows that were taken off
    documents, images = _of_all_versions(practice)
    close(PortalDocument.objects.filter(pk__in=documents))
    for picture in PortalImage.objects.filter(pk__in=images, collection__name=PICTURES).select_related("collection"):
        delete_if_unused(picture)


def _of_all_versions(practice: PracticePage) -> tuple[set[int], set[int]]:
    """Keys of documents and pictures, read from what is stored: building a version asks for each of its rows."""
    documents: set[int] = set()
    images: set[int] = set()
    for content in practice.revisions.values_list("content", flat=True).iterator():
        documents.update(row["document"] for row in content.get("attachments", ()))
        images.update(block["value"]["image"]["image"] for block in json.loads(content.get("pictures") or "[]"))
    return documents, images


def delete_if_unused(picture: PortalImage) -> None:
    """A picture from authors goes with its file as soon as nothing published shows it; the editors' own stay."""
    if picture.collection.name == PICTURES and not ReferenceIndex.get_references_to(picture).exists():
        picture.delete()


def _closed_collection() -> Collection:
    collection = _collection(CLOSED)
    if not collection.view_restrictions.exists():
        restriction = CollectionViewRestriction.objects.create(
            collection=collection, restriction_type=CollectionViewRestriction.GROUPS
        )
        restriction.groups.set(Group.objects.filter(name__in=[REVIEWERS, EDITORS, ADMINS]))
    return collection


def _collection(name: str) -> Collection:
    """The one of this name, made when it is first needed; the lock keeps two authors from making two."""
    root = Collection.objects.select_for_update(no_key=True).get(pk=Collection.get_first_root_node().pk)
    return root.get_children().filter(name=name).first() or root.add_child(instance=Collection(name=name))
