"""Ways to a practice beside the list: suggestions, map, themes, saved searches with mail."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.demo import many_practices
from forum.models import OutgoingMail, SearchDocument, Tag
from library import adoption, indexing, saved_searches
from library.models import BuildingBlockUse, PracticePage, PracticeTag, SavedSearch
from members.models import BuildingBlock
from tests.factories import ground, library, members

pytestmark = pytest.mark.django_db


def alerts():
    return OutgoingMail.objects.filter(name="library/new_hits")


def test_suggestions_name_practices_and_count_hits(client):
    library.short_entry(title="Hochwasserpegel am Bach")
    page = client.get("/bibliothek/vorschlaege/?q=hochw").content.decode()
    assert "Hochwasserpegel am Bach" in page
    assert client.get("/bibliothek/vorschlaege/?q=h").status_code == 200


def test_map_has_every_place_as_list(client):
    place = members.municipality(name="Kartendorf")
    for _number in range(2):
        library.short_entry(origin=members.organisation(name="Ort ohne Register"))
    library.short_entry(origin=members.organisation(name="Kartendorf", municipality=place))
    page = client.get("/bibliothek/karte/").content.decode()
    assert page.count(">Ort ohne Register<") == 1
    assert "2 Praktiken" in page
    assert "Kartendorf" in page


def test_map_of_one_practice_names_who_re_uses_it_as_far_as_everybody_may_know(client):
    page = library.published()
    for name, stage, by in (("Sichtbar", "betrieb", None), ("Geplant", "geplant", None), ("Früh", "pruefung", None)):
        adopter = members.organisation(name=name)
        adoption.declare(page, adopter=adopter, by=by or members.coordinator(adopter), stage=stage)
    told_by_origin = members.organisation(name="Unbestätigt")
    adoption.declare(page, adopter=told_by_origin, by=members.coordinator(page.origin), stage="betrieb")

    listed = client.get("/bibliothek/karte/", {"praxis": page.slug})
    text = listed.content.decode().partition("<main")[2]

    assert [name for name in ("Sichtbar", "Geplant", "Früh", "Unbestätigt") if name in text] == ["Sichtbar", "Geplant"]
    assert page.place in text
    assert client.get("/bibliothek/karte/", {"praxis": "gibtesnicht"}).status_code == 404


def test_map_of_one_practice_costs_the_same_for_many(client):
    counts = []
    for number in (1, 4):
        page = library.published()
        for _each in range(number):
            adopter = members.organisation()
            adoption.declare(page, adopter=adopter, by=members.coordinator(adopter), stage="betrieb")
        client.get("/bibliothek/karte/", {"praxis": page.slug})
        with CaptureQueriesContext(connection) as queries:
            client.get("/bibliothek/karte/", {"praxis": page.slug})
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_typing_error_is_asked_about_and_its_hits_are_shown(client):
    library.short_entry(title="Parken mit Sensoren", lead="Parken ohne Suche.")

    text = client.get("/bibliothek/", {"q": "Parkn"}).content.decode()

    assert "Meinten Sie „Parken“?" in text
    assert "mit Sensoren" in text


def test_a_theme_page_bundles_and_an_empty_one_leads_on(client):
    library.short_entry(title="Zur Mobilität")
    assert "Zur Mobilität" in client.get("/bibliothek/themen/mobilitaet/").content.decode()
    assert "Dazu gibt es noch keine Praxis" in client.get("/bibliothek/themen/umwelt/").content.decode()
    assert client.get("/bibliothek/themen/gibtesnicht/").status_code == 404
    assert "1 Praxis" in client.get("/bibliothek/themen/").content.decode()


# --- Saved searches --------------------------------------------------------------------------------------------------


def saved(user, text, *, ago=timedelta(days=2)):
    made = saved_searches.save(QueryDict(text), by=user)
    SavedSearch.objects.filter(pk=made.pk).update(told_until=timezone.now() - ago)
    return made


def test_one_mail_a_day_with_everything_new_and_nothing_twice():
    user = ground.user()
    saved(user, "q=pegel")
    saved(user, "handlungsfeld=mobilitaet")
    library.short_entry(title="Pegel am Bach")
    library.short_entry(title="Pegel im Moor", fields_of_action=["umwelt"])
    now = timezone.now()
    assert saved_searches.tell(now) == 1
    assert saved_searches.tell(now) == 0
    mail = alerts().get()
    assert mail.recipient == user.email
    titles = [practice["title"] for group in mail.facts["searches"] for practice in group["practices"]]
    assert sorted(titles) == ["Pegel am Bach", "Pegel im Moor"]
    assert saved_searches.tell(now + timedelta(days=1)) == 0  # nothing new, no mail


def test_what_was_there_before_is_no_news():
    library.short_entry(title="Pegel am Bach")
    user = ground.user()
    saved_searches.save(QueryDict("q=pegel"), by=user)
    assert saved_searches.tell(timezone.now() + timedelta(days=1)) == 0


def test_what_is_hidden_again_is_not_told():
    user = ground.user()
    saved(user, "q=pegel")
    library.short_entry(title="Pegel am Bach").unpublish()
    assert saved_searches.tell(timezone.now()) == 0


def test_the_same_search_is_kept_once_however_typed():
    user = ground.user()
    one = saved_searches.save(QueryDict("q=+parken &handlungsfeld=mobilitaet&seite=3&unsinn=1"), by=user)
    two = saved_searches.save(QueryDict("handlungsfeld=mobilitaet&q=parken"), by=user)
    assert one == two
    with pytest.raises(saved_searches.SavedSearchRefused):
        saved_searches.save(QueryDict("seite=2"), by=user)


def test_the_link_in_the_mail_shows_a_button_and_only_the_button_stops(client):
    user = ground.user()
    saved(user, "q=pegel")
    library.short_entry(title="Pegel am Bach")
    saved_searches.tell(timezone.now())
    link = alerts().get().facts["stop_link"].partition("/bibliothek/")[2]
    assert client.get(f"/bibliothek/{link}").status_code == 200
    assert SavedSearch.objects.get().is_mailed
    assert client.post(f"/bibliothek/{link}").status_code == 200
    assert not SavedSearch.objects.get().is_mailed
    assert client.get("/bibliothek/suchauftraege/abbestellen/falsch/").status_code == 410


def test_saving_and_deleting_in_the_browser(client):
    assert "/konto/" in client.post("/bibliothek/suchauftraege/merken/", {"query": "q=pegel"}).url
    user = ground.user()
    client.force_login(user)
    client.post("/bibliothek/suchauftraege/merken/", {"query": "q=pegel&reifegrad=pilot"})
    made = SavedSearch.objects.get()
    page = client.get("/bibliothek/suchauftraege/").content.decode()
    assert "pegel · Reallabor/Pilot" in page
    client.force_login(ground.user())
    assert client.post(f"/bibliothek/suchauftraege/{made.pk}/loeschen/").status_code == 404
    client.force_login(user)
    client.post(f"/bibliothek/suchauftraege/{made.pk}/loeschen/")
    assert not SavedSearch.objects.exists()


# --- Thousands for measuring -----------------------------------------------------------------------------------------


def test_multiplied_practices_are_like_those_people_write(client, monkeypatch):
    """Same columns, same parts, same search rows, an intact tree; and the list costs the same queries."""
    pattern = library.published(title="Muster für viele")
    BuildingBlockUse.objects.create(practice=pattern, block=BuildingBlock.objects.first(), sort_order=0)
    PracticeTag.objects.create(content_object=pattern, tag=Tag.objects.first())
    monkeypatch.setattr(many_practices, "steckbriefe", type("Sheets", (), {"PARKING": {"title": pattern.title}}))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/bibliothek/").status_code == 200
        return len(queries)

    many_practices.multiply(3)
    cost()
    before = cost()
    many_practices.multiply(40)
    many_practices.multiply(40)
    made = PracticePage.objects.filter(slug__startswith=many_practices.SLUG)
    assert made.count() == 40
    assert PracticePage.find_problems() == ([], [], [], [], [])
    page = made.order_by("-pk").first()
    assert client.get(page.get_url()).status_code == 200
    assert client.get(f"{page.get_url()}einseiter.pdf").status_code == 200
    for practice in indexing.for_index().filter(pk__in=made.values("pk")[:5]):
        document = SearchDocument.objects.get(kind="praxis", object_id=str(practice.pk))
        told = indexing.document(practice)
        assert {name: getattr(document, name) for name in ("url", "title", "intro", "body", "place")} == {
            name: told[name] for name in ("url", "title", "intro", "body", "place")
        }
        assert sorted(document.facets) == sorted(told["facets"])
        indexing.index(practice)
        again = SearchDocument.objects.get(pk=document.pk)
        assert again.vector == document.vector
    assert not SearchDocument.objects.filter(vector=None).exists()
    page.save_revision().publish()  # the editors' room can go on with it
    assert cost() == before


@pytest.mark.parametrize(("slug", "status"), [("%00", 200), ("gibt-es-nicht%00", 404)])
def test_map_of_a_practice_that_cannot_be_is_no_error(client, slug, status):
    assert client.get(f"/bibliothek/karte/?praxis={slug}").status_code == status
