"""The public directory: what is found, counted, shown, and how many queries it takes."""

import json
import re

import pytest
from django.http import QueryDict

from forum.models import FieldOfAction
from forum.search import find
from members import directory, people, similarity
from members.models import ModelProject, ModelProjectPlace, Organisation
from members.models.programmes import FundingProgramme
from tests.factories.members import coordinator, member, municipality, organisation

pytestmark = pytest.mark.django_db


def _found(query):
    return [each.name for each in directory.found(directory.Filters.of(QueryDict(query)))]


@pytest.fixture
def some():
    town = organisation(
        name="Kleinort", municipality=municipality(name="Kleinort", population=9_000, district_ags="05111")
    )
    city = organisation(
        name="Großort",
        slug="grossort",
        municipality=municipality(name="Großort", ags="05111000", population=300_000, land="Hessen"),
    )
    company = organisation(name="Stadtwerke Großort", slug="sw", kind="stadtwerke", parent=city)
    organisation(name="Nur erwähnt", standing="erwaehnt")
    organisation(name="Nicht aktiv", is_active=False)
    city.fields_of_action.add(FieldOfAction.objects.get(slug="mobilitaet"))
    return town, city, company


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Großort", "Kleinort", "Stadtwerke Großort"]),
        ("q=großort", ["Großort", "Stadtwerke Großort"]),
        ("q=05111000", ["Großort"]),
        ("art=stadtwerke", ["Stadtwerke Großort"]),
        ("art=stadtwerke&art=kommune&land=Hessen", ["Großort"]),
        ("groesse=kleinstadt", ["Kleinort"]),
        ("groesse=kleinstadt&groesse=grossstadt", ["Großort", "Kleinort"]),
        ("kreis=05111", ["Kleinort"]),
        ("handlungsfeld=mobilitaet", ["Großort"]),
        ("handlungsfeld=gibtesnicht", []),
        ("groesse=riesig", []),
        ("q=%00", ["Großort", "Kleinort", "Stadtwerke Großort"]),
    ],
)
def test_directory_finds(some, query, names):
    assert sorted(_found(query)) == sorted(names)


def test_facets_count_beside_the_other_filters(some):
    facets = {facet.name: facet for facet in directory.facets(directory.Filters(kinds=("kommune",)))}

    kinds = {option["value"]: option["count"] for option in facets["art"].options}
    sizes = {option["value"]: option["count"] for option in facets["groesse"].options}
    assert (kinds["kommune"], kinds["stadtwerke"], kinds["verband"]) == (2, 1, 0)
    assert sizes == {"landgemeinde": 0, "kleinstadt": 1, "mittelstadt": 0, "grossstadt": 1}


def test_mistyped_name_gets_a_suggestion(client, some):
    page = client.get("/mitglieder/", {"q": "Kleinortt"}).content.decode()

    assert "Meinten Sie" in page
    assert ">Kleinort</a>" in page


@pytest.mark.parametrize("query", ["", "?ansicht=karte", "?ansicht=boerse", "?groesse=mittelstadt"])
def test_directory_takes_the_same_queries_for_one_and_many(client, django_assert_num_queries, query):
    def add(number):
        for _each in range(number):
            one = organisation(municipality=municipality(), seeks="Rat")
            one.fields_of_action.set(FieldOfAction.objects.all()[:3])

    add(1)
    client.get(f"/mitglieder/{query}")
    few = _queries(client, f"/mitglieder/{query}")
    add(5)

    with django_assert_num_queries(few):
        client.get(f"/mitglieder/{query}")


def test_map_says_what_it_draws_and_draws_places_outside_as_points(client, some):
    organisation(
        name="Nordort",
        slug="nordort",
        municipality=municipality(ags="02000001", land_ags="02", land="Hamburg", latitude=53.5, longitude=10.0),
    )
    organisation(name="Stadt Aachen", slug="aachen", municipality=municipality(ags="05334002"))

    page = client.get("/mitglieder/?ansicht=karte").content.decode()
    outside = client.get("/mitglieder/?ansicht=karte&land=Hamburg").content.decode()

    assert "3 von 5 haben einen Ort auf der Karte" in page
    assert re.findall(r'href="([^"]+)"[^>]*><circle', page) == ["/mitglieder/nordort/"]
    assert page.count('<svg class="member-map"') == 2
    assert outside.count('<svg class="member-map"') == 1
    assert "Kommunen in Nordrhein-Westfalen" not in outside


