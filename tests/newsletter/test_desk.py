"""The editors' desk: who may enter, release, schedule, pause, stop; what is shown."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from forum.models import NewsIndexPage, NewsPage
from members.permissions import ADMINS, EDITORS, REVIEWERS
from newsletter import dispatch as acts
from newsletter import probe, sending, suggestions
from newsletter.models import Delivery, Dispatch, IssuePage, NewsletterSettings, Prompt
from tests.factories import events, ground
from tests.factories import members as people
from tests.factories import newsletter as make
from tests.factories.newsletter import Sent

pytestmark = pytest.mark.django_db

PAGES = [
    ("get", "/newsletter/versand/"),
    ("get", "/newsletter/versand/{pk}/"),
    ("get", "/newsletter/versand/{pk}/stand/"),
    ("get", "/newsletter/versand/{pk}/vorschau/"),
    ("get", "/newsletter/versand/{pk}/vorschau/mail/"),
    ("get", "/newsletter/versand/{pk}/antworten.csv"),
    ("post", "/newsletter/versand/{pk}/tun/"),
    ("post", "/newsletter/versand/{pk}/probe/"),
]


@pytest.fixture
def editor():
    return people.in_group(EDITORS)


@pytest.mark.parametrize(("method", "path"), PAGES)
@pytest.mark.parametrize("who", ["visitor", "member", "coordinator", "reviewer"])
def test_others_may_not_enter(client, method, path, who):
    make.subscriber()
    dispatch = make.sending()
    if who != "visitor":
        factory = {"member": people.member, "coordinator": people.coordinator}.get(
            who, lambda: people.in_group(REVIEWERS)
        )
        client.force_login(factory())
    before = Sent.snapshot()

    response = getattr(client, method)(path.format(pk=dispatch.issue_id), {"act": "stop"})

    assert response.status_code == (302 if who == "visitor" else 403)
    assert Sent.snapshot() == before


@pytest.mark.parametrize("group", [EDITORS, ADMINS])
def test_desk_shows_every_state(client, group):
    client.force_login(people.in_group(group))
    make.subscriber()
    draft = make.issue()
    done = make.sending(make.issue(make.poll()))

    for path in (
        "/newsletter/versand/",
        f"/newsletter/versand/{draft.pk}/",
        f"/newsletter/versand/{done.issue_id}/",
        f"/newsletter/versand/{done.issue_id}/stand/",
        f"/newsletter/versand/{done.issue_id}/vorschau/",
        f"/newsletter/versand/{done.issue_id}/vorschau/mail/?dunkel=1",
    ):
        assert client.get(path).status_code == 200, path


def test_approving_pins_the_text(editor):
    make.subscriber()
    page = make.issue(make.text("<p>Freigegeben</p>"))
    dispatch = acts.approve(page, by=editor)

    page.body = page.body.stream_block.to_python([make.text("<p>Später geändert</p>")])
    page.save_revision().publish()

    letter = sending.letters(Dispatch.objects.get(pk=dispatch.pk))[False]
    content = b"".join(letter._constants)
    assert b"Freigegeben" in content
    assert b"ndert" not in content


def test_second_person_releases_when_set():
    make.subscriber()
    row = NewsletterSettings.load()
    row.second_person = True
    row.save()
    author, other = people.in_group(EDITORS), people.in_group(EDITORS)
    page = make.issue(by=author)

    with pytest.raises(acts.NeedsSecondPerson):
        acts.approve(page, by=author)
    assert acts.approve(page, by=other).approved_by == other


def test_release_is_once_and_can_be_taken_back(editor):
    make.subscriber()
    page = make.issue(make.poll())
    dispatch = acts.approve(page, by=editor)
    with pytest.raises(acts.AlreadyApproved):
        acts.approve(page, by=editor)

    acts.withdraw(dispatch)

    assert Prompt.objects.count() == 0
    assert acts.approve(page, by=editor).pk


@pytest.mark.parametrize(
    ("blocks", "name"),
    [
        ([], "Kein Inhalt"),
        ([("poll", -1)], "Antworten schon geschlossen"),
        ([("link", "/gibt-es-nicht/")], "Toter Link"),
    ],
    ids=["empty", "closed", "dead-link"],
)
def test_preflight_stops_the_release(editor, blocks, name):
    make.subscriber()
    raw = [
        make.poll(closes_in=value) if kind == "poll" else make.text(f'<p><a href="{value}">hier</a></p>')
        for kind, value in blocks
    ]
    page = make.issue(*raw) if raw else make.issue(make.text())
    if not raw:
        page.body = page.body.stream_block.to_python([])
        page.save_revision()

    with pytest.raises(acts.NotReady, match=name):
        acts.approve(page, by=editor)


def test_starting_writes_one_row_and_takes_no_time(editor, django_assert_max_num_queries):
    make.subscribers(2000)
    dispatch = acts.approve(make.issue(), by=editor)

    with django_assert_max_num_queries(5):
        acts.dispatch(dispatch)

    assert Delivery.objects.count() == 0


def test_pause_resume_and_stop(sink, no_limits):
    make.subscribers(6)
    dispatch = make.sending()
    sending.fill(dispatch)

    acts.pause(dispatch)
    assert sending.send(dispatch, seconds=2) == 0
    acts.resume(dispatch)
    taken = sending.claim(dispatch, limit=2)
    assert len(taken.recipients) == 2
    acts.stop(dispatch)

    counts = dispatch.deliveries.counts()
    assert counts == {"queued": 0, "sending": 2, "sent": 0, "failed": 0, "skipped": 4}
    with pytest.raises(acts.WrongState):
        acts.resume(dispatch)

    # What a worker held when it was stopped, and hands back, waits for nothing.
    sending.release([recipient.delivery for recipient in taken.recipients])
    sending.sweep()
    assert dispatch.deliveries.counts()["skipped"] == 6


def test_schedule_starts_in_time_and_is_held_when_late():
    make.subscriber()
    on_time, late = make.approved(), make.approved()
    at = timezone.now() + timedelta(hours=1)
    acts.schedule(on_time, at=at)
    acts.schedule(late, at=at)

    sending.start_due(at - timedelta(seconds=1))
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"scheduled"}
    Dispatch.objects.filter(pk=late.pk).update(scheduled_at=at - timedelta(hours=7))
    sending.start_due(at)

    on_time.refresh_from_db()
    late.refresh_from_db()
    assert (on_time.state, late.state) == ("sending", "held")


def test_schedule_in_the_past_is_refused():
    make.subscriber()

    with pytest.raises(acts.DispatchRefused, match="Vergangenheit"):
        acts.schedule(make.approved(), at=timezone.now() - timedelta(minutes=1))


def test_buttons_of_the_desk(client, editor):
    client.force_login(editor)
    make.subscriber()
    page = make.issue()
    path = f"/newsletter/versand/{page.pk}/tun/"

    for act, state in (("approve", "approved"), ("dispatch", "sending"), ("pause", "paused"), ("resume", "sending")):
        response = client.post(path, {"act": act})
        assert response.status_code == 302
        assert Dispatch.objects.get().state == state
    assert client.post(path, {"act": "schedule", "at": "2099-13-45T99:99"}).status_code == 302
    assert client.post(path, {"act": "erfunden"}).status_code == 404


def test_suggestions_are_taken_over_once(editor):
    make.subscriber()
    page = make.issue(make.text())

    first = suggestions.take_over(page, by=editor)

    kinds = [block.block_type for block in IssuePage.objects.get(pk=page.pk).get_latest_revision_as_object().body]
    assert kinds[0] == "text"
    assert kinds[-1] == "rating"
    assert first == len(kinds) - 1
    assert suggestions.take_over(page, by=editor) == 0


def test_news_and_reports_are_suggested_as_texts(editor):
    make.subscriber()
    over = events.event(title="Kick-off in Rurtal")
    Event.objects.filter(pk=over.pk).update(
        starts_at=timezone.now() - timedelta(days=3), ends_at=timezone.now() - timedelta(days=2, hours=23)
    )
    over.page.report = "<p>Was herauskam.</p>"
    over.page.save_revision().publish()
    NewsIndexPage.objects.get().add_child(
        instance=NewsPage(title="Rurtal tritt bei", lead="Ein Kreis mehr.", first_published_at=timezone.now())
    )
    page = make.issue(make.text())

    suggestions.take_over(page, by=editor)

    draft = IssuePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    headings = [block.value["heading"] for block in draft.body if block.block_type == "text"]
    assert headings[1:] == ["Kick-off in Rurtal", "Rurtal tritt bei"]
    mail = probe.mail(draft)
    assert "http://testserver/aktuelles/rurtal-tritt-bei/" in mail.text
    assert f"http://testserver{over.page.url}" in mail.html
    assert suggestions.take_over(page, by=editor) == 0


def test_preview_as_a_reader_never_carries_the_address_in_its_own(client, editor):
    client.force_login(editor)
    reader, issue = make.subscriber(name="Demo-Leserin"), make.issue(make.text())
    preview = reverse("newsletter:desk_preview", args=[issue.pk])

    found = client.post(preview, {"email": f" {reader.email.upper()} "})
    unknown = client.post(preview, {"email": "niemand@ort.example"}).content.decode()
    shown = client.get(found.url).content.decode()

    assert found.url == f"{preview}?als={reader.pk}"
    frames = re.findall(r'<iframe[^>]+src="([^"]+)"', shown)
    assert [frame.rpartition("als=")[2] for frame in frames] == [str(reader.pk)] * 3
    assert "Demo-Leserin" in client.get(frames[0]).content.decode()
    assert "Diese Adresse ist nicht abonniert" in unknown
    assert 'value="niemand@ort.example"' in unknown
    assert "niemand%40" not in unknown
    assert client.get(preview, {"als": "x"}).status_code == 200


def test_index_needs_the_same_queries_for_one_and_for_many(client, editor, django_assert_num_queries):
    client.force_login(editor)
    client.get("/newsletter/versand/")

    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            client.get("/newsletter/versand/")
        return len(captured)

    make.issue()
    queries()  # what is read once and kept
    one = queries()
    make.issue()
    make.issue()
    assert queries() <= one  # fewer, when a neighbour has filled the cache


def test_archive_needs_the_same_queries_for_one_and_for_many(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        from django.core.cache import cache

        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/newsletter/").status_code == 200
        return len(captured)

    make.issue(publish=True)
    queries()
    one = queries()
    make.issue(publish=True)
    make.issue(publish=True)
    assert queries() <= one  # fewer, when a neighbour has filled the cache


def test_csv_has_no_names_and_no_formulas(client, editor):
    from newsletter import answers

    client.force_login(editor)
    closes = (timezone.now() + timedelta(days=3)).isoformat()
    page = make.issue(make.block("question", {"question": "Wie?", "closes_at": closes}))
    make.subscriber(email="maria@ort.example")
    acts.approve(page, by=ground.user())
    answers.answer(Prompt.objects.get(), email="maria@ort.example", choice=0, text="=SUM(A1)")

    content = client.get(f"/newsletter/versand/{page.pk}/antworten.csv").content.decode("utf-8-sig")

    assert "'=SUM(A1)" in content
    assert "maria" not in content


def test_sent_issue_is_not_deleted(client, admin_client):
    make.subscriber()
    dispatch = make.sending()

    admin_client.post(f"/redaktion/pages/{dispatch.issue_id}/delete/")

    assert IssuePage.objects.filter(pk=dispatch.issue_id).exists()


def test_issue_page_shows_results_without_personal_parts(client):
    page = make.issue(make.poll("Wo klemmt es?"), make.block("personal", None), publish=True)
    make.subscriber(email="maria@ort.example")
    make.approved(page)
    from newsletter import answers

    answers.answer(Prompt.objects.get(), email="maria@ort.example", choice=0)

    content = client.get(f"/newsletter/{page.slug}/").content.decode()

    assert "Wo klemmt es?" in content
    assert "100 %" in content
    assert "maria" not in content
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        assert client.get(f"/newsletter/{page.slug}/").status_code == 200
