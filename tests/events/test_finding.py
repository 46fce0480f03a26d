"""The calendar's filters: by address, without JavaScript, with counts, each removable alone."""

import pytest

from forum.models import FieldOfAction
from tests.factories import events as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def dates():
    """One date for each audience; the public one about mobility."""
    found = {audience: make.event(audience=audience) for audience in ("public", "municipal", "members")}
    found["public"].fields_of_action.add(FieldOfAction.objects.get(slug="mobilitaet"))
    return found


def titles(client, query: str) -> set[str]:
    return {row.title for row in client.get(f"/veranstaltungen/{query}").context["rows"]}


@pytest.mark.parametrize(
    ("who", "audiences"),
    [
        ("mitglieder", ["public", "municipal", "members"]),
        ("kommunen", ["public", "municipal"]),
        ("unternehmen", ["public"]),
        ("quatsch", ["public", "municipal", "members"]),
    ],
)
def test_everybody_finds_the_dates_open_to_them(client, dates, who, audiences):
    assert titles(client, f"?fuer={who}") == {dates[each].title for each in audiences}


def test_options_count_what_the_other_filters_leave(client, dates):
    page = client.get("/veranstaltungen/?handlungsfeld=mobilitaet")

    kinds, fields, audiences = [facet.options for facet in page.context["facets"]]
    assert kinds == [("exchange", "Interkommunaler Austausch", 1)]
    assert fields == [("mobilitaet", "Mobilität und Logistik", 1)]
    assert [count for _value, _label, count in audiences] == [1, 1, 1]
    assert [count for *_words, count in client.get("/veranstaltungen/").context["facets"][2].options] == [3, 2, 1]


def test_chosen_filters_are_removed_one_by_one(client, dates):
    text = client.get("/veranstaltungen/?fuer=unternehmen&handlungsfeld=mobilitaet").content.decode()

    assert 'class="chip" href="?fuer=unternehmen"' in text
    assert 'class="chip" href="?handlungsfeld=mobilitaet"' in text
    assert '<option value="unternehmen" selected>' in text


def test_a_row_says_for_whom_a_closed_date_is(client, dates):
    lines = {row.title: row.line for row in client.get("/veranstaltungen/").context["rows"]}

    assert "für Mitglieder" in lines[dates["members"].title]
    assert "für " not in lines[dates["public"].title]
