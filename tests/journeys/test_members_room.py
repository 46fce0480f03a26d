"""Members at work: the last seat, the waiting list."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, delivered_mails, follow, sign_in
from tests.factories import events

pytestmark = pytest.mark.browser

FIRST, NEXT = "koordination@musterstadt.example", "koordination@neuhafen.example"


def register(page, event):
    page.goto(event.get_absolute_url())
    main = page.get_by_role("main")
    way = re.compile("^(Anmelden|Auf die Warteliste setzen)$")
    main.get_by_role("button", name=way).or_(main.get_by_role("link", name=way)).click()
    confirm = main.get_by_role("button", name=re.compile("Verbindlich anmelden|Auf die Warteliste setzen"))
    if "/beleg/" not in page.url:
        follow(confirm)


def test_coordinator_takes_the_last_seat_and_the_next_one_waits(visitors):
    event = events.event(title="Werkstatt mit einem Platz", capacity=1)
    earlier = len(delivered_mails(NEXT))
    first, following = visitors(), visitors()
    sign_in(first, FIRST)
    sign_in(following, NEXT)

    register(first, event)
    expect(first.get_by_role("heading", level=1)).to_contain_text("Sie haben einen Platz")
    assert_accessible(first)
    following.goto(event.get_absolute_url())
    expect(following.get_by_text("Ausgebucht").first).to_be_visible()
    assert_accessible(following)
    register(following, event)
    expect(following.get_by_role("heading", level=1)).to_contain_text("Warteliste")
    assert_accessible(following)
    assert "Warteliste" in delivered_mails(NEXT)[earlier].body

    first.get_by_role("link", name="Absagen").click()
    follow(first.get_by_role("button", name="Verbindlich absagen"))
    following.reload()

    expect(following.get_by_role("heading", level=1)).to_contain_text("Sie haben einen Platz")
    assert "Platz frei geworden" in delivered_mails(NEXT)[earlier + 1].body
