"""Files from members, checked by content before they are kept: what runs, hides or bursts is refused."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
PICTURES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def _is_office(start: bytes, content: bytes) -> bool:
    try:
        names = zipfile.ZipFile(BytesIO(content)).namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):  # broken, of a later version, with unreadable names
        return False
    return start.startswith(b"PK\x03\x04") and ("[Content_Types].xml" in names or "mimetype" in names)


def _is_text(start: bytes, content: bytes) -> bool:
    return b"\0" not in content and b"<script" not in content.lower() and not start.lstrip().startswith(b"<")


# What a file must look like inside to pass under its ending. No SVG, HTML or archives: they can carry programs.
KINDS: dict[str, Callable[[bytes, bytes], bool]] = {
    "pdf": lambda start, content: start.startswith(b"%PDF-"),
    "docx": _is_office,
    "odt": _is_office,
    "xlsx": _is_office,
    "ods": _is_office,
    "pptx": _is_office,
    "odp": _is_office,
    "csv": _is_text,
    "txt": _is_text,
}


def checked_document(file: UploadedFile) -> UploadedFile:
    """The file when ending, size and content agree; else ValidationError with a sentence that says what to do."""
    ending = PurePath(file.name or "").suffix.lower().lstrip(".")
    if ending not in KINDS:
        raise ValidationError(
            _("Dateien mit der Endung „%(ending)s“ nehmen wir nicht an. Erlaubt sind: %(allowed)s.")
            % {"ending": ending or "–", "allowed": ", ".join(KINDS)}
        )
    if (file.size or 0) > MAX_BYTES:
        raise ValidationError(_("Die Datei ist größer als 10 MB. Bitte verkleinern Sie sie."))
    content = file.read()
    file.seek(0)
    if not KINDS[ending](content[:1024], content):
        raise ValidationError(
            _(
                "Der Inhalt der Datei passt nicht zu ihrer Endung. Bitte speichern Sie sie neu und versuchen es"
                " noch einmal."
            )
        )
    return file


def checked_picture(file: UploadedFile) -> ContentFile:
    """The picture written anew, without place, camera or anything hidden in it; ValidationError when it is none."""
    if (file.size or 0) > MAX_BYTES:
        raise ValidationError(_("Das Bild ist größer als 10 MB. Bitte verkleinern Sie es."))
    try:
        picture = Image.open(file)
        kind = picture.format or ""
        # Size is looked at before anything is unpacked.
        problem = _picture_problem(picture)
        if not problem:
            clean = ImageOps.exif_transpose(picture)
            if kind == "JPEG":
                clean = clean.convert("RGB")
            elif "transparency" in clean.info:  # kept in what is taken away below
                clean = clean.convert("RGBA")
            clean.info = {}
            out = BytesIO()
            clean.save(out, format=kind)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError, SyntaxError) as error:
        raise ValidationError(_("Das ist kein Bild, das wir lesen können.")) from error
    if problem:
        raise ValidationError(problem)
    return ContentFile(out.getvalue(), name=f"{PurePath(file.name or 'bild').stem[:60]}.{PICTURES[kind]}")


def _picture_problem(picture: Image.Image) -> str:
    if picture.format not in PICTURES:
        return _("Bitte ein Bild als JPEG, PNG oder WebP hochladen.")
    if picture.width * picture.height > MAX_PIXELS:
        return _("Das Bild hat mehr als 40 Megapixel. Bitte verkleinern Sie es.")
    return ""
