"""What stays, what goes, and when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsletter import answers, retention, subscription
from newsletter.models import Answer, ConsentEvent, PendingRequest, Prompt, Subscriber
from tests.factories import ground
from tests.factories import newsletter as make
from tests.newsletter.test_subscription import asked

pytestmark = pytest.mark.django_db


def later(**delta):
    return timezone.now() + timedelta(**delta)


def test_unconfirmed_requests_go_after_seven_days_with_their_trace():
    subscription.request("neu@ort.example")

    retention.retain(later(days=6))
    assert PendingRequest.objects.count() == 1
    retention.retain(later(days=8))

    assert PendingRequest.objects.count() == 0
    assert ConsentEvent.objects.count() == 0


def test_proof_stays_three_years_after_withdrawal():
    subscription.unsubscribe(subscription.confirm(asked()))

    retention.retain(later(days=2 * 365))
    assert ConsentEvent.objects.count() == 3
    assert Subscriber.objects.get().email is None
    retention.retain(later(days=3 * 365 + 2))

    assert ConsentEvent.objects.count() == 0


def test_proof_of_living_subscription_never_goes():
    subscription.confirm(asked())

    retention.retain(later(days=10 * 365))

    assert ConsentEvent.objects.count() == 2


def test_erasure_keeps_counts_and_locked_proof():
    user = ground.user(email="neu@ort.example")
    subscription.confirm(asked())
    make.approved(make.issue(make.poll()))
    answers.answer(Prompt.objects.get(), email=user.email, choice=1)

    told = retention.erase(user)

    assert Answer.objects.filter(choice=1, subscriber=None, text="").count() == 1
    assert Subscriber.objects.get().email is None
    assert ConsentEvent.objects.filter(email=user.email).count() == 3
    assert len(told) == 3
    assert "gesperrt bis" in told[-1]


def test_after_a_year_nobody_can_tell_who_answered_with_or_without_a_subscription():
    reader, person = make.subscriber(), ground.user()
    make.approved(make.issue(make.poll(closes_in=14)))
    for email in (reader.email, person.email):
        answers.answer(Prompt.objects.get(), email=email, choice=1, text="Am Geld, sagt Demo-Amt")

    assert retention.retain(later(days=14 + 364))["newsletter_answers_unlinked"] == 0
    assert retention.retain(later(days=14 + 366))["newsletter_answers_unlinked"] == 2
    assert retention.retain(later(days=14 + 366))["newsletter_answers_unlinked"] == 0

    assert set(Answer.objects.values_list("choice", "voter", "subscriber", "user", "text")) == {
        (1, None, None, None, "")
    }
    assert Answer.objects.count() == 2


def test_answers_under_an_earlier_address_of_the_account_are_told_and_forgotten():
    user = ground.user(email="alt@ort.example")
    make.approved(make.issue(make.poll()))
    answers.answer(Prompt.objects.get(), email=user.email, choice=1)
    user.email = "neu@ort.example"
    user.save()

    assert len(retention.export(user)["Antworten im Newsletter"]) == 1
    retention.erase(user)

    assert Answer.objects.get().voter is None


def test_export_holds_consent_and_answers():
    user = ground.user(email="neu@ort.example")
    subscription.confirm(asked())
    make.approved(make.issue(make.poll()))
    answers.answer(Prompt.objects.get(), email=user.email, choice=1)

    told = retention.export(user)

    assert [event["Schritt"] for event in told["Einwilligung in den Newsletter"]] == ["bestellt", "bestätigt"]
    assert told["Antworten im Newsletter"][0]["Antwort"] == "An Zeit"


def test_over_pauses_end():
    make.subscriber(state="paused", paused_until=later(days=-1))

    retention.retain(timezone.now())

    assert Subscriber.objects.get().state == "confirmed"
