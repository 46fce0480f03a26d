"""Do the addresses that practices name still answer? Asked weekly, a few at a time, politely."""

import socket
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener, getproxies

from django.utils import timezone

from library.models import Link, LinkCheck, PracticePage

EVERY = timedelta(days=7)
TIMEOUT = 8  # seconds
BATCH = 6  # with TIMEOUT this stays below a minute
AGENT = "Forum-Linkpruefung (einmal je Woche)"

Answer = tuple[bool, str]
INSIDE: Answer = (True, "im eigenen Netz, nicht gefragt")  # a town's own site may stand there: no broken link


def addresses() -> set[str]:
    """Every address that a public practice shows."""
    shown = PracticePage.objects.shown()
    found: set[str] = set(Link.objects.filter(practice__in=shown).values_list("url", flat=True))
    for name in ("source_url", "repository", "open_data_url", "publiccode_url"):
        found |= set(shown.exclude(**{name: ""}).values_list(name, flat=True))
    return found


def note_addresses() -> None:
    """A row for each address that has none; rows of addresses nobody names any more go."""
    named = addresses()
    LinkCheck.objects.exclude(url__in=named).delete()
    LinkCheck.objects.bulk_create([LinkCheck(url=url) for url in named], ignore_conflicts=True)


def check_due(*, ask: Callable[[str], Answer], now: datetime | None = None, limit: int = BATCH) -> int:
    """Asks up to `limit` addresses not asked for a week and notes what came back. Returns how many were asked.

    `ask` is `ask_web` in production; no lock is held while the world is slow to answer.
    """
    now = now or timezone.now()
    due = LinkCheck.objects.filter(checked_at=None) | LinkCheck.objects.filter(checked_at__lt=now - EVERY)
    checked = list(due.order_by("checked_at")[:limit])
    for row in checked:
        answers, words = ask(row.url)
        row.failures = 0 if answers else row.failures + 1
        row.answer, row.checked_at = words[:60], now
        row.save(update_fields=["failures", "answer", "checked_at"])
    return len(checked)


def _is_inside(url: str) -> bool:
    """Whether the address names a machine of the own network: people name addresses, and the portal sees more of that
    network than they do. A name that is not found here is for the proxy to know."""
    try:
        found = socket.getaddrinfo(urlsplit(url).hostname, None)
    except (OSError, UnicodeError):
        return False
    return not all(ip_address(str(each[4][0]).partition("%")[0]).is_global for each in found)


class _Inside(OSError):
    """The name leads into the own network by now, whatever it did when it was looked up first."""


class _Outside(HTTPConnection):
    """Connects to the very address that was looked at: between two look-ups a name may change where it leads.

    A proxy looks names up itself, so the connection to it is left alone.
    """

    def connect(self) -> None:
        if self.host not in _proxies():
            self._create_connection = _connect_outside
        super().connect()


class _OutsideTLS(_Outside, HTTPSConnection):
    """The certificate still has to be the name's, which HTTPSConnection sees to behind this."""


def _connect_outside(address: tuple[str, int], *rest: Any) -> socket.socket:
    """As socket.create_connection: one address after the other until one answers, none of them inside."""
    refused: OSError = OSError("no address")
    for found in socket.getaddrinfo(*address, type=socket.SOCK_STREAM):
        where, port = str(found[4][0]), int(found[4][1])
        if not ip_address(where.partition("%")[0]).is_global:
            raise _Inside(address[0])
        try:
            return socket.create_connection((where, port), *rest)
        except OSError as error:
            refused = error
    raise refused


def _proxies() -> set[str | None]:
    return {urlsplit(address if "//" in address else f"//{address}").hostname for address in getproxies().values()}


class _ByHTTP(HTTPHandler):
    def http_open(self, req: Request) -> Any:
        return self.do_open(_Outside, req)


class _ByTLS(HTTPSHandler):
    def https_open(self, req: Request) -> Any:
        return self.do_open(_OutsideTLS, req)


class _OnlyWeb(HTTPRedirectHandler):
    """A redirect may not lead from the web into the machine's files or its network."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        if urlsplit(newurl).scheme not in ("http", "https") or _is_inside(newurl):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def ask_web(url: str) -> Answer:
    """Whether a page answers at `url`, and how. Refusing robots (401, 403, 405, 429) still is an answer."""
    if urlsplit(url).scheme not in ("http", "https"):
        return False, "keine Internet-Adresse"
    if _is_inside(url):
        return INSIDE
    request = Request(url, headers={"User-Agent": AGENT}, method="GET")  # noqa: S310 - scheme checked above
    try:
        with build_opener(_OnlyWeb, _ByHTTP, _ByTLS).open(request, timeout=TIMEOUT) as response:
            return True, str(response.status)
    except HTTPError as error:
        return error.code in (401, 403, 405, 429), str(error.code)
    except (URLError, OSError, ValueError, HTTPException) as error:
        if isinstance(getattr(error, "reason", None), _Inside):
            return INSIDE
        return False, type(error).__name__


def broken() -> Iterable[LinkCheck]:
    return LinkCheck.objects.filter(failures__gte=LinkCheck.BROKEN_AFTER).order_by("url")
