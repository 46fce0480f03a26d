"""Open data: what is given away, in which form, and that nothing else gets out anywhere."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from forum import search
from library import adoption, open_data
from library.models import Adoption, LibraryPage, PracticePage
from tests.factories import library, members

pytestmark = pytest.mark.django_db
SECRET = "Geheimnisvoll"


def matches(value, schema) -> bool:
    """Enough of JSON Schema to hold our answers to our own description."""
    kinds = {"string": str, "integer": int, "number": (int, float), "array": list, "object": dict, "null": type(None)}
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, kinds[kind]) for kind in wanted):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, list):
        return all(matches(each, schema["items"]) for each in value)
    if isinstance(value, dict):
        return all(matches(value[name], part) for name, part in schema.get("properties", {}).items())
    return True


def test_json_is_paged_filtered_and_as_described(client):
    for _number in range(3):
        library.published()
    library.short_entry(fields_of_action=["umwelt"])
    page = client.get("/api/v1/practices?anzahl=2").json()
    assert (page["count"], len(page["results"]), page["previous"]) == (4, 2, None)
    second = client.get(page["next"]).json()
    assert (len(second["results"]), second["next"]) == (2, None)
    assert client.get("/api/v1/practices?handlungsfeld=umwelt").json()["count"] == 1
    assert client.get("/api/v1/practices?seite=99&anzahl=2").json()["results"] == []
    assert client.get("/api/v1/practices?seite=-1&anzahl=kaputt").json()["count"] == 4
    told = client.get("/api/v1/openapi.json").json()
    schema = told["components"]["schemas"]["Practice"]
    for each in page["results"] + second["results"]:
        assert each.keys() == schema["properties"].keys()
        assert matches(each, schema), each
        assert client.get(f"/api/v1/practices/{each['slug']}").json() == each
    for path in told["paths"]:
        if "{" not in path:
            assert client.get(f"/api/v1{path}").status_code == 200
    assert client.post("/api/v1/practices").status_code == 405
    assert client.get("/api/v1/practices")["Access-Control-Allow-Origin"] == "*"


def test_no_person_and_no_mailbox_gets_out(client):
    practice = library.published(contact_mailbox="sehr.geheim@ort.example")
    for address in ("/api/v1/practices", "/api/v1/practices.csv", practice.url, "/bibliothek/feed/"):
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"sehr.geheim" not in content


def test_csv_has_every_practice_and_no_formula(client):
    library.published(title="Erste")
    library.short_entry(title="Zweite", lead='=HYPERLINK("http://boese.example")')
    answer = client.get("/api/v1/practices.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["title"] for row in rows] == ["Erste", "Zweite"]
    assert rows[1]["summary"].startswith("'=")
    assert rows[0]["cost_once_to"] == "40000"
    assert all(row["licence"] for row in rows)


def test_the_page_tells_search_engines_and_cannot_be_broken_out_of(client):
    practice = library.short_entry(title="Ende </script><script>alert(1)</script>")
    page = client.get(practice.url).content.decode()
    text = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    told = json.loads(text)
    assert told["headline"] == practice.title
    assert told["license"].startswith("https://creativecommons.org/")
    assert "<script>alert" not in page


def test_catalogue_names_each_file(client):
    library.short_entry()
    told = client.get("/api/v1/katalog.jsonld")
    assert told["Content-Type"] == "application/ld+json"
    data_set = told.json()["dcat:dataset"][0]
    assert len(data_set["dcat:distribution"]) == 3
    assert all(each["dct:license"]["@id"].startswith("http://dcat-ap.de/") for each in data_set["dcat:distribution"])


def test_people_find_it_explained(client):
    page = client.get("/offene-daten/").content.decode()
    assert "/api/v1/practices.csv" in page
    assert "CC BY" in page or "Namensnennung" in page


def test_many_rows_cost_the_same(client):
    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
            if answer.streaming:
                list(answer.streaming_content)
        return len(queries)

    addresses = ("/api/v1/practices", "/api/v1/practices.csv", "/bibliothek/feed/")
    library.published()
    library.published()
    for address in addresses:
        cost(address)  # what is kept for all readers is there from now on
    before = [cost(address) for address in addresses]
    for _number in range(3):
        library.published()
    assert [cost(address) for address in addresses] == before


# --- Nothing leaks ---------------------------------------------------------------------------------------------------


def draft_only():
    return library.complete_draft(title=f"{SECRET}e Praxis").practice


def restricted():
    page = library.published(title=f"{SECRET}e Praxis")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    return page


def archived():
    page = library.published(title=f"{SECRET}e Praxis")
    page.unpublish()
    return page


def below_a_restricted_page():
    page = library.published(title=f"{SECRET}e Praxis")
    PageViewRestriction.objects.create(
        page=LibraryPage.objects.get(), restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    return page


def restricted_while_published_again():
    page = restricted()
    page.save_revision().publish()
    return page


@pytest.mark.parametrize(
    "make", [draft_only, restricted, archived, below_a_restricted_page, restricted_while_published_again]
)
def test_what_is_not_public_is_nowhere(client, make):
    hidden = make()
    hidden_slug = PracticePage.objects.get(pk=hidden.pk).slug
    for address in (
        "/",
        "/bibliothek/",
        f"/bibliothek/?q={SECRET}",
        f"/suche/?q={SECRET}",
        f"/suche/vorschlaege/?q={SECRET[:6]}",
        f"/bibliothek/vorschlaege/?q={SECRET[:6]}",
        "/bibliothek/feed/",
        "/bibliothek/karte/",
        "/bibliothek/themen/",
        f"/bibliothek/vergleich/?praxis={hidden.pk}",
        "/api/v1/practices",
        f"/api/v1/practices?q={SECRET}",
        f"/api/v1/practices/{hidden_slug}",
        "/api/v1/practices.csv",
        "/api/v1/katalog.jsonld",
        "/sitemap.xml",
        f"/bibliothek/{hidden_slug}/einseiter.pdf",
        f"/bibliothek/{hidden_slug}/frage/",
        f"/bibliothek/{hidden_slug}/",
    ):
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = content.decode(errors="ignore").replace(f"„{SECRET}“", "").replace(f'value="{SECRET}"', "")
        assert f"{SECRET}e" not in text, address
        assert hidden_slug not in text or address.startswith(f"/bibliothek/{hidden_slug}"), address
    assert client.get(f"/bibliothek/{hidden_slug}/einseiter.pdf").status_code == 404
    counted = search.find("", kinds=["praxis"])
    assert (counted.total, counted.facets) == (0, {})


def test_an_adoption_of_a_hidden_practice_is_hidden_with_it(client):
    page = library.published(title=f"{SECRET}e Praxis")
    other = members.organisation(name="Stadt Nachbar")
    by = members.coordinator(other)
    adoption.declare(page, adopter=other, by=by, stage=Adoption.Stage.OPERATION)
    PracticePage.objects.get(pk=page.pk).unpublish()
    assert "Stadt Nachbar" not in client.get(page.url).content.decode()
    assert search.find("", kinds=["praxis"]).facets == {}


def test_times_carry_their_zone():
    page = library.published()
    told = open_data.record(open_data.practices().get(pk=page.pk))
    assert told["confirmed_at"].endswith("+00:00")
    assert told["confirmed_at"] <= timezone.now().isoformat()
