"""Patterns that fill the outline of a practice's place: one per kind of solution, at most three shapes each.

Each pattern belongs to one of five colour families, each field of action to one family; so colour never says more than
the name of the field that stands beside it. A new starting tag gets one new pattern here.
"""

from functools import cache

from django.utils.safestring import SafeString, mark_safe

FAMILIES = {
    "verwaltung": "menschen",
    "daten": "daten",
    "ki": "daten",
    "mobilitaet": "mobilitaet",
    "energie": "mobilitaet",
    "umwelt": "umwelt",
    "stadtentwicklung": "daten",
    "beteiligung": "menschen",
    "bildung": "menschen",
    "soziales": "menschen",
    "wirtschaft": "steuerung",
    "sicherheit": "menschen",
    "versorgung": "umwelt",
    "infrastruktur": "daten",
    "organisation": "steuerung",
}

# name: (family, width, height, shapes). Class "s" is a stroke, "f" a fill in the pattern's colour, "d" body under a stroke.
PATTERNS: dict[str, tuple[str, int, int, str]] = {
    "parken": (
        "mobilitaet",
        34,
        48,
        '<rect class="s" x="2.5" y="2.5" width="12" height="19" rx="2.5"/><rect class="f" x="19" y="2" width="13" height="20" rx="2.5"/>'
        '<path class="s" d="M5 26.5h7a2.5 2.5 0 0 1 2.5 2.5v14a2.5 2.5 0 0 1-2.5 2.5H5a2.5 2.5 0 0 1-2.5-2.5V29A2.5 2.5 0 0 1 5 26.5zm17 0h7'
        'a2.5 2.5 0 0 1 2.5 2.5v14a2.5 2.5 0 0 1-2.5 2.5h-7a2.5 2.5 0 0 1-2.5-2.5V29a2.5 2.5 0 0 1 2.5-2.5z"/>',
    ),
    "routen": (
        "mobilitaet",
        48,
        24,
        '<path class="s" d="M0 8h14l6 8h28M0 20h48"/><circle class="f" cx="10" cy="8" r="2.8"/><circle class="f" cx="36" cy="16" r="2.8"/>',
    ),
    "ringe": (
        "mobilitaet",
        32,
        32,
        '<circle class="s" cx="16" cy="16" r="11.5"/><circle class="s" cx="16" cy="16" r="6"/><circle class="f" cx="16" cy="16" r="2"/>',
    ),
    "wellen": ("umwelt", 24, 14, '<path class="s w" d="M0 7c4-6 8-6 12 0s8 6 12 0"/>'),
    "blaetter": (
        "umwelt",
        34,
        30,
        '<path class="s" d="M9 22C5 12 13 6 25 6c1 12-6 19-16 16z"/><path class="s" d="M6 26C11 18 15 14 21 10"/>',
    ),
    "kurve": ("umwelt", 44, 16, '<path class="s" d="M0 10h7l5-7 7 11 6-6 6 4 6-2h7"/>'),
    "tonnen": (
        "umwelt",
        30,
        30,
        '<path class="s" d="M7 8h16l-2.5 17h-11z"/><path class="f" d="M8.5 16h13l-1.4 9h-10z"/>',
    ),
    "funk": (
        "daten",
        36,
        30,
        '<circle class="f" cx="18" cy="22" r="2.6"/><path class="s" d="M12 17a8 8 0 0 1 12 0M7.5 12a14.5 14.5 0 0 1 21 0"/>',
    ),
    "knoten": (
        "daten",
        28,
        28,
        '<path class="s" d="M14 0v28M0 14h28"/><circle class="f" cx="14" cy="14" r="3"/>',
    ),
    "zeilen": (
        "daten",
        46,
        22,
        '<path class="s" d="M0 5h46"/><path class="s" d="M4 16h24"/><circle class="f" cx="36" cy="16" r="2.5"/>',
    ),
    "wuerfel": (
        "daten",
        32,
        28,
        '<path class="s" d="M16 2 2 9.500v12L16 28l14-6.500v-12zM2 9.5 16 16l14-6.500M16 16v12"/>',
    ),
    "netz": (
        "daten",
        36,
        30,
        '<path class="s" d="M6 6 18 15 6 24M30 6 18 15l12 9"/><circle class="f" cx="18" cy="15" r="3.5"/>'
        '<path class="f" d="M6 3.500a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zm24 0a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z'
        'm-24 18a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zm24 0a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z"/>',
    ),
    "felder": (
        "menschen",
        26,
        26,
        '<rect class="s" x="3" y="3" width="20" height="20" rx="5"/><rect class="f" x="9.5" y="9.5" width="7" height="7" rx="2"/>',
    ),
    "kreise": (
        "menschen",
        34,
        26,
        '<circle class="s" cx="12.5" cy="13" r="9"/><circle class="s" cx="21.5" cy="13" r="9"/>',
    ),
    "winkel": ("menschen", 24, 16, '<path class="s w" d="M2 12 12 4l10 8"/>'),
    "buecher": (
        "menschen",
        34,
        26,
        '<path class="s" d="M17 7c-4-3-8-3-13-2v15c5-1 9-1 13 2 4-3 8-3 13-2V5c-5-1-9-1-13 2zM17 7v15"/>',
    ),
    "plus": ("menschen", 28, 28, '<path class="s w" d="M14 6v16M6 14h16"/>'),
    "saeulen": ("steuerung", 34, 28, '<path class="f" d="M5 16h6v9H5zM14 10h6v15h-6zM23 4h6v21h-6z"/>'),
    "stufen": (
        "steuerung",
        40,
        28,
        '<path class="s" d="M20 6v8M8 22v-8h24v8"/><circle class="f" cx="20" cy="5" r="3"/>'
        '<path class="f" d="M5 20h6v6H5zM29 20h6v6h-6z"/>',
    ),
}

