"""Searching 20,000 practices: result pages with hits, highlights and all facets; suggestions while typing.

The bare view beside them carries a cookie nobody knows: past the answers kept for anonymous readers, through all
middleware, but without session, user or any query.
"""

import statistics
import time
from urllib.parse import quote

from benchmarks import server
from benchmarks.report import Figure

SELECTIVE = ["Parkleitsystem", "Hochwasserpegel", "Bürgerkoffer", "Wärmeplanung", "LoRaWAN Bodenfeuchte", "Laternen"]
BROAD = ["Stadt", "Kommune", "digital"]
TYPED = ["par", "hoch", "bele", "daten", "klim"]


INDEXED = 30
COOKIE = "gesehen=ja"  # any cookie goes past the answers kept for anonymous readers: measured is the search itself


def addresses(words: list[str], base: str = "/bibliothek/?q=") -> list[str]:
    return [base + quote(word) for word in words]


def run() -> list[Figure]:
    with server.running() as portal:
        # Past the kept answers like what is compared with it: without a cookie no view would be asked at all.
        bare = portal.measure(["/bare/"], requests=2000, cookie=COOKIE).cpu_ms
        selective = portal.measure(addresses(SELECTIVE), requests=60, cookie=COOKIE)
        broad = portal.measure(addresses(BROAD), requests=30, cookie=COOKIE)
        typed = portal.measure(addresses(TYPED, "/suche/vorschlaege/?q="), requests=100, cookie=COOKIE)
    with server.running(workers=2) as portal:
        crowd = portal.measure(addresses(SELECTIVE), requests=120, clients=4, cookie=COOKIE)
    return [
        Figure("bare view", bare, "ms CPU"),
        Figure("selective query, anonymous", selective.cpu_ms, "ms CPU", bare, 40),
        Figure("broad query, anonymous", broad.cpu_ms, "ms CPU", bare, 150),
        Figure("suggestions while typing", typed.cpu_ms, "ms CPU", bare, 10),
        Figure("selective query, 4 clients, p95 (aim 150)", crowd.p95_ms, "ms"),
        Figure("indexing a change, median", _indexing_ms(), "ms", target=50),
    ]


def _indexing_ms() -> float:
    """How long the editor waits for it, from the row in memory to the written vector."""
    from library import indexing
    from library.models import PracticePage

    times = []
    for practice in PracticePage.objects.live().order_by("-pk")[:INDEXED]:
        started = time.perf_counter()
        indexing.index(practice)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)
