"""The handbook of docs/handbuch/, shown where its readers work."""

import re
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

FOLDER = settings.BASE_DIR / "docs" / "handbuch"


def chapters() -> dict[str, Path]:
    """By the word in the address; the first one is the table of contents."""
    return {"": FOLDER / "README.md", **{file.stem: file for file in sorted(FOLDER.glob("[a-z]*.md"))}}


@require_safe
def handbook(request: HttpRequest, chapter: str = "") -> HttpResponse:
    file = chapters().get(chapter)
    if file is None:
        raise Http404
    title, _line, text = file.read_text(encoding="utf-8").partition("\n")
    # The files name each other as files, so that the links work in the sources too.
    text = re.sub(r"\((\w+)\.md\)", lambda link: f"({reverse('handbook', args=[link[1]])})", text)
    context = {
        "title": title.removeprefix("# "),
        "text": mark_safe(MarkdownIt().render(text)),  # noqa: S308 - our own files
        "chapter": chapter,
    }
    return render(request, "forum/handbook.html", context)
