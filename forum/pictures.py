"""Uploaded pictures without what the camera noted: place, time, device, names."""

from io import BytesIO

from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps

NOTED = {"exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop"}
RE_ENCODED = {"JPEG", "PNG", "WEBP", "AVIF"}


def without_metadata(file: File) -> File:
    """The same picture, turned upright, without EXIF, XMP, IPTC and comments; the file itself when it holds none.

    Raises what Pillow raises for a file that is no picture (the upload form has checked it before).
    """
    file.seek(0)
    with Image.open(file) as picture:
        kind, moving = picture.format, getattr(picture, "n_frames", 1) > 1
        if kind not in RE_ENCODED or moving or not (picture.getexif() or NOTED & set(picture.info)):
            file.seek(0)
            return file
        upright = ImageOps.exif_transpose(picture)
        # Only the colours' meaning is kept. An untouched JPEG keeps its own tables: no second loss.
        options = {"icc_profile": picture.info.get("icc_profile"), "exif": b""}
        if kind == "JPEG":
            turned = picture.getexif().get(0x0112, 1) != 1
            upright = upright if turned else picture
            options["quality"] = 92 if turned else "keep"
            options["comment"] = b""
        clean = BytesIO()
        upright.save(clean, kind, **options)
    return ContentFile(clean.getvalue(), name=file.name)
