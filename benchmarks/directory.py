"""The directory with 3,000 organisations: list, map, search, filters, feed, and a profile that compares all of them.

Reported as ratios to the bare view of the same run; no limit is set before a quiet machine has measured them.
"""

from benchmarks import server
from benchmarks.report import Figure

ORGANISATIONS = 3_000
COOKIE = "gesehen=ja"  # any cookie goes past the answers kept for anonymous readers


def run() -> list[Figure]:
    slug = _fill()
    figures = []
    with server.running() as portal:
        bare = portal.measure(["/bare/"], requests=2000).cpu_ms
        figures.append(Figure("bare view", bare, "ms CPU"))
        for name, path in (
            ("list", "/mitglieder/"),
            ("list, last page", "/mitglieder/?seite=100"),
            ("map", "/mitglieder/?ansicht=karte"),
            ("search by name", "/mitglieder/?q=bad"),
            ("four filters", "/mitglieder/?art=kommune&groesse=kleinstadt&land=Bayern&handlungsfeld=mobilitaet"),
            ("suggestions while typing", "/mitglieder/vorschlaege/?q=neu"),
            ("JSON feed of all", "/mitglieder/mitglieder.json"),
            ("profile with ten alike of all", f"/mitglieder/{slug}/"),
        ):
            measured = portal.measure([path], requests=40, cookie=COOKIE)
            figures.append(Figure(name, measured.cpu_ms, "ms CPU", bare))
    return figures


def _fill() -> str:
    """Municipalities of the register as invented members, up to so many; the slug of one in the middle."""
    from django.db import connection

    from forum.models import FieldOfAction
    from members.models import Municipality, Organisation

    taken = Organisation.objects.exclude(municipality=None).values("municipality_id")
    missing = ORGANISATIONS - Organisation.objects.listed().count()
    places = Municipality.objects.filter(level="gemeinde", gone_on=None).exclude(pk__in=taken).order_by("-population")
    rows = Organisation.objects.bulk_create(
        Organisation(
            name=f"Demo-{place.name}",
            slug=f"messung-{place.ags}",
            kind="kommune",
            standing="mitglied",
            municipality=place,
            is_invented=True,
        )
        for place in places[: max(missing, 0)]
    )
    fields = list(FieldOfAction.objects.values_list("pk", flat=True))
    through = Organisation.fields_of_action.through
    through.objects.bulk_create(
        through(organisation_id=row.pk, fieldofaction_id=fields[(number + step) % len(fields)])
        for number, row in enumerate(rows)
        for step in (0, 4, 9)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE members_organisation")
    return Organisation.objects.filter(slug__startswith="messung-").order_by("slug")[1000].slug
