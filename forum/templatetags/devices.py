"""What a browser says about itself, in words its owner recognises: „Firefox unter Windows“."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first sign found counts: everybody claims to be Safari, and Android claims to be Linux.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iOS",
    "iPad": "iPadOS",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


@register.filter
def device(user_agent: str) -> str:
    """Unknown ones stay as they are: better a strange word than a wrong one."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    if not (browser and system):
        return user_agent
    return _("%(browser)s unter %(system)s") % {"browser": browser, "system": system}
