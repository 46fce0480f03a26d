"""The link of an online event: confirmed people only, from an hour before until the end."""

from datetime import UTC, datetime, timedelta

import pytest

from events.models import Event, Registration
from events.receipts import describe

START = datetime(2029, 12, 5, 9, 0, tzinfo=UTC)
LINK = "https://konferenz.forum.example/raum"


def seen(minutes, *, status=Registration.Status.CONFIRMED, channel=Registration.Channel.ONLINE, link=LINK):
    event = Event(starts_at=START, ends_at=START + timedelta(hours=2), join_url=link)
    event.has_sessions = False
    row = Registration(event=event, status=status, channel=channel, email="maria@ort.example", status_at=START)
    row.place = lambda: None
    return describe(event, row, START + timedelta(minutes=minutes)).join_url


@pytest.fixture(autouse=True)
def no_sentence(monkeypatch):
    monkeypatch.setattr("events.receipts._sentence", lambda event, row, place: ("", ""))


@pytest.mark.parametrize(("minutes", "link"), [(-61, ""), (-60, LINK), (0, LINK), (120, LINK), (121, "")])
def test_link_is_there_from_an_hour_before_until_the_end(minutes, link):
    assert seen(minutes) == link


@pytest.mark.parametrize(
    "other",
    [
        {"status": Registration.Status.WAITLISTED},
        {"status": Registration.Status.PENDING_MAIL},
        {"status": Registration.Status.CANCELLED, "channel": Registration.Channel.ONLINE},
        {"channel": Registration.Channel.ONSITE},
        {"link": ""},
    ],
    ids=["waiting", "unconfirmed", "cancelled", "on site", "no link"],
)
def test_nobody_else_gets_it(other):
    assert seen(0, **other) == ""
