"""Every link of every mail, fetched as scanners do it: HEAD, GET, and a browser that runs scripts. Nothing changes.

The mails are those the demo owes and one more of each kind that holds a signed link. A new address with a token must be
among them.
"""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone
from playwright.sync_api import expect

from events import emails as event_mails
from events import interest, registration, speaking
from events.models import Event, Session
from forum import outbox, reporting
from forum.models import OutgoingMail, User
from library import emails as library_mails
from library.models import Freshness, PracticePage
from members import admission
from members.models import Organisation
from newsletter import links, subscription
from newsletter.models import Prompt, Subscriber
from tests.forum.test_roles import ours, rows

pytestmark = pytest.mark.browser

GUEST = "demo-gast@bergheide.example"
# Signed addresses that stand in no mail: pages after a form, and a calendar's own address.
IN_NO_MAIL = {"events:sent", "events:feed_mine", "report_received"}


def everything_stored() -> dict[str, str]:
    """A checksum of every table. Sessions are not counted: looking at a page may begin one."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name != "django_session"]
        sums = ", ".join(
            f"(SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM \"{t}\" t)" for t in tables
        )
        cursor.execute(f"SELECT {sums}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


@pytest.fixture(scope="module")
def mailed(live_portal) -> dict[str, str]:
    """One link of each kind that stands in a mail, by the name of its route."""
    now = timezone.now()
    coordinator = User.objects.get(email="koordination@musterstadt.example")
    event = Event.objects.get(slug="interkommunaler-austausch-neuhafen")
    registration.register(event, [registration.Person(name="Demo-Gast", email=GUEST)])
    town = Organisation.objects.get(slug="musterstadt")
    colleague = registration.Person(name="Demo-Neu", email="demo-neu@musterstadt.example")
    registration.register(event, [colleague], by=coordinator, on_behalf_of=town)
    noted = interest.note(Event.objects.get(slug="transferveranstaltung-rurtal"), email=GUEST)
    event_mails.registration_open(noted.event, noted)
    speaking.invite(Session.objects.filter(event=event).first(), name="Demo-Gast", email=GUEST)
    subscription.request(GUEST)
    admission.invite(town, email=GUEST, by=coordinator)
    library_mails.new_hits(coordinator, [("Parken", "q=parken", list(PracticePage.objects.live()[:1]))], now)
    library_mails.freshness_asked(Freshness.objects.exclude(practice__contact_mailbox="").first())
    reporting.report(kind="inhalt", address="/", description="Demo", email=GUEST)
    texts = []
    for mail in OutgoingMail.objects.exclude(facts={}):
        message = outbox.compose(mail)
        texts += [message.body, message.alternatives[0][0]]
    reader = Subscriber.objects.get(email=coordinator.email)
    open_prompt = Prompt.objects.filter(closes_at__gt=now).first()
    signed = {"answer": (open_prompt.pk, 0), "preferences": (), "unsubscribe": (), "one_click": ()}
    for route, more in signed.items():  # of an issue; tests/newsletter looks at the mail itself
        token = links.sign(route.replace("_", "-"), reader.pk, *more)
        texts.append(live_portal + reverse(f"newsletter:{route}", args=[token]))
    urls = {
        unescape(url) for text in texts for url in re.findall(rf"{live_portal}(/(?!static/|medien/)[^\s\"<>)]*)", text)
    }
    found = {resolve(url.partition("?")[0]).view_name: url for url in sorted(url.rstrip(".,;:") for url in urls)}
    receipt = resolve(found["events:receipt"]).kwargs
    return found | {name: reverse(name, kwargs=receipt) for name in signed_addresses() if "/beleg/" in _path(name)}


def signed_addresses() -> set[str]:
    return {name for name, parameters in ours(get_resolver().url_patterns) if "token" in parameters}


def _path(name: str) -> str:
    parameters = next(found for each, found in ours(get_resolver().url_patterns) if each == name)
    return reverse(name, kwargs=dict.fromkeys(parameters, "x"))


def test_every_signed_address_stands_in_a_mail(mailed):
    """Or on the receipt, under its token."""
    assert signed_addresses() - set(mailed) == IN_NO_MAIL


def test_nothing_changes_when_links_are_fetched(mailed, live_portal):
    stored = everything_stored()
    reader, member = (Client(headers={"host": live_portal.removeprefix("http://")}) for _ in range(2))
    member.force_login(User.objects.get(email="mitarbeit@musterstadt.example"))
    User.objects.update(last_login=timezone.now())
    stored = everything_stored()

    answers = {
        (route, client is member, method): getattr(client, method)(url).status_code
        for route, url in mailed.items()
        for client in (reader, member)
        for method in ("head", "get")
    }

    assert everything_stored() == stored
    assert {code for code in answers.values() if code >= 500} == set()
    # The control: the snapshot sees an act.
    reader.post(mailed["newsletter:one_click"], {"List-Unsubscribe": "One-Click"})
    assert everything_stored() != stored


def test_nothing_changes_in_a_browser_and_the_persons_click_still_works(mailed, page):
    stored = everything_stored()

    for route, url in mailed.items():
        for_buttons_only = rows().get(("GET", route), [""])[0] == "405"
        if not for_buttons_only and not url.endswith((".ics", ".csv", ".json", ".pdf")):
            page.goto(url, wait_until="networkidle")
    page.complaints.clear()  # closed doors answer 403 and 404

    assert everything_stored() == stored
    page.goto(mailed["newsletter:confirm"])
    page.get_by_role("button", name="Ja, Newsletter bestellen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ihr Newsletter ist bestellt")
