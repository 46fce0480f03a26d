"""What pages cost the server, anonymous and signed in, against a bare view on the same server.

Measured is the CPU of the web server's processes alone (not PostgreSQL's or Redis'), read through HTTP with one worker.
Anonymous pages stand against `/bare/` without a cookie, both from the answers kept for anonymous readers. Pages signed
in stand against `/bare/` with the same person's cookie: session and user are looked up there as well.
"""

from benchmarks import server
from benchmarks.people import session_cookie
from benchmarks.report import Figure

LISTS = ["/", "/bibliothek/", "/veranstaltungen/", "/mitglieder/", "/newsletter/"]


def run() -> list[Figure]:
    from events.models import EventPage
    from library.models import PracticePage

    practice = PracticePage.objects.live().filter(adoptions__isnull=False).order_by("pk").first()
    event = EventPage.objects.live().order_by("pk").first()
    details = [page.get_url() for page in (practice, event) if page]
    figures = []
    with server.running() as portal:
        bare = portal.measure(["/bare/"], requests=2000).cpu_ms
        figures.append(Figure("bare view", bare, "ms CPU"))
        for path in [*LISTS, *details]:
            anonymous = portal.measure([path], requests=200)
            figures.append(Figure(f"{path} anonymous", anonymous.cpu_ms, "ms CPU", bare, 2))
        cookie = session_cookie("koordination@musterstadt.example")
        bare = portal.measure(["/bare/"], requests=500, cookie=cookie).cpu_ms
        figures.append(Figure("bare view signed in", bare, "ms CPU"))
        for path in ["/mein-bereich/", *LISTS, *details]:
            signed_in = portal.measure([path], requests=60, cookie=cookie)
            figures.append(Figure(f"{path} signed in", signed_in.cpu_ms, "ms CPU", bare, 25))
    return figures