def _queries(client, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(url)
    return len(captured)


def test_feeds_carry_the_filtered_rows(client, some):
    answer = json.loads(client.get("/mitglieder/mitglieder.json?art=stadtwerke").content)
    table = client.get("/mitglieder/mitglieder.csv?land=Hessen").content.decode("utf-8-sig").splitlines()

    assert [row["name"] for row in answer["organisationen"]] == ["Stadtwerke Großort"]
    assert answer["organisationen"][0]["gehoert_zu"] == "Großort"
    assert [line.split(";")[0] for line in table] == ["name", "Großort"]
    assert "05111000" in table[1]


def test_formula_in_a_name_is_defused_in_the_table(client):
    organisation(name="=HYPERLINK(1)", slug="formel")

    table = client.get("/mitglieder/mitglieder.csv").content.decode()

    assert "'=HYPERLINK(1)" in table


def test_profile_shows_only_people_who_agreed(client):
    place = organisation(slug="ort")
    shown = coordinator(place, first_name="Demo", last_name="Sichtbar", email="sichtbar@ort.example")
    member(place, first_name="Demo", last_name="Verborgen")
    people.set_visibility(shown.memberships.get(), is_public=True, shows_email=True)

    public = client.get("/mitglieder/ort/").content.decode()
    client.force_login(member())
    inside = client.get("/mitglieder/ort/").content.decode()

    assert "Demo Sichtbar" in public
    assert "Verborgen" not in public
    assert "sichtbar@ort.example" not in public
    assert "sichtbar@ort.example" in inside


def test_profile_of_a_merely_mentioned_or_inactive_organisation_is_not_there(client):
    organisation(slug="erwaehnt", standing="erwaehnt")
    organisation(slug="still", is_active=False)

    assert [client.get(f"/mitglieder/{slug}/").status_code for slug in ("erwaehnt", "still")] == [404, 404]


def test_profile_names_model_projects_with_source(client):
    place = municipality()
    organisation(slug="ort", municipality=place)
    programme = FundingProgramme.objects.create(slug="p", name="Modellprojekte")
    project = ModelProject.objects.create(
        programme=programme, code="P-1", title="Daten im Ort", source_urls=["https://quelle.example/1"]
    )
    ModelProjectPlace.objects.create(project=project, municipality=place, name="Ort", role="lead")

    page = client.get("/mitglieder/ort/").content.decode()

    assert "Daten im Ort" in page
    assert 'href="https://quelle.example/1"' in page


def test_similar_municipalities_come_nearest_first_with_two_reasons():
    def town(name, **fields):
        return organisation(name=name, slug=name.lower(), municipality=municipality(name=name, **fields))

    here = town("Hier", population=50_000, area_km2=80, degurba=2)
    town("Zwilling", population=51_000, area_km2=82, degurba=2)
    town("Riese", population=900_000, area_km2=200, degurba=1, kind="Kreisfreie Stadt")
    organisation(name="Ohne Zahlen")

    found = similarity.nearest(here)

    assert [each.organisation.name for each in found] == ["Zwilling", "Riese"]
    assert found[0].distance < 0.05
    assert found[0].reasons == ["ebenfalls mittel besiedelt", "ebenfalls kreisangehörig"]
    assert len(found[1].reasons) == 2


def test_invented_municipality_is_compared_by_its_stated_figures():
    here = organisation(
        name="Musterstadt", stated_population=48_300, stated_area_km2=92, stated_degurba=2, is_invented=True
    )
    organisation(name="Nachbar", municipality=municipality(population=45_000))

    assert [each.organisation.name for each in similarity.nearest(here)] == ["Nachbar"]
    assert (here.size_class.value, round(here.density)) == ("mittelstadt", 525)


def test_search_knows_listed_organisations_only():
    one = organisation(name="Parkstadt Beispiel", summary="Wir messen Stellplätze.")
    directory.enter_into_search(one)
    found = [hit.object_id for hit in find("Stellplätze", kinds=["organisation"]).hits]

    Organisation.objects.filter(pk=one.pk).update(is_active=False)
    one.refresh_from_db()
    directory.enter_into_search(one)

    assert found == [str(one.pk)]
    assert find("Stellplätze", kinds=["organisation"]).total == 0


def test_picker_offers_register_rows_by_name_and_key():
    municipality(name="Neustadt", ags="05000001", population=10)
    municipality(name="Alt-Neustadt", ags="05000002", population=99)
    municipality(name="Neustadt (Weg)", ags="05000003", gone_on="2025-01-01")

    assert [each.ags for each in directory.places("neusta")] == ["05000001"]
    assert [each.ags for each in directory.places("stadt")] == ["05000002", "05000001"]
    assert [each.ags for each in directory.places("05000")] == ["05000001", "05000002"]
