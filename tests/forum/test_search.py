"""The search as a contract: what is found, by whom, counted how, marked where."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum import search
from forum.models import SearchDocument, SearchWord, SynonymGroup
from forum.search import words
from tests.factories import ground

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_indexed_yet(db):
    SearchDocument.objects.all().delete()
    SearchWord.objects.all().delete()


def put(number: int, title: str, **fields):
    search.put(
        fields.pop("kind", "praxis"),
        number,
        url=fields.pop("url", f"/bibliothek/{number}/"),
        title=title,
        changed_at=fields.pop("changed_at", LONG_AGO),
        **fields,
    )


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Städte", "stadte"),
        ("Staedte", "stadte"),
        ("Straße", "strasse"),
        ("Steuer", "steuer"),
        ("Quelle", "quelle"),
        ("Bürgerinnen", "burger"),
        ("Bürger:innen", "burger"),
        ("Bürger*innen", "burger"),
        ("beginnen", "beginnen"),
        ("Café", "cafe"),
        ("CO₂", "co2"),
        ("Ver\u00adwal\u00adtung", "verwaltung"),
    ],
)
def test_fold_gives_one_spelling(written, folded):
    assert words.fold(written) == folded


def test_fold_twice_changes_nothing():
    text = "Bürgerinnen über Maße in Köln, Soest und Poesie: neue Aale, Säue, Treue, Israel, aktuell"

    assert words.fold(words.fold(text)) == words.fold(text)


@pytest.mark.parametrize(
    ("folded", "stem"),
    # As PostgreSQL 15 stems them; 18 must agree, because text and query meet on both.
    [("stadte", "stadt"), ("hauser", "haus"), ("burger", "burg"), ("beleuchtungen", "beleucht"), ("neue", "neu")],
)
def test_stems_are_those_of_every_supported_postgresql(folded, stem):
    assert words.stems([folded]) == {folded: stem}


def test_title_outweighs_intro_outweighs_body():
    put(1, "Anderes", body="Hier geht es um Drohnen.")
    put(2, "Anderes", intro="Hier geht es um Drohnen.")
    put(3, "Drohnen")

    assert search.find("Drohne").ids == ["3", "2", "1"]


def test_weight_pushes_outdated_entries_down():
    put(1, "Drohnen im Einsatz", weight=0.5)
    put(2, "Drohnen im Einsatz")

    assert search.find("drohnen").ids == ["2", "1"]


def test_compound_is_found_by_its_part_and_the_parts_by_the_compound():
    put(1, "Funkvernetzte Straßenbeleuchtung")
    put(2, "Beleuchtung der Straße am See")
    search.rebuild()

    assert set(search.find("Beleuchtung").ids) == {"1", "2"}
    assert set(search.find("Straßenbeleuchtung").ids) == {"1", "2"}


def test_hits_are_marked_and_everything_else_is_escaped():
    put(1, "Licht & <b>Straßenbeleuchtung</b>", intro="Beleuchtung <script>alert(1)</script>")
    search.rebuild()

    hit = search.find("beleuchtung").hits[0]

    assert hit.title == "Licht &amp; &lt;b&gt;<mark>Straßenbeleuchtung</mark>&lt;/b&gt;"
    assert hit.excerpt == "<mark>Beleuchtung</mark> &lt;script&gt;alert(1)&lt;/script&gt;"


def test_excerpt_shows_the_place_of_the_hit():
    put(
        1,
        "Bericht",
        intro="Worum es geht.",
        body="Vorrede " * 80 + "und dann die Drohne im Einsatz. " + "Nachrede " * 80,
    )

    assert "<mark>Drohne</mark>" in search.find("drohnen").hits[0].excerpt


def test_without_words_only_the_introduction_is_told():
    put(1, "Bericht", intro="Worum es geht.", body="Technik: LoRaWAN. Schlagworte: Wasser.")

    assert search.find("").hits[0].excerpt == "Worum es geht."


def test_synonyms_work_at_once_and_both_ways():
    SynonymGroup.objects.create(words="Wippe, Schaukel")
    put(1, "Eine Schaukel am Platz")

    assert search.find("Wippen").ids == ["1"]


def test_misspelt_word_is_corrected_and_said_so():
    put(1, "Digitaler Zwilling")

    results = search.find("Zwiling")

    assert (results.ids, results.did_you_mean) == (["1"], "Zwilling")


def test_words_that_never_meet_are_searched_one_by_one():
    put(1, "Drohnen")
    put(2, "Ampeln")

    results = search.find("Drohnen Ampeln")

    assert (set(results.ids), results.loosened) == ({"1", "2"}, True)


def test_quotes_and_minus():
    put(1, "Offene Daten für Radwege")
    put(2, "Daten, die offene Fragen klären")

    assert search.find('"offene Daten"').ids == ["1"]
    assert search.find("Daten -Radwege").ids == ["2"]


@pytest.mark.parametrize("q", ["'", '"', "&|!()", ":*", "\\", "-", "--", "%_", "a" * 5000, "<->", "der die das", "🚲"])
def test_odd_queries_find_nothing_and_break_nothing(q):
    put(1, "Drohnen")

    assert search.find(q).total in (0, 1)
    assert search.suggest(q).titles == []


def test_facets_count_what_choosing_them_would_give():
    put(1, "Parken A", facets=["handlungsfeld:mobilitaet", "groesse:mittelstadt"])
    put(2, "Parken B", facets=["handlungsfeld:mobilitaet", "groesse:grossstadt"])
    put(3, "Parken C", facets=["handlungsfeld:daten", "groesse:grossstadt"])
    put(4, "Parken D", kind="termin")

    results = search.find("parken", kinds=["praxis"], facets=["handlungsfeld:mobilitaet"])

    assert results.total == 2
    assert results.facets == {
        "handlungsfeld": {"mobilitaet": 2, "daten": 1},
        "groesse": {"mittelstadt": 1, "grossstadt": 1},
    }
    assert search.find("parken").kinds == {"praxis": 3, "termin": 1}


def test_values_of_one_group_add_up_and_groups_narrow():
    put(1, "Parken A", facets=["feld:a", "land:nw"])
    put(2, "Parken B", facets=["feld:b", "land:nw"])
    put(3, "Parken C", facets=["feld:a", "land:he"])

    assert set(search.find("parken", facets=["feld:a", "feld:b", "land:nw"]).ids) == {"1", "2"}


def test_sorting_and_the_callers_own_order():
    put(1, "Öl sparen", changed_at=datetime(2025, 1, 1, tzinfo=UTC))
    put(2, "Wärme sparen", changed_at=datetime(2026, 1, 1, tzinfo=UTC))
    put(3, "Ampeln sparen", changed_at=LONG_AGO)

    assert search.find("sparen", sort="neu").ids == ["2", "1", "3"]
    assert search.find("sparen", sort="titel").ids == ["3", "1", "2"]
    assert search.find("sparen", rerank=lambda ids: ["3", "1", "2"]).ids == ["3", "1", "2"]
    assert search.find("sparen", rerank=lambda ids: ["2", "3"]).ids == ["2", "3", "1"]
    for page, expected in ((1, "3"), (2, "1"), (3, "2")):
        assert search.find("sparen", rerank=lambda ids: ["3", "1", "2"], page=page, per_page=1).ids == [expected]


def test_pages_cut_the_list_and_the_last_one_is_the_end():
    for number in range(5):
        put(number, f"Drohne {number}")

    assert len(search.find("drohne", per_page=2, page=3).ids) == 1
    assert search.find("drohne", per_page=2, page=99).page == 3


def test_restricted_entries_leave_no_trace_for_others():
    put(1, "Geheimprojekt Drohnenflotte", audience=["organisation:7"], facets=["feld:geheim"])
    put(2, "Offenes Projekt", facets=["feld:offen"])

    outside = search.find("Drohnenflotte")
    assert (outside.total, outside.facets, outside.kinds, outside.did_you_mean) == (0, {}, {}, "")
    assert search.find("").facets == {"feld": {"offen": 1}}
    assert search.find("Drohnenflote").did_you_mean == ""
    assert search.suggest("Drohnenf") == search.Suggestions([], [])
    assert search.nearest("Drohnenflotten") == []

    inside = search.find("Drohnenflotte", audience={"public", "organisation:7"})
    assert inside.ids == ["1"]
    assert [term.text for term in search.suggest("Drohnenf", audience={"organisation:7"}).terms] == ["Drohnenflotte"]


def test_dropped_and_changed_entries():
    put(1, "Drohnen")
    put(1, "Ampeln")
    assert (search.find("drohnen").total, search.find("ampeln").total) == (0, 1)

    search.drop("praxis", 1)
    search.drop("praxis", 1)
    assert SearchDocument.objects.count() == 0 or search.find("ampeln").total == 0


def test_suggestions_complete_the_last_word_with_hits_and_name_titles():
    put(1, "Parken in der Innenstadt", place="Neuhafen")
    put(2, "Parkleitsystem")

    found = search.suggest("par")

    assert [(term.text, term.hits) for term in found.terms] == [("Parken", 1), ("Parkleitsystem", 1)]
    assert {title.title for title in found.titles} == {"Parken in der Innenstadt", "Parkleitsystem"}
    assert [title.title for title in search.suggest("innenstadt par").titles] == ["Parken in der Innenstadt"]


def test_rebuild_learns_words_anew_and_keeps_all_entries():
    put(1, "Drohnen und Ampeln")
    before = SearchDocument.objects.count()
    search.drop("praxis", 1)
    put(2, "Ampeln")

    assert search.rebuild() == before
    assert not SearchWord.objects.filter(word="drohnen").exists()
    assert search.find("ampeln").ids == ["2"]


def test_broad_words_are_ranked_roughly_first_and_no_page_repeats(monkeypatch):
    monkeypatch.setattr(import_module("forum.search.find"), "RANKED", 4)
    for number in range(6):
        put(number, "Anderes", body="Drohne")
    put(6, "Drohne")
    put(7, "Drohnen und mehr zu anderem", weight=0.5)

    pages = [search.find("drohne", per_page=2, page=page).ids for page in (1, 2, 3, 4)]

    assert pages[0] == ["6", "7"]
    assert sorted(each for page in pages for each in page) == [str(number) for number in range(8)]


def queries(run) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        run()
    return len(captured)


def test_search_asks_the_same_number_of_questions_for_one_hit_and_for_many():
    put(1, "Drohne 1", intro="Text")
    one = queries(lambda: search.find("drohne"))
    for number in range(2, 20):
        put(number, f"Drohne {number}", intro="Text", facets=[f"feld:{number}"])

    assert queries(lambda: search.find("drohne")) == one
    assert one <= 11


def test_page_shows_hits_by_kind(client):
    put(1, "Parken im Zentrum")
    put(2, "Treffen zum Parken", kind="termin", url="/veranstaltungen/treffen/")

    everything = client.get(reverse("search"), {"q": "parken"}).content.decode()
    dates = client.get(reverse("search"), {"q": "parken", "art": "termin"}).content.decode()

    assert "Alles (2)" in everything
    assert 'href="/bibliothek/1/"' in everything
    assert 'href="/bibliothek/1/"' not in dates
    assert 'href="/veranstaltungen/treffen/"' in dates


@pytest.mark.parametrize(
    "query", ["?seite=abc&q=parken", "?q=parken&art=x&sortierung=y", "?seite=-1&q=parken", "?seite=999999&q=parken"]
)
def test_page_ignores_nonsense_in_the_address(client, query):
    put(1, "Parken")

    assert client.get(reverse("search") + query).status_code == 200


def test_empty_result_leads_on(client):
    put(1, "Parken")
    search.rebuild()

    page = client.get(reverse("search"), {"q": "Parkdrachenflieger"}).content.decode()

    assert "Dazu gibt es noch nichts" in page
    assert "?q=Parken" in page


def test_nothing_typed_says_what_one_could(client):
    assert "Wonach suchen Sie?" in client.get(reverse("search")).content.decode()


def test_suggestions_come_as_rows(client):
    put(1, "Parken", url="/bibliothek/parken/")

    answer = client.get(reverse("search_suggestions"), {"q": "par"}).content.decode()

    assert 'data-value="Parken"' in answer
    assert 'data-href="/bibliothek/parken/"' in answer
    assert client.get(reverse("search_suggestions")).content.decode().strip() == ""


def test_members_find_what_only_members_may_read(client, django_user_model):
    put(1, "Internes Protokoll", audience=["members"])

    assert "Internes <mark>Protokoll" not in client.get(reverse("search"), {"q": "Protokoll"}).content.decode()
    client.force_login(ground.user())
    assert "<mark>Protokoll" not in client.get(reverse("search"), {"q": "Protokoll"}).content.decode()
