"""The pictures of a practice: several, in order, each with description and credit; the first one leads the page.

Lists keep the outline of the place: it needs no credit beside it, and all rows look alike.
"""

from django.db.models import prefetch_related_objects
from wagtail.blocks.stream_block import StreamValue

from forum.models import PortalImage
from library.models import PracticePage


def of(practice: PracticePage) -> list[StreamValue.StreamChild]:
    """Those whose file is still there, with their sizes in one query for all."""
    found = [block for block in practice.pictures if block.value["image"] is not None]
    prefetch_related_objects([block.value["image"] for block in found], "renditions")
    return found


def add(practice: PracticePage, picture: PortalImage, *, caption: str = "") -> None:
    picture.contextual_alt_text, picture.decorative = picture.description, False
    practice.pictures.append(("picture", {"image": picture, "caption": caption}))


def remove(practice: PracticePage, key: str) -> PortalImage | None:
    """Takes the picture with this key off the page, in memory; answers with it."""
    for place, block in enumerate(practice.pictures):
        if block.id == key:
            del practice.pictures[place]
            return block.value["image"]
    return None


def put_first(practice: PracticePage, key: str) -> None:
    for place, block in enumerate(practice.pictures):
        if block.id == key:
            del practice.pictures[place]
            practice.pictures.insert(0, block)
            return
