"""What every template may know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from forum.colours import colour_fingerprint, colour_sheet
from forum.models import PortalSettings


def portal(request: HttpRequest) -> dict[str, Any]:
    current = PortalSettings.current()
    return {"portal": current, "demo_mode": settings.DEMO_MODE, "colours_url": colours_url(current)}


def colours_url(portal: PortalSettings) -> str:
    """Where the forum's own colours are; empty when it keeps the defaults."""
    return reverse("colours", args=[colour_fingerprint(portal)]) if colour_sheet(portal) else ""
