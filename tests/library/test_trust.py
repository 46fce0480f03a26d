"""Freshness, links, questions, Merkzettel and what happens to people's data."""

import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse
from django.utils import timezone

from forum import outbox, tokens
from forum.models import OutgoingMail, SearchDocument
from library import bookmarks, drafting, links, retention, submission
from library.models import Bookmark, Confirmation, Freshness, LinkCheck, PracticePage, Submission
from library.tasks import mark_stale
from library.waiting import for_person
from members.permissions import REVIEWERS
from tests.factories import ground, library, members

pytestmark = pytest.mark.django_db


def age(page, days):
    Freshness.objects.filter(practice=page).update(confirmed_at=timezone.now() - timedelta(days=days))


# --- Freshness ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "state"), [(364, "aktuell"), (366, "faellig"), (426, "unbestaetigt"), (791, "veraltet")]
)
def test_age_of_the_last_confirmation_decides(days, state):
    page = library.published()
    age(page, days)

    mark_stale()

    assert Freshness.objects.get().state == state


def test_contact_is_asked_once_and_outdated_ranks_lower():
    page = library.published()
    for days in (366, 370, 800):
        age(page, days)
        mark_stale()

    asked = OutgoingMail.objects.filter(name="library/freshness_asked")
    assert [mail.recipient for mail in asked] == [library.COMPLETE["contact_mailbox"]]
    assert SearchDocument.objects.get(kind="praxis").weight == 0.5


def test_coordinators_are_asked_when_nobody_answers():
    page = library.published()
    coordinator = members.coordinator(page.origin)
    for days in (366, 430, 431, 800):
        age(page, days)
        mark_stale()

    asked = [mail.recipient for mail in OutgoingMail.objects.filter(name="library/freshness_asked").order_by("pk")]
    assert asked == [library.COMPLETE["contact_mailbox"], coordinator.email, coordinator.email]


def test_coordinators_are_asked_at_once_when_the_contact_person_has_left():
    page = library.published()
    coordinator, person = members.coordinator(page.origin), members.member(page.origin)
    gone = person.memberships.get()
    PracticePage.objects.filter(pk=page.pk).update(contact_person=gone)
    type(gone).objects.filter(pk=gone.pk).update(state=gone.State.ENDED, ended_at=timezone.now())
    age(page, 366)

    mark_stale()

    asked = {mail.recipient for mail in OutgoingMail.objects.filter(name="library/freshness_asked")}
    assert asked == {library.COMPLETE["contact_mailbox"], coordinator.email}


def test_opening_the_link_changes_nothing_and_the_button_confirms(client):
    page = library.published()
    age(page, 400)
    mark_stale()
    url = (
        OutgoingMail.objects.get(name="library/freshness_asked").facts["confirm_link"].replace("http://testserver", "")
    )

    client.get(url)
    client.head(url)
    state_after_reading = Freshness.objects.get().state
    response = client.post(url)

    assert (state_after_reading, Freshness.objects.get().state) == ("faellig", "aktuell")
    assert response.status_code == 200
    assert Confirmation.objects.filter(by=None).count() == 1


def links_sent():
    """Of the mails that ask, in their order."""
    asked = OutgoingMail.objects.filter(name="library/freshness_asked").order_by("pk")
    return [mail.facts["confirm_link"].replace("http://testserver", "") for mail in asked]


def test_link_ends_when_the_practice_has_another_mailbox(client):
    page = library.published()
    age(page, 400)
    mark_stale()
    page.contact_mailbox = "neues-postfach@ort.example"
    page.save_revision().publish()

    assert [client.get(links_sent()[0]).status_code, client.post(links_sent()[0]).status_code] == [410, 410]
    assert Freshness.objects.get().state == "faellig"


def test_link_to_a_coordinator_ends_with_the_office(client):
    page = library.published()
    coordinator = members.coordinator(page.origin)
    for days in (366, 430):
        age(page, days)
        mark_stale()
    link = links_sent()[-1]
    assert client.get(link).status_code == 200

    coordinator.memberships.update(role="staff")

    assert client.post(link).status_code == 410


def test_link_confirms_on_one_day_only(client):
    page = library.published()
    age(page, 400)
    mark_stale()
    assert [client.post(links_sent()[0]).status_code for _click in (1, 2)] == [200, 200]

    age(page, 3)

    assert client.post(links_sent()[0]).status_code == 410
    assert page.confirmations.filter(by=None).count() == 1


@pytest.mark.parametrize(
    "token",
    ["abc", tokens.sign("andere.sache", 1), tokens.sign("library.confirm", [1])],
    ids=["forged", "other purpose", "other content"],
)
def test_wrong_link_gets_one_answer(client, token):
    assert client.post(f"/bibliothek/bestaetigen/{token}/").status_code == 410


