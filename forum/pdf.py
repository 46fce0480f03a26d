"""PDFs by Typst: tagged (PDF/UA-1), in the letters of the portal, which no system needs to have installed."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_fira_sans
import typst


@cache
def _letters() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(Path(fontpkg_fira_sans.ROOT) / "files")])


def typeset(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template in templates/, which reads `data` as JSON and computes nothing."""
    return typst.compile(
        template.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        font_paths=_letters(),
    )