BY_FIELD = {
    "verwaltung": "felder",
    "daten": "knoten",
    "ki": "netz",
    "mobilitaet": "routen",
    "energie": "ringe",
    "umwelt": "wellen",
    "stadtentwicklung": "wuerfel",
    "beteiligung": "kreise",
    "bildung": "buecher",
    "soziales": "plus",
    "wirtschaft": "saeulen",
    "sicherheit": "winkel",
    "versorgung": "tonnen",
    "infrastruktur": "funk",
    "organisation": "stufen",
}

# Starting tags (data/themes.csv) with a pattern finer than that of their field.
BY_THEME = {
    "smart-parking": "parken",
    "smart-lighting": "ringe",
    "climate-adaptation-green": "blaetter",
    "environment-monitoring": "kurve",
    "waste-cleanliness": "tonnen",
    "sensor-networks-iot": "funk",
    "data-governance-open-data": "zeilen",
    "digital-twins": "wuerfel",
    "artificial-intelligence": "netz",
    "citizen-apps-services": "felder",
    "civil-protection": "winkel",
}


def pattern_for(field_slug: str, theme: str = "") -> str:
    """The pattern of a theme where it has one in the field's colour family, else the pattern of the field."""
    default = BY_FIELD.get(field_slug, "stufen")
    finer = BY_THEME.get(theme, default)
    return finer if PATTERNS[finer][0] == PATTERNS[default][0] else default


@cache
def patterns() -> SafeString:
    """All patterns as SVG definitions; base.html carries them once for the tiles of the page."""
    definitions = "".join(
        f'<pattern id="muster-{name}" class="pattern tile--{family}" width="{width}" height="{height}" '
        f'patternUnits="userSpaceOnUse"><path class="b" d="M0 0h{width}v{height}H0z"/>{shapes}</pattern>'
        for name, (family, width, height, shapes) in PATTERNS.items()
    )
    return mark_safe(  # noqa: S308 - constants only
        f'<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>{definitions}'
        '<pattern id="schraffur" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="hatch" d="M0 0v6"/></pattern></defs></svg>'
    )
