"""Files of an expert group: checked before they are kept, gone from the disk when they are taken out."""

from typing import Any

from django.core.files.base import File
from django.db import transaction

from forum.models import User
from members import groups, permissions
from members.models import ExpertGroup, GroupDocument


def keep(group: ExpertGroup, *, file: File, title: str, by: User) -> GroupDocument:
    """`file` has passed forum.uploads.checked_document."""
    return GroupDocument.objects.create(group=group, file=file, size=file.size, title=title, uploaded_by=by)


@transaction.atomic
def take_out(document: GroupDocument) -> None:
    file = document.file
    document.delete()
    transaction.on_commit(lambda: file.delete(save=False))


def may_take_out(user: Any, document: GroupDocument) -> bool:
    """Who brought it, who speaks for the group, and the Geschäftsstelle."""
    return document.uploaded_by_id == user.pk or groups.speaks_for(user, document.group) or permissions.is_admin(user)
