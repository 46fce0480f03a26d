"""The motif of a practice as PNG: mail programs draw no SVG.

The same tile as on the web (forum/motifs.py), with the colours of css/tokens.css written out, set by Typst.
"""

import re
from functools import lru_cache

import typst
from django.template.loader import render_to_string

from forum import motifs
from forum.patterns import FAMILIES
from library.models import PracticePage

WIDTH, HEIGHT = 544, 170  # as the mail shows it; the file has twice as many pixels

# ground, neighbouring borders, body, pattern: the light values of --f-<family>-… in sRGB.
COLOURS = {
    "daten": ("#eff3fa", "#c5d3ef", "#1537a1", "#b2c4e9"),
    "mobilitaet": ("#e6f7fb", "#add9e7", "#00536e", "#7ae0fe"),
    "umwelt": ("#e8f7f1", "#b1dccc", "#005741", "#8fe2c6"),
    "menschen": ("#f5f2fa", "#d9cfe7", "#563a79", "#d4c0f0"),
    "steuerung": ("#f3f4f7", "#cfd2e0", "#3b405f", "#c0c3d5"),
}
STYLE = (
    ".tile__ground{{fill:{0}}}.tile__lines{{fill:none;stroke:{1}}}.tile__body{{stroke:{2};stroke-width:1.6}}"
    ".b{{fill:{2}}}.s{{fill:none;stroke:{3};stroke-width:1.5}}.w{{stroke-width:2.2}}.f{{fill:{3}}}"
)
PAGE = (
    f"#set page(width: {WIDTH}pt, height: {HEIGHT}pt, margin: 0pt)\n"
    '#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%, fit: "cover")'
)


def of_practice(practice: PracticePage) -> bytes:
    field = practice.fields_in_order[0].slug if practice.fields_in_order else ""
    return _png(practice.ags or None, field, practice.seed, practice.theme)


@lru_cache(maxsize=64)
def _png(ags: str | None, field: str, seed: str, theme: str) -> bytes:
    tile = motifs.tile(ags, field, seed, theme, width=WIDTH * motifs.HEIGHT // HEIGHT)
    pattern = re.search(r"url\(#(muster-\w+)\)", tile)
    drawn = re.search(
        rf'<pattern id="{pattern[1] if pattern else ""}".*?</pattern>',
        render_to_string("components/patterns.html"),
        re.DOTALL,
    )
    style = STYLE.format(*COLOURS[FAMILIES.get(field, "steuerung")])
    head, _gap, rest = tile.partition(">")
    head = head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    svg = f"{head}><style>{style}</style><defs>{drawn[0] if drawn else ''}</defs>{rest}"
    return typst.compile(PAGE.encode(), format="png", ppi=144.0, sys_inputs={"svg": svg}, ignore_system_fonts=True)
