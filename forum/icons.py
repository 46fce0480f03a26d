"""The portal's own icons: simple strokes on a 24 grid, drawn inline so that they follow the text colour."""

from django.utils.safestring import SafeString, mark_safe

ICONS = {
    "calendar": '<rect x="4" y="5" width="16" height="16" rx="1.5"/><path d="M4 10h16M8 3v4M16 3v4"/>',
    "check": '<path d="m5 13 4.5 4.5L19.5 7"/>',
    "chevron-down": '<path d="m6 9 6 6 6-6"/>',
    "chevron-left": '<path d="m15 6-6 6 6 6"/>',
    "chevron-right": '<path d="m9 6 6 6-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "compare": '<rect x="4" y="4" width="6" height="16"/><rect x="14" y="4" width="6" height="16"/>',
    "cross": '<path d="M5 5l14 14M19 5 5 19"/>',
    "download": '<path d="M12 4v11m-4.5-4 4.5 4.5 4.5-4.5M4 20h16"/>',
    "external": '<path d="M13 4h7v7M20 4l-9 9M17 14v6H4V7h6"/>',
    "file": '<path d="M6 3h8l4 4v14H6zM14 3v5h4"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8v.01"/>',
    "link": '<path d="m9.5 14.5 5-5M8 11l-2.5 2.5a3.5 3.5 0 0 0 5 5L13 16M16 13l2.5-2.5a3.5 3.5 0 0 0-5-5L11 8"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="1"/><path d="m4 7 8 6 8-6"/>',
    "mark": '<path d="M6 3h12v18l-6-5-6 5z"/>',
    "menu": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "more": '<path d="M5 12h.01M12 12h.01M19 12h.01"/>',
    "pen": '<path d="m4 20 1-4L16 5l3 3L8 19zM13.5 7.5l3 3"/>',
    "person": '<circle cx="12" cy="7.5" r="4"/><path d="M5 21c.5-4.5 3-7 7-7s6.5 2.5 7 7"/>',
    "pin": '<path d="M12 21.5c-4.5-5-7-8.5-7-12a7 7 0 0 1 14 0c0 3.5-2.5 7-7 12z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z"/>',
    "question": '<path d="M4 4h16v13H10l-4 4v-4H4z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5.5 5.5"/>',
    "warning": '<path d="M12 4 2.5 20h19zM12 10v5M12 17.5v.01"/>',
}

# The three pillars wear cells of the mark; filled, not stroked.
PILLAR_ICONS = {
    "wissen": '<path class="cell cell--a" d="M4 5l8-2v17l-8 2z"/><path class="cell cell--b" d="M13 3l7 3v16l-7-2z"/>',
    "austausch": '<path class="cell cell--a" d="M2 5l10-3 4 9-8 6z"/>'
    '<path class="cell cell--b" d="M12 14l4-3 6 1-2 9h-8z"/>',
    "entwicklung": '<path class="cell cell--b" d="M2 16l6-2v8H2z"/><path class="cell cell--c" d="M9 13l5-4v13H9z"/>'
    '<path class="cell cell--a" d="M15 8l7-6v20h-7z"/>',
}


def icon(name: str, small: bool = False) -> SafeString:
    """An icon beside its word. Decorative; a name that does not exist is a mistake and raises KeyError."""
    return mark_safe(  # noqa: S308 - constants only
        f'<svg class="icon{" icon--s" if small else ""}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f"{ICONS[name]}</svg>"
    )
