"""Five times as many practices: what a selective query costs then. Runs last, because it fills the database further."""

from benchmarks import server
from benchmarks.report import Figure
from benchmarks.search import COOKIE, SELECTIVE, addresses

TIMES = 5


def run() -> list[Figure]:
    from forum.demo import many_practices
    from library.models import PracticePage

    before = PracticePage.objects.filter(slug__startswith=many_practices.SLUG).count()
    few = _selective()
    many_practices.multiply(before * TIMES)
    many = _selective()
    return [
        Figure(f"selective query, {before} practices", few, "ms CPU"),
        Figure(f"selective query, {before * TIMES} practices", many, "ms CPU", few, 2),
    ]


def _selective() -> float:
    with server.running() as portal:
        return portal.measure(addresses(SELECTIVE), requests=60, cookie=COOKIE).cpu_ms
