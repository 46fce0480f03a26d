"""List and page: what is found, shown and counted, and in how many queries."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from forum.models import SearchDocument
from library import bookmarks, key_facts
from library.models import PracticePage, Result
from library.models.vocabulary import CostClass
from library.templatetags.library_tags import newest_practices, practice_count, practice_teaser
from tests.factories import library, members

pytestmark = pytest.mark.django_db

LIST = "/bibliothek/"


def titles(response):
    return [strip_tags(row["hit"].title) for row in response.context["rows"]]


# --- List -----------------------------------------------------------------------------------------------------------


def test_list_finds_by_word_and_field(client):
    library.short_entry(title="Parken mit Sensoren")
    library.short_entry(title="Parken im Grünen", fields_of_action=["umwelt"])
    library.short_entry(title="Bücherei öffnet nachts", fields_of_action=["bildung"])

    response = client.get(LIST, {"q": "Parken", "handlungsfeld": "mobilitaet"})

    assert titles(response) == ["Parken mit Sensoren"]


def test_list_ignores_filters_that_do_not_exist(client):
    library.short_entry(title="Eins")

    response = client.get(LIST, {"handlungsfeld": "gibtsnicht", "seite": "x", "sortierung": "kaputt"})

    assert (response.status_code, titles(response)) == (200, ["Eins"])


def test_each_chosen_filter_is_a_link_that_takes_only_itself_away(client):
    library.short_entry()

    response = client.get(LIST, {"handlungsfeld": ["mobilitaet", "umwelt"], "q": "Praxis"})

    assert [chip["url"] for chip in response.context["chips"]] == [
        "?handlungsfeld=umwelt&q=Praxis",
        "?handlungsfeld=mobilitaet&q=Praxis",
    ]


def test_empty_result_leads_on(client):
    response = client.get(LIST, {"q": "Xylophonorchester"})

    assert "Dazu gibt es noch keine Praxis" in response.content.decode()
    assert reverse("library:submit") in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_whatever_its_length(client, django_assert_num_queries, number):
    for _each in range(number):
        library.short_entry(title="Parken am Rathaus")
    client.get(LIST, {"q": "Parken"})

    with django_assert_num_queries(5):
        client.get(LIST, {"q": "Parken"})


def test_list_shows_nothing_unpublished_or_private(client):
    shown, gone = library.short_entry(title="Offen"), library.short_entry(title="Zurückgezogen")
    private = library.short_entry(title="Intern")
    library.draft(title="Entwurf")
    gone.unpublish()
    private.view_restrictions.create(restriction_type="login")

    assert titles(client.get(LIST)) == ["Offen"]
    assert SearchDocument.objects.filter(kind="praxis").count() == 1
    assert practice_count() == 1
    assert [practice.pk for practice in newest_practices(5)["practices"]] == [shown.pk]
    assert practice_teaser(gone)["practice"] is None


# --- Page -----------------------------------------------------------------------------------------------------------


def test_short_entry_says_where_it_comes_from_and_shows_no_badge(client):
    page = library.short_entry(source_status="in Betrieb")

    text = client.get(f"/bibliothek/{page.slug}/").content.decode()

    assert "nicht von der Kommune bestätigt" in text
    assert 'href="https://quelle.example/artikel"' in text
    assert "laut Quelle: in Betrieb" in text


def test_page_shows_no_address(client):
    page = library.published(contact_mailbox="geheim@ort.example")

    assert "geheim@ort.example" not in client.get(f"/bibliothek/{page.slug}/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_whatever_its_length(client, django_assert_num_queries, number):
    rows = [Result(indicator=f"Zahl {n}", before=n, after=n + 1) for n in range(number)]
    page = library.published(results=rows)
    url = f"/bibliothek/{page.slug}/"
    client.get(url)

    with django_assert_num_queries(21):
        client.get(url)


@pytest.mark.parametrize("number", [1, 3])
def test_pictures_cost_two_queries_however_many(client, django_assert_num_queries, number):
    page = library.published(pictures=[library.picture(f"Bild {n}") for n in range(number)])
    url = f"/bibliothek/{page.slug}/"
    client.get(url)

    with django_assert_num_queries(23):
        text = client.get(url).content.decode()
    assert [f'alt="Bild {n}"' in text for n in range(number)] == [True] * number
    assert text.count("Bild: Stadt Musterstadt") == number


@pytest.mark.parametrize("where", ["the page", "the room", "the source of an alias"])
def test_a_restricted_page_asks_who_reads(client, where):
    page = library.published()
    restricted = page.get_parent() if where == "the room" else page
    shown = page.create_alias(update_slug="spiegel") if where == "the source of an alias" else page
    assert client.get(shown.url).status_code == 200

    restricted.view_restrictions.create(restriction_type="login")

    assert client.get(shown.url).url.startswith("/konto/")
    client.force_login(members.member())
    assert client.get(shown.url).status_code == 200


def test_what_is_not_published_is_not_there(client):
    page = library.published()
    page.unpublish()

    assert [client.get(url).status_code for url in (page.url, "/bibliothek/gibt-es-nicht/")] == [404, 404]


def test_unlisted_sections_are_not_in_the_contents(client):
    page = library.short_entry()

    response = client.get(f"/bibliothek/{page.slug}/")

    assert [anchor for anchor, _words in response.context["contents"]] == ["quelle", "nachnutzung"]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, None, ""),
        (0, 0, "keine"),
        (85_000, 85_000, "85.000 €"),
        (60_000, 90_000, "60.000–90.000 €"),
        (5, None, "5 €"),
    ],
)
def test_money_reads_as_people_write_it(low, high, words):
    assert key_facts.money(low, high) == words


@pytest.mark.parametrize(
    ("before", "after", "unit", "words"),
    [
        (9, 6, "Minuten", "−33 %"),
        (48, 69, "%", "+21 Punkte"),
        (30, 12, "", "−60 %"),
        (0, 6, "", ""),
        (None, 6, "", ""),
        (5, 5, "", "±0 %"),
    ],
)
def test_change_is_a_percentage_or_points(before, after, unit, words):
    row = Result(
        before=None if before is None else Decimal(before), after=None if after is None else Decimal(after), unit=unit
    )

    assert row.change == words


@pytest.mark.parametrize(
    ("euros", "expected"),
    [
        (0, "bis-10000"),
        (10_000, "bis-10000"),
        (10_001, "bis-50000"),
        (250_001, "bis-1-mio"),
        (1_000_001, "ueber-1-mio"),
    ],
)
def test_cost_class_by_the_upper_end(euros, expected):
    assert CostClass.of(euros) == expected


def test_costs_are_carried_over_to_the_readers_own_place(rf):
    origin = members.organisation(municipality=members.municipality(name="Da", population=20_000))
    home = members.organisation(municipality=members.municipality(name="Hier", population=50_000))
    practice = PracticePage(origin=origin, cost_once_to=40_000)

    assert key_facts.per_inhabitant(practice, home) == (
        f"Das sind höchstens 2,00 € je Einwohner*in in {origin.name}. Auf {home.name} übertragen wären das grob"
        " 100.000 € – eine erste Orientierung, keine Planung."
    )


# --- Comparison -----------------------------------------------------------------------------------------------------


def test_comparison_takes_four_in_the_order_of_the_address(client):
    pages = [library.short_entry(title=f"Nummer {n}") for n in range(5)]

    response = client.get("/bibliothek/vergleich/", {"praxis": [page.pk for page in reversed(pages)]})

    assert [practice.title for practice, _url in response.context["practices"]] == [
        "Nummer 4", "Nummer 3", "Nummer 2", "Nummer 1",
    ]  # fmt: skip
    assert response.context["too_many"]


def test_any_practice_can_join_the_comparison(client):
    one, kept, other = (library.short_entry(title=title) for title in ("Parken", "Lastenräder", "Starkregen"))
    person = members.member()
    bookmarks.keep(kept, by=person)

    def offered(**query) -> list[tuple[str, str]]:
        response = client.get("/bibliothek/vergleich/", {"praxis": one.pk, **query})
        return [(practice.title, url) for practice, url in response.context["more"]]

    assert offered(q="Starkregen") == [("Starkregen", f"?praxis={one.pk}&praxis={other.pk}")]
    assert offered(q="Parken") == []
    client.force_login(person)
    assert offered()[0] == ("Lastenräder", f"?praxis={one.pk}&praxis={kept.pk}")


def test_what_was_kept_for_oneself_and_together_can_be_compared(client):
    one, other = library.short_entry(title="Eins"), library.short_entry(title="Zwei")
    organisation = members.organisation()
    person = members.member(organisation)
    client.force_login(person)
    bookmarks.keep(one, by=person)

    assert "Angekreuzte vergleichen" not in client.get("/bibliothek/merkzettel/").content.decode()

    bookmarks.keep(other, by=person, shared_with=organisation)
    page = client.get("/bibliothek/merkzettel/").content.decode()

    assert page.count('name="praxis"') == page.count('form="vergleich"') - 1 == 2
    assert page.count("Angekreuzte vergleichen") == 1


def test_comparison_survives_nonsense(client):
    assert client.get("/bibliothek/vergleich/", {"praxis": ["x", "²", "99999999999"]}).status_code == 200


def test_what_an_editor_previews_is_kept_for_nobody(client):
    practice = library.published()
    draft = practice.get_latest_revision_as_object()
    draft.lead = "Noch geheim"
    draft.save_revision()

    draft = practice.get_latest_revision_as_object()
    preview = draft.make_preview_request(original_request=None, preview_mode="")

    assert "Noch geheim" in preview.render().content.decode()
    assert "Noch geheim" not in client.get(practice.url).content.decode()