def test_origin_confirms_signed_in_and_a_second_click_adds_nothing(client):
    page = library.published()
    age(page, 400)
    client.force_login(members.member(page.origin))

    for _click in (1, 2):
        client.post(reverse("library:confirm_here", args=[page.slug]))

    assert page.confirmations.count() == 2  # publication and this one


def test_unpublished_practice_is_archived_and_comes_back():
    page = library.published()

    page.unpublish()
    archived = Freshness.objects.get().state
    page.save_revision().publish()

    assert (archived, Freshness.objects.get().state) == ("archiviert", "aktuell")


def test_dashboard_shows_what_waits():
    page = library.published()
    age(page, 400)
    mark_stale()
    waiting = library.submitted()

    def titles(user):
        return [todo["title"] for todo in for_person(ground.request_by(user))]

    assert titles(members.member(page.origin)) == [f"Stimmt „{page.title}“ noch?"]
    assert titles(members.in_group(REVIEWERS)) == ["1 Praxis wartet auf Prüfung"]
    assert titles(waiting.author) == []


# --- Links ----------------------------------------------------------------------------------------------------------


def test_link_is_broken_after_the_second_bad_answer_and_healed_by_a_good_one():
    library.short_entry(source_url="https://weg.example/")
    links.note_addresses()
    now, seen = timezone.now(), []

    for week, answers in enumerate((False, False, True)):
        links.check_due(ask=lambda url, answers=answers: (answers, ""), now=now + timedelta(days=8 * week))
        seen.append(LinkCheck.objects.get().is_broken)

    assert seen == [False, True, False]


