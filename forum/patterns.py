"""Which pattern fills the outline of a practice's place: one per kind of solution.

Each pattern belongs to one of five colour families, each field of action to one family; so colour never says more than
the name of the field that stands beside it. The patterns are drawn in templates/components/patterns.html; a new
starting tag gets a new one there and a line here.
"""

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

# Starting tags (data/themes.csv) with a pattern finer than that of their field, and the family it is drawn in.
BY_THEME = {
    "smart-parking": ("mobilitaet", "parken"),
    "smart-lighting": ("mobilitaet", "ringe"),
    "climate-adaptation-green": ("umwelt", "blaetter"),
    "environment-monitoring": ("umwelt", "kurve"),
    "waste-cleanliness": ("umwelt", "tonnen"),
    "sensor-networks-iot": ("daten", "funk"),
    "data-governance-open-data": ("daten", "zeilen"),
    "digital-twins": ("daten", "wuerfel"),
    "artificial-intelligence": ("daten", "netz"),
    "citizen-apps-services": ("menschen", "felder"),
    "civil-protection": ("menschen", "winkel"),
}


def pattern_for(field_slug: str, theme: str = "") -> str:
    """The pattern of a theme where it is drawn in the field's colour family, else the pattern of the field."""
    family, finer = BY_THEME.get(theme, ("", ""))
    if family and family == FAMILIES.get(field_slug):
        return finer
    return BY_FIELD.get(field_slug, "stufen")
