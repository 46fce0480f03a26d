"""The fit against twenty pairs worked out by hand (docs/passung.md), and where readers see it."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from library import adoption, fit, fit_facts
from library.fit import Place, Practice
from library.models import Adoption, BuildingBlockUse, PracticePage
from members.models import BuildingBlock
from tests.factories import library, members

NRW, BAYERN = "Nordrhein-Westfalen", "Bayern"
MITTE = Place("Mitte", 2, 500, 2, False, NRW, frozenset({"gis", "sensorik", "lorawan"}), 5)
GROSS = Place("Groß", 3, 2000, 1, True, NRW, frozenset({"gis", "sensorik", "lorawan", "datenplattform", "app"}), 20)
DORF = Place("Dorf", 0, 100, 3, False, BAYERN, None, 0)
LEER = Place("Leer", land="Hessen")

PARKEN = Practice(
    proven=(GROSS,),
    origin_land=NRW,
    needed=frozenset({"sensorik", "lorawan"}),
    helpful=frozenset({"datenplattform"}),
    cost_class=2,
    staff=0.5,
    in_operation=1,
    has_results=True,
    maturity="regelbetrieb",
    is_open_source=True,
    has_templates=True,
    has_support=True,
    has_contact=True,
    needs_own_body=False,
)
LADEN = Practice(
    proven=(DORF, MITTE),
    origin_land=BAYERN,
    helpful=frozenset({"app"}),
    cost_class=0,
    staff=0.1,
    in_operation=2,
    maturity="regelbetrieb",
    is_open_source=False,
    has_templates=False,
    has_support=True,
    has_contact=True,
)
KURZ = Practice(proven=(MITTE,), origin_land=NRW)
VERBAND = Practice(
    proven=(GROSS,),
    origin_land=NRW,
    needed=frozenset({"datenplattform", "gis"}),
    helpful=frozenset({"sensorik", "app"}),
    cost_class=4,
    staff=3,
    in_operation=3,
    has_results=True,
    maturity="umsetzung",
    has_templates=True,
    has_support=False,
    has_contact=True,
    needs_own_body=True,
)
VIDEO = Practice(
    proven=(DORF,),
    origin_land=BAYERN,
    needed=frozenset({"app"}),
    cost_class=1,
    staff=1,
    in_operation=0,
    has_results=True,
    maturity="beendet",
    is_open_source=True,
    has_templates=False,
    has_support=False,
    has_contact=True,
)

# practice, place, points by hand (None: no data), fit by hand
PAIRS = [
    (PARKEN, MITTE, [11.53, 20, 15, 8, 10, 10], 75),
    (PARKEN, GROSS, [30, 25, 15, 8, 10, 10], 98),
    (PARKEN, DORF, [0, None, 0, 8, 10, 7.5], 38),
    (PARKEN, LEER, [None, None, None, 8, 10, 7.5], 61),
    (LADEN, MITTE, [30, 0, 15, 7, 5, 5], 62),
    (LADEN, GROSS, [11.53, 25, 15, 7, 5, 5], 69),
    (LADEN, DORF, [30, None, 7.5, 7, 5, 10], 72),
    (LADEN, LEER, [None, None, None, 7, 5, 5], 52),
    (KURZ, MITTE, [30, None, None, None, None, 10], 70),
    (KURZ, GROSS, [11.53, None, None, None, None, 10], 52),
    (KURZ, DORF, [14.72, None, None, None, None, 5], 50),
    (KURZ, LEER, [None, None, None, None, None, 5], 50),
    (VERBAND, MITTE, [11.53, 12.5, 3.75, 9.1, 6.67, 6.5], 50),
    (VERBAND, GROSS, [30, 25, 11.25, 9.1, 6.67, 6.5], 89),
    (VERBAND, DORF, [0, None, 0, 9.1, 6.67, 4], 32),
    (VERBAND, LEER, [None, None, None, 9.1, 6.67, 4], 55),
    (VIDEO, MITTE, [14.72, 0, 15, 4.5, 5, 5], 44),
    (VIDEO, GROSS, [0, 25, 15, 4.5, 5, 5], 55),
    (VIDEO, DORF, [30, None, 3.75, 4.5, 5, 10], 66),
    (VIDEO, LEER, [None, None, None, 4.5, 5, 5], 50),
]


@pytest.mark.parametrize(("practice", "place", "points", "score"), PAIRS)
def test_as_worked_out_by_hand(practice, place, points, score):
    found = fit.fit(practice, place)
    worked = [None if part.points is None else pytest.approx(part.points, abs=0.005) for part in found.parts]
    assert points == worked
    assert found.score == score
    assert all(part.reason for part in found.parts)


def test_words_and_confidence():
    assert (fit.fit(PARKEN, MITTE).word, fit.fit(PARKEN, MITTE).confidence) == ("hoch", "hoch")
    assert (fit.fit(KURZ, MITTE).word, fit.fit(KURZ, MITTE).confidence) == ("hoch", "gering")
    assert (fit.fit(VIDEO, MITTE).word, fit.fit(PARKEN, DORF).confidence) == ("gering", "mittel")
    assert fit.fit(Practice(), Place("Nirgends")).score is None


def test_what_helps_most_says_by_how_much():
    found = fit.fit(PARKEN, MITTE)
    assert found.helps == "datenplattform beschaffen oder mitnutzen (+5)"
    with_platform = Place(**{**MITTE.__dict__, "blocks": MITTE.blocks | {"datenplattform"}})
    assert fit.fit(PARKEN, with_platform).score == found.score + 5


def test_the_best_match_counts_not_the_first():
    far_then_near = Practice(proven=(DORF, GROSS))
    assert fit.structure(far_then_near, GROSS).share == 1


# --- From rows -------------------------------------------------------------------------------------------------------


@pytest.fixture
def home(db):
    place = members.municipality(population=30_000, area_km2=60)
    return members.organisation(name="Stadt Zuhause", municipality=place, staff_class="bis5")


@pytest.mark.django_db
def test_rows_become_facts(home):
    block = BuildingBlock.objects.get(slug="lorawan")
    page = library.published(
        organisation=members.organisation(municipality=members.municipality()),
        building_blocks=[BuildingBlockUse(block=block, necessity="noetig")],
        software_licence="EUPL-1.2",
        support_offer=["besuch"],
    )
    other = members.organisation(name="Nachbar")
    adoption.declare(page, adopter=other, by=members.coordinator(other), stage=Adoption.Stage.OPERATION)
    facts = fit_facts.practice(fit_facts.with_facts(PracticePage.objects.filter(pk=page.pk)).get())
    assert facts.needed == {"lorawan"}
    assert (facts.cost_class, facts.staff, facts.in_operation) == (1, float(Decimal("0.10")), 2)
    assert (facts.has_results, facts.has_templates, facts.has_support, facts.is_open_source) == (
        True,
        False,
        True,
        True,
    )
    assert {place.name for place in facts.proven} == {page.origin.name, "Nachbar"}
    here = fit_facts.place(home)
    assert (here.size, here.density, here.posts, here.blocks) == (2, 500, 5, None)


@pytest.mark.django_db
def test_a_short_entry_says_nothing_of_openness():
    page = library.short_entry()
    facts = fit_facts.practice(fit_facts.with_facts(PracticePage.objects.filter(pk=page.pk)).get())
    assert fit.openness(facts, MITTE).share is None
    assert facts.in_operation == 0


@pytest.mark.django_db
def test_the_list_is_sorted_by_fit_and_hides_nothing(client, home):
    near = members.municipality(population=31_000, area_km2=60)
    far = members.municipality(population=900_000, area_km2=250, degurba=1, land=BAYERN, land_ags="09")
    worse = library.short_entry(title="Fern", origin=members.organisation(municipality=far))
    better = library.short_entry(title="Nah", origin=members.organisation(municipality=near))
    anonymous = client.get("/bibliothek/").content.decode()
    assert "Passung" not in anonymous.partition("<main")[2].partition("</main")[0]
    client.force_login(members.member(home))
    for address in ("/bibliothek/", "/bibliothek/?sortierung=passung"):
        rows = [row["key"] for row in client.get(address).context["rows"]]
        assert rows == [better.pk, worse.pk]
    page = client.get(better.url).content.decode()
    assert "Passung für Stadt Zuhause" in page
    assert "Orientierung, keine Prüfung." in page


@pytest.mark.django_db
def test_no_fit_for_the_origin_itself_or_visitors(client, home):
    page = library.published(organisation=home)
    assert 'id="passung"' not in client.get(page.url).content.decode()
    client.force_login(members.member(home))
    assert 'id="passung"' not in client.get(page.url).content.decode()


@pytest.mark.django_db
def test_a_list_with_fits_costs_the_same_for_many(client, home):
    def cost():
        cache.clear()  # nothing kept: what it costs the first reader
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/bibliothek/").status_code == 200
        return len(queries)

    def add():
        page = library.published(organisation=members.organisation(municipality=members.municipality()))
        other = members.organisation(municipality=members.municipality())
        adoption.declare(page, adopter=other, by=members.coordinator(other), stage=Adoption.Stage.OPERATION)

    client.force_login(members.member(home))
    add()
    add()
    cost()
    before = cost()
    for _number in range(4):
        add()
    assert cost() == before


@pytest.mark.django_db
def test_anybody_sees_the_fit_for_another_municipality(client, home):
    near = members.municipality(name="Nahdorf", population=31_000, area_km2=60)
    far = members.municipality(
        name="Fernstadt", population=900_000, area_km2=250, degurba=1, land=BAYERN, land_ags="09"
    )
    page = library.short_entry(origin=members.organisation(municipality=near))
    client.force_login(members.member(home))  # the own place is not what is asked about

    drawn = {}
    for place in (near, far):
        response = client.get(f"{page.url}passung/", {"kommune": place.name})
        text = response.content.decode()
        assert f"{place.name}" in text
        assert "Orientierung, keine Prüfung." in text
        assert "Stadt Zuhause" not in text.partition("<main")[2].partition("</main")[0]
        drawn[place.name] = response.context["fit"]

    assert drawn["Nahdorf"]["number"] > drawn["Fernstadt"]["number"]
    assert len(drawn["Nahdorf"]["reasons"]) == 6


@pytest.mark.django_db
def test_a_name_that_several_places_bear_is_asked_back(client):
    for number in (1, 2):
        members.municipality(name="Neustadt", district=f"Kreis {number}")
    page = library.short_entry()

    response = client.get(f"{page.url}passung/", {"kommune": "Neustadt"})

    assert (response.context["fit"], len(response.context["found"])) == (None, 2)
    assert all(f"Kreis {number}" in response.content.decode() for number in (1, 2))
