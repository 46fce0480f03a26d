"""Text pages and news: legal pages from the settings, blocks, feed, and what the search learns of them."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import PageViewRestriction

from events.seen import show
from forum import search
from forum.models import HomePage, NewsIndexPage, NewsPage, PortalSettings, StandardPage
from members import directory
from tests.factories import events, members, newsletter

pytestmark = pytest.mark.django_db
LEGAL = ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "hausregeln")


def publish(page, parent=None):
    (parent or HomePage.objects.get()).add_child(instance=page)
    page.save_revision().publish()
    return page


def test_every_legal_page_is_there_from_the_start(client):
    for slug in LEGAL:
        page = client.get(f"/{slug}/")

        assert page.status_code == 200, slug
        assert page.content.decode().count("<h1") == 1, slug


def test_imprint_follows_the_settings(client):
    portal = PortalSettings.load()
    portal.operator, portal.representative, portal.vat_id = "Stadt Neuhafen", "Demo-Amtsleitung", "DE000000000"
    portal.editorial_responsible = "Demo-Redaktion <Leitung>"
    portal.save()

    page = client.get("/impressum/").content.decode()

    for words in ("Stadt Neuhafen", "Vertreten durch: Demo-Amtsleitung", "DE000000000", "§ 18 Abs. 2 MStV"):
        assert words in page
    assert "Demo-Redaktion &lt;Leitung&gt;" in page


def test_privacy_names_periods_rights_and_controller(client):
    page = client.get("/datenschutz/").content.decode()

    for words in ("6 Monate nach der Veranstaltung", "3 Jahre nach der Abbestellung", "Art. 7, 15 bis 21 DSGVO"):
        assert words in page
    assert PortalSettings.current().operator in page


def test_accessibility_statement_leads_to_the_form(client):
    page = client.get("/barrierefreiheit/").content.decode()

    assert "/meldung/?anliegen=barriere" in page
    assert "teilweise vereinbar" in page


BLOCKS = [
    ("heading", {"text": "Ein Abschnitt", "level": "2"}, '<h2 id="ein-abschnitt">Ein Abschnitt</h2>'),
    ("heading", {"text": "Klein", "level": "3"}, '<h3 id="klein">Klein</h3>'),
    ("paragraph", "<p>Ein <b>Satz</b>.</p>", "Ein <b>Satz</b>."),
    (
        "quote",
        {"text": "Gut <so>", "person": "Demo-Person", "function": "Amt", "source": ""},
        "<p>Gut &lt;so&gt;</p>",
    ),
    (
        "call_to_action",
        {"text": "Machen Sie mit.", "label": "Praxis einreichen", "page": None, "url": "/bibliothek/einreichen/"},
        'href="/bibliothek/einreichen/"',
    ),
    ("accordion", {"items": [{"title": "Warum?", "text": "<p>Darum.</p>"}]}, "<summary>Warum?"),
    (
        "table",
        {"data": [["Ort", "Zahl"], ["Rurtal", "3"]], "first_row_is_table_header": True, "first_col_is_header": True},
        '<th scope="row">Rurtal</th>',
    ),
    (
        "contact",
        {"name": "Geschäftsstelle", "function": "", "email": "post@forum.example", "phone": ""},
        'href="mailto:post@forum.example"',
    ),
    (
        "people",
        {
            "title": "Vorstand",
            "people": [
                {
                    "name": "Demo-Vorsitz",
                    "function": "Vorsitz",
                    "picture": None,
                    "email": "vorsitz@forum.example",
                    "phone": "",
                    "agrees": True,
                }
            ],
        },
        "<strong>Demo-Vorsitz</strong><br>Vorsitz",
    ),
    (
        "video",
        {"title": "Film", "url": "https://film.example/1", "provider": "Filmhaus", "transcript": ""},
        "Erst wenn Sie ihn dort öffnen, erhält Filmhaus Daten von Ihnen.",
    ),
]


@pytest.mark.parametrize(
    ("kind", "value", "shown"), BLOCKS, ids=[f"{kind}{n}" for n, (kind, *_rest) in enumerate(BLOCKS)]
)
def test_blocks_show_what_editors_wrote(client, kind, value, shown):
    body = StandardPage.body.field.stream_block.to_python([{"type": kind, "value": value}])
    publish(StandardPage(title="Probe", slug="probe", body=body))

    page = client.get("/probe/").content.decode()

    assert shown in page
    assert "<iframe" not in page


def test_person_without_consent_is_not_taken():
    block = StandardPage.body.field.stream_block.child_blocks["people"]
    value = block.to_python({"title": "Vorstand", "people": [{"name": "Demo-Vorsitz", "function": "Vorsitz"}]})

    with pytest.raises(ValidationError):
        block.clean(value)


def test_news_show_date_byline_and_source(client):
    page = NewsPage(
        title="Nachricht", slug="nachricht", byline="Demo-Redaktion", source="https://quelle.example/a", lead="Kurz."
    )
    publish(page, NewsIndexPage.objects.get())

    shown = client.get("/aktuelles/nachricht/").content.decode()

    assert "Demo-Redaktion" in shown
    assert 'href="https://quelle.example/a"' in shown
    assert f'datetime="{page.published_on:%Y-%m-%d}"' in shown
    assert "Nachricht" in client.get("/aktuelles/").content.decode()
    assert "/aktuelles/nachricht/" in client.get(reverse("feed")).content.decode()


def test_news_list_pages_and_bears_nonsense(client):
    index = NewsIndexPage.objects.get()
    for number in range(22):
        index.add_child(instance=NewsPage(title=f"N{number}", slug=f"n{number}"))

    assert client.get("/aktuelles/", {"seite": "2"}).content.decode().count('class="result__title"') == 2
    assert client.get("/aktuelles/", {"seite": "quatsch"}).status_code == 200


def test_empty_news_lead_on(client):
    assert "Noch keine Nachrichten" in client.get("/aktuelles/").content.decode()


def test_published_page_is_found_and_unpublished_one_is_not():
    page = publish(StandardPage(title="Kompostiertipps", slug="kompost", lead="Zum Garten."))
    assert search.find("Kompostiertipp").ids == [str(page.pk)]

    page.title = "Zaubertrick"
    page.save_revision()
    assert search.find("Zaubertrick").total == 0  # a draft

    page.unpublish()
    assert search.find("Kompostiertipp").total == 0


def test_deleted_and_restricted_pages_leave_the_search():
    page = publish(StandardPage(title="Kompostiertipps", slug="kompost"))
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert search.find("Kompostiertipps").total == 0

    restriction.delete()
    assert search.find("Kompostiertipps").total == 1

    page.delete()
    assert search.find("Kompostiertipps").total == 0


def test_closing_the_front_page_hides_pages_only_and_opening_it_brings_each_back():
    page = publish(StandardPage(title="Kompostiertipps", slug="kompost"))
    issue = newsletter.issue(publish=True, title="Zaubertrick")
    town = members.organisation(name="Musterhausen")
    directory.enter_into_search(town)
    date = events.event(title="Fahrradkongress")
    show(date)
    found = {
        "Kompostiertipps": str(page.pk),
        "Zaubertrick": str(issue.pk),
        "Musterhausen": str(town.pk),
        "Fahrradkongress": str(date.pk),
    }
    closed = PageViewRestriction.objects.create(page=HomePage.objects.get(), restriction_type="login")

    assert {words: search.find(words).total for words in found} == {
        "Kompostiertipps": 0, "Zaubertrick": 0, "Fahrradkongress": 0, "Musterhausen": 1,
    }  # fmt: skip

    closed.delete()

    assert {words: search.find(words).ids[0] for words in found} == found


def test_moved_page_is_found_at_its_new_address():
    page = publish(StandardPage(title="Kompostiertipps", slug="kompost"))
    target = publish(StandardPage(title="Garten", slug="garten"))

    page.refresh_from_db()
    page.move(target, pos="last-child")

    assert [hit.url for hit in search.find("Kompostiertipps").hits] == ["/garten/kompost/"]