def test_links_are_asked_once_a_week_and_never_for_hidden_pages():
    library.short_entry(source_url="https://da.example/")
    library.short_entry(source_url="https://weg.example/").unpublish()
    asked = []

    for _day in (1, 2):
        links.note_addresses()
        links.check_due(ask=lambda url: (asked.append(url) is None, "200"))

    assert asked == ["https://da.example/"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://ort.example/x"])
def test_link_check_asks_only_the_web(url):
    assert links.ask_web(url)[0] is False


# --- Questions ------------------------------------------------------------------------------------------------------

QUESTION = {"text": "Wie teuer war der Einbau?", "name": "Demo-Frage", "email": "frage@ort.example", "key": "a" * 32}


def test_question_goes_to_the_mailbox_once_with_the_answer_address(client):
    page = library.published()
    url = reverse("library:ask", args=[page.slug])

    for _click in (1, 2):
        assert client.post(url, QUESTION).url == reverse("library:asked", args=[page.slug])

    mail = OutgoingMail.objects.get(name="library/question")
    message = outbox.compose(mail)
    assert (mail.recipient, message.reply_to) == (library.COMPLETE["contact_mailbox"], ["frage@ort.example"])
    assert QUESTION["text"] in message.body
    assert library.COMPLETE["contact_mailbox"] not in client.get(url).content.decode()


def test_question_without_a_mailbox_goes_to_the_office_and_the_page_says_so(client):
    page = library.short_entry()

    text = client.get(reverse("library:ask", args=[page.slug])).content.decode()

    assert "geht an die Geschäftsstelle" in text


def test_too_many_questions_from_one_place_are_refused(client):
    page = library.published()
    url = reverse("library:ask", args=[page.slug])

    answers = [client.post(url, {**QUESTION, "key": f"{n:032x}"}).status_code for n in range(11)]

    assert answers == [302] * 10 + [200]


def test_robot_that_fills_the_hidden_field_sends_nothing(client):
    page = library.published()

    client.post(reverse("library:ask", args=[page.slug]), {**QUESTION, "website": "https://spam.example"})

    assert not OutgoingMail.objects.filter(name="library/question").exists()


# --- Merkzettel -----------------------------------------------------------------------------------------------------


def test_bookmarks_are_personal_or_shared_and_kept_once(client):
    page = library.short_entry()
    organisation = members.organisation()
    person, colleague, stranger = members.member(organisation), members.member(organisation), members.member()

    for _click in (1, 2):
        bookmarks.keep(page, by=person)
        bookmarks.keep(page, by=person, shared_with=organisation)

    assert [bookmarks.kept_by(each).count() for each in (person, colleague, stranger)] == [2, 1, 0]
    with pytest.raises(drafting.NotAllowed):
        bookmarks.keep(page, by=stranger, shared_with=organisation)


def test_bookmark_of_a_hidden_practice_is_not_shown(client):
    page = library.short_entry()
    person = members.member()
    bookmarks.keep(page, by=person)
    page.unpublish()
    client.force_login(person)

    assert "Noch nichts gemerkt" in client.get(reverse("library:kept")).content.decode()


# --- Mails and people -----------------------------------------------------------------------------------------------


def test_every_mail_reads_alone_and_leads_somewhere():
    found = library.submitted()
    reviewer = members.in_group(REVIEWERS)
    submission.ask_back(found, by=reviewer, message="Woher stammt die Zahl?")
    submission.submit(found, by=found.author)
    submission.publish(found, by=reviewer)
    other = library.submitted()
    submission.reject(other, by=reviewer, reason="Zu werblich.")
    age(found.practice, 400)
    mark_stale()

    for mail in OutgoingMail.objects.all():
        message = outbox.compose(mail)
        assert mail.facts["title"] in message.subject
        assert mail.facts["title"] in message.body
        assert mail.facts.get("link", mail.facts.get("confirm_link", "")) in message.body or mail.name.endswith(
            "rejected"
        )


def test_erasing_a_person_takes_the_names_and_leaves_the_practice():
    organisation = members.organisation()
    author = members.member(organisation)
    membership = author.memberships.get()
    membership.is_public = True
    membership.save()
    page = library.published(organisation=organisation, author=author, contact_person=membership)
    bookmarks.keep(page, by=author)

    sentences = retention.erase(author)

    page = PracticePage.objects.get(pk=page.pk)
    assert page.live
    assert (page.contact_person, page.owner, page.submissions.get().author) == (None, None, None)
    assert page.get_latest_revision_as_object().contact_person is None
    assert not Bookmark.objects.exists()
    assert len(sentences) == 3


def test_merging_organisations_moves_practices_with_their_versions():
    source, target = members.organisation(), members.organisation()
    page = library.published(organisation=source)

    retention.merge(source, target)

    page = PracticePage.objects.get(pk=page.pk)
    assert page.origin == target
    assert page.get_latest_revision_as_object().origin == target
    assert SearchDocument.objects.get(kind="praxis").place == target.name


def test_hand_over_gives_open_drafts_to_the_successor():
    organisation = members.organisation()
    found = library.draft(organisation=organisation)
    successor = members.member(organisation)

    retention.hand_over(found.author, successor, organisation)

    assert Submission.objects.get().author == successor


def test_old_drafts_and_rejections_go_and_published_practices_stay():
    page = library.published()
    forgotten, rejected = library.draft(), library.submitted()
    submission.reject(rejected, by=members.in_group(REVIEWERS), reason="Grund")

    gone = retention.retain(timezone.now() + timedelta(days=800))

    assert gone["library.submissions"] == 2
    assert list(PracticePage.objects.all()) == [page]
    assert not Submission.objects.filter(pk__in=[forgotten.pk, rejected.pk]).exists()


def test_export_tells_everything_in_german():
    found = library.draft(title="Meine Praxis")

    told = retention.export(found.author)

    assert told["Einreichungen"][0]["Praxis"] == "Meine Praxis"


def test_keeping_for_what_is_no_organisation_is_for_oneself(client):
    practice = library.short_entry()
    client.force_login(members.coordinator())

    client.post(f"{practice.url}merken/", {"organisation": "²"})

    assert Bookmark.objects.get().organisation is None


def test_nobody_makes_the_portal_ask_its_own_network(monkeypatch):
    asked = []

    class Inside(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Inside) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        answers = [links.ask_web(f"http://{host}:{server.server_port}/geheim") for host in ("127.0.0.1", "localhost")]
        # A name that leads outside when it is looked at and inside a moment later.
        monkeypatch.setattr(links, "_is_inside", lambda url: False)
        answers += [links.ask_web(f"{kind}://localhost:{server.server_port}/geheim") for kind in ("http", "https")]
        server.shutdown()

    assert asked == []
    assert answers == [links.INSIDE] * 4


def test_link_check_connects_to_the_address_that_was_looked_at(monkeypatch):
    """The name is looked up once for the connection, and the server still hears it by its name."""
    heard, looked = [], []

    class Web(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.headers["Host"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    def looked_up(host, port, **kwargs):
        looked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    class Global:
        is_global = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Web) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(links, "_is_inside", lambda url: False)
        monkeypatch.setattr(links, "ip_address", lambda words: Global)
        monkeypatch.setattr(links.socket, "getaddrinfo", looked_up)
        with monkeypatch.context() as only_numbers:
            only_numbers.setattr(links.socket, "create_connection", _by_number)
            answer = links.ask_web(f"http://stadt.example:{server.server_port}/")
        server.shutdown()

    assert answer == (True, "200")
    assert (heard, looked) == ([f"stadt.example:{server.server_port}"], ["stadt.example"])


def _by_number(address, *rest):
    """As socket.create_connection, without asking for a name."""
    connected = socket.socket()
    connected.connect(address)
    return connected
