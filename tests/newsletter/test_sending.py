"""Dispatch: what is claimed, sent and marked."""

import pytest

from newsletter import sending
from newsletter.models import Delivery, Dispatch
from tests.factories import newsletter as make


def run(dispatch: Dispatch) -> int:
    """What the worker does with a dispatch in one go."""
    sending.start_due()
    dispatch.refresh_from_db()
    assert sending.fill(dispatch)
    sent = sending.send(dispatch, seconds=20, connections=3)
    sending.finish(dispatch)
    dispatch.refresh_from_db()
    return sent


@pytest.mark.django_db
def test_everybody_who_confirmed_gets_one_mail(sink, no_limits):
    people = make.subscribers(25)
    make.subscriber(state="unsubscribed")
    dispatch = make.sending(make.issue(make.text(), make.poll()))

    assert run(dispatch) == 25

    assert sink.by_recipient() == {person.email: 1 for person in people}
    assert dispatch.state == Dispatch.State.DONE
    assert dispatch.deliveries.counts() == {"queued": 0, "sending": 0, "sent": 25, "failed": 0, "skipped": 0}


@pytest.mark.django_db
def test_running_twice_sends_nothing_twice(sink, no_limits):
    make.subscribers(5)
    dispatch = make.sending()

    run(dispatch)
    sending.fill(dispatch)
    sending.send(dispatch, seconds=5)

    assert sum(sink.by_recipient().values()) == 5
    assert Delivery.objects.count() == 5


@pytest.mark.django_db
def test_server_that_refuses_the_sender_fails_no_delivery(sink, no_limits):
    make.subscribers(5)
    dispatch = make.sending()
    sink.refuses_sender = "553 5.1.8 not you"

    assert run(dispatch) == 0

    assert dispatch.state == Dispatch.State.SENDING
    assert set(Delivery.objects.values_list("state", "attempts", "leased_until")) == {("queued", 0, None)}
