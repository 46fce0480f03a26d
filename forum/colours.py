"""A forum's own colours: tokens as a style sheet whose address names its content."""

import hashlib

from forum.models import PortalSettings


def colour_sheet(portal: PortalSettings) -> str:
    """The forum's own colours as CSS, empty when it keeps the defaults."""
    tokens = {}
    if portal.accent_colour:
        tokens["--f-lime"] = portal.accent_colour
    if night := portal.night_colour:
        tokens |= {
            "--f-night": f"light-dark({night},color-mix(in oklab,{night} 70%,black))",
            "--f-night-2": f"color-mix(in oklab,{night} 84%,white)",
            "--f-night-3": f"color-mix(in oklab,{night} 72%,white)",
            "--f-on-night-2": f"color-mix(in oklab,{night} 20%,white)",
        }
    if act := portal.action_colour:
        tokens |= {
            "--f-act": f"light-dark({act},color-mix(in oklab,{act} 35%,white))",
            "--f-act-hover": f"light-dark(color-mix(in oklab,{act} 80%,black),color-mix(in oklab,{act} 20%,white))",
            "--f-act-soft": f"light-dark(color-mix(in oklab,{act} 7%,white),color-mix(in oklab,{act} 22%,#0d1019))",
            "--f-bar-b": "var(--f-act)",
        }
    rules = "".join(f"{name}:{value};" for name, value in tokens.items())
    return f":root{{{rules}}}" if rules else ""


def colour_fingerprint(portal: PortalSettings) -> str:
    return hashlib.sha256(colour_sheet(portal).encode()).hexdigest()[:12]
