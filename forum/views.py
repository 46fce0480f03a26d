"""The roof: what joins the apps, and what machines ask."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from events.waiting import for_person as events_wait
from forum import outbox, reporting, tokens
from forum.colours import colour_fingerprint, colour_sheet
from forum.forms import ReportForm
from forum.models import NewsPage, PortalSettings, Report
from forum.navigation import address
from forum.numbers import number
from forum.search import KINDS, Results, Term, find, nearest, suggest
from library.waiting import for_person as library_wait
from members.limits import too_many
from members.permissions import acting_organisation, organisations_of, own_organisations
from members.waiting import for_person as members_wait
from newsletter.waiting import for_person as newsletter_wait


def audience_of(user: Any) -> set[str]:
    """The keys under which this reader finds things: everybody's, and those of the organisations they belong to."""
    own = {f"organisation:{pk}" for pk in organisations_of(user).values_list("pk", flat=True)}
    return {"public", *own, *(["members"] if own else [])}


SORTS = (("relevanz", _("Relevanz")), ("neu", _("Neueste")), ("titel", _("Titel")))
FREQUENT = ("Parken", "Hitze", "LoRaWAN", "Datenplattform")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One page over all kinds. `q`, `art`, `sortierung` and `seite` come from the address; wrong values are ignored."""
    q, kind = request.GET.get("q", "").strip(), request.GET.get("art", "")
    sort = request.GET.get("sortierung", "")
    sort = sort if sort in dict(SORTS) else "relevanz"
    audience = audience_of(request.user)
    results = (
        find(
            q,
            kinds=[kind] if kind in KINDS else None,
            audience=audience,
            page=page_number(request.GET.get("seite")),
            sort=sort,
        )
        if q
        else Results("")
    )
    context = {
        "results": results,
        "page_obj": Paginator(range(results.total), results.per_page).get_page(results.page),
        "tabs": _tabs(results, kind),
        "sort": sort,
        "sorts": SORTS,
        "nearest": [] if results.hits else _chips(nearest(q, audience=audience) if q else FREQUENT),
        "ways": [
            (_("In der Bibliothek nach Handlungsfeld stöbern"), address("library:index")),
            (_("Frage an alle stellen"), address("exchange:ask")),
            (_("Als Herausforderung melden"), address("exchange:challenges")),
            (_("Praxis einreichen"), address("library:submit")),
        ],
    }
    return render(request, "forum/search.html", context)


def page_number(text: str | None) -> int:
    """The page asked for; the first where the address holds no sensible number."""
    wanted = number(text)
    return wanted if wanted is not None and wanted < 1_000_000 else 1


def _tabs(results: Results, kind: str) -> list[tuple[str, str, bool]]:
    """All, and each kind that has hits (or is chosen), with its number."""
    base = "?" + urlencode({"q": results.query})
    every = sum(results.kinds.values())
    tabs = [(f"{_('Alles')} ({every})", base, kind not in KINDS)]
    tabs += [
        (f"{label} ({results.kinds.get(key, 0)})", f"{base}&art={key}", key == kind)
        for key, label in KINDS.items()
        if results.kinds.get(key) or key == kind
    ]
    return tabs if every else []


def _chips(terms: Iterable[str | Term]) -> list[dict[str, Any]]:
    chips = [term if isinstance(term, Term) else Term(term, None) for term in terms]
    return [
        {"label": term.text, "count": term.note, "url": f"{reverse('search')}?{urlencode({'q': term.text})}"}
        for term in chips
    ]


@require_safe
def search_suggestions(request: HttpRequest) -> HttpResponse:
    """The list under the search box, as HTML rows; empty while there is too little to go by."""
    found = suggest(request.GET.get("q", ""), audience=audience_of(request.user))
    context = {
        "terms": [{"value": term.text, "label": term.text, "note": term.note} for term in found.terms],
        "pages": [
            {"title": title.title, "url": title.url, "note": title.place or title.kind_label} for title in found.titles
        ],
    }
    return render(request, "components/suggest.html", context)


COUNT_WORDS: tuple[str | Promise, ...] = (
    "",
    _("Eine Sache wartet"),
    _("Zwei Dinge warten"),
    _("Drei Dinge warten"),
    _("Vier Dinge warten"),
)
COUNT_WORDS += (_("Fünf Dinge warten"), _("Sechs Dinge warten"), _("Sieben Dinge warten"), _("Acht Dinge warten"))


REPORTED = "forum.reported"
REPORTS_PER_HOUR = 20  # from one network or account


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report a barrier or unlawful content. `?anliegen=` and `?seite=` fill the form in."""
    if request.method != "POST":
        given = {"kind": request.GET.get("anliegen"), "address": request.GET.get("seite", "")[:500]}
        return render(request, "forum/report.html", {"form": ReportForm(initial=given)})
    form = ReportForm(request.POST)
    if not form.is_valid():
        return render(request, "forum/report.html", {"form": form}, status=422)
    if form.cleaned_data["website"]:  # a robot: answered as a person would be, but nothing is kept
        return redirect("report_received", token=tokens.sign(REPORTED, 0))
    if too_many(request, "report", REPORTS_PER_HOUR):
        form.add_error(
            None, _("Von hier kamen sehr viele Meldungen. Bitte versuchen Sie es in einer Stunde noch einmal.")
        )
        return render(request, "forum/report.html", {"form": form}, status=429)
    fields = ("kind", "address", "description", "name", "email", "submission")
    row = reporting.report(**{field: form.cleaned_data[field] for field in fields})
    return redirect("report_received", token=tokens.sign(REPORTED, row.pk))


@require_safe
def report_received(request: HttpRequest, token: str) -> HttpResponse:
    try:
        row = Report.objects.filter(pk=tokens.read(REPORTED, token)).first()
    except tokens.InvalidToken as error:
        raise Http404 from error
    return render(request, "forum/report_received.html", {"report": row})


@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """What waits for this person in each room; how many of it is urgent is the headline."""
    todos = [todo for room in (members_wait, library_wait, events_wait, newsletter_wait) for todo in room(request)]
    n = sum(not todo["later"] for todo in todos)
    headline = _("%(what)s auf Sie") % {
        "what": COUNT_WORDS[n] if n < len(COUNT_WORDS) else _("%(n)d Dinge warten") % {"n": n}
    }
    context = {
        "todos": todos,
        "headline": headline if n else _("Alles erledigt."),
        "nothing_waits": not n,
        "acting": acting_organisation(request),
        "memberships": own_organisations(request),
    }
    return render(request, "forum/dashboard.html", context)


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
