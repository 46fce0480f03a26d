"""A forum's own colours: tokens as a style sheet whose address names its content."""

import hashlib

from forum.models import PortalSettings


def colour_sheet(portal: PortalSettings) -> str:
    """The forum's own colours as CSS, empty when it keeps the defaults."""
    tokens = {"--f-lime": portal.accent_colour, "--f-night": portal.night_colour, "--f-act": portal.action_colour}
    rules = "".join(f"{name}:{value};" for name, value in tokens.items() if value)
    return f":root{{{rules}}}" if rules else ""


def colour_fingerprint(portal: PortalSettings) -> str:
    return hashlib.sha256(colour_sheet(portal).encode()).hexdigest()[:12]
