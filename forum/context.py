"""What every template may know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from forum.models import PortalSettings


def portal(request: HttpRequest) -> dict[str, Any]:
    return {"portal": PortalSettings.current(), "demo_mode": settings.DEMO_MODE}
