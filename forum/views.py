"""The roof: what joins the apps, and what machines ask."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.syndication.views import Feed
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from forum import outbox
from forum.models import NewsPage, PortalSettings


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "forum/search.html", {"q": request.GET.get("q", "").strip()})


@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    return render(request, "forum/dashboard.html")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready to serve: the database answers. Redis may be away (the portal goes on); late mail is only reported."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        late = outbox.oldest_due_seconds()
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    return JsonResponse({"database": "ok", "oldest_due_mail_seconds": round(late)})


def colour_sheet(portal: PortalSettings) -> str:
    """The forum's own colours as CSS, empty when it keeps the defaults."""
    tokens = {
        "--f-lime": portal.accent_colour,
        "--f-night": portal.night_colour,
        "--f-act": portal.action_colour,
    }
    rules = "".join(f"{name}:{value};" for name, value in tokens.items() if value)
    return f":root{{{rules}}}" if rules else ""


def colour_fingerprint(portal: PortalSettings) -> str:
    return hashlib.sha256(colour_sheet(portal).encode()).hexdigest()[:12]


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def colours(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """A style sheet whose address names its content, so that it can be kept for a year."""
    portal = PortalSettings.current()
    if fingerprint != colour_fingerprint(portal):
        raise Http404
    return HttpResponse(colour_sheet(portal), content_type="text/css")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /redaktion/",
        "Disallow: /admin/",
        "Disallow: /konto/",
        "Disallow: /suche/",
    ]
    lines.append(f"Sitemap: {settings.PORTAL_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Expires is always ahead, because the file is made when it is asked for."""
    portal = PortalSettings.current()
    expires = (timezone.now() + timedelta(days=180)).replace(microsecond=0).isoformat()
    lines = [
        f"Contact: mailto:{portal.security_email or portal.contact_email}",
        f"Expires: {expires}",
        "Preferred-Languages: de, en",
        f"Canonical: {settings.PORTAL_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


class NewsFeed(Feed):
    """„Aktuelles“ as Atom."""

    feed_type = Atom1Feed
    link = "/aktuelles/"

    def title(self) -> str:
        return f"{PortalSettings.current().full_name}: {_('Aktuelles')}"

    def items(self) -> list[NewsPage]:
        return list(NewsPage.objects.live().public().order_by("-published_on", "-pk")[:20])

    def item_title(self, item: NewsPage) -> str:
        return item.title

    def item_description(self, item: NewsPage) -> str:
        return item.lead

    def item_link(self, item: NewsPage) -> str:
        return item.full_url or ""
