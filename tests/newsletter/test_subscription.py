"""Double opt-in: request, confirm, change, leave; and the proof of it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from forum import outbox, tokens
from forum.models import FieldOfAction, OutgoingMail
from newsletter import emails, links, subscription
from newsletter.models import ConsentEvent, PendingRequest, Subscriber, Suppression
from tests.factories import newsletter as make
from tests.factories.newsletter import Sent

pytestmark = pytest.mark.django_db


def asked(email: str = "neu@ort.example", **fields) -> str:
    """Requests and answers with the token that is in the mail."""
    subscription.request(email, source_url="http://testserver/newsletter/anmelden/", **fields)
    return tokens.sign(emails.CONFIRM, PendingRequest.objects.get(email=email).subject.hex)


def test_request_writes_a_pending_row_and_owes_one_mail():
    subscription.request("Neu@Ort.example")

    assert PendingRequest.objects.get().email == "neu@ort.example"
    assert Subscriber.objects.count() == 0
    assert OutgoingMail.objects.get().name == "newsletter/confirm_subscription"


def test_confirm_makes_a_subscriber_and_owes_a_welcome():
    field = FieldOfAction.objects.get(slug="mobilitaet")

    subscriber = subscription.confirm(asked(name="Demo-Neu", frequency="monatlich", topics=[field]))

    assert (subscriber.email, subscriber.name, subscriber.frequency) == ("neu@ort.example", "Demo-Neu", "monatlich")
    assert list(subscriber.topics.all()) == [field]
    assert PendingRequest.objects.count() == 0
    assert OutgoingMail.objects.filter(name="newsletter/welcome", recipient="neu@ort.example").count() == 1


def test_proof_holds_request_text_mail_confirmation_and_withdrawal():
    subscriber = subscription.confirm(asked(short_ip="192.0.2.0"))
    subscription.unsubscribe(subscriber, by="page")

    requested, confirmed, withdrawn = ConsentEvent.objects.filter(subject=subscriber.subject)
    assert [requested.kind, confirmed.kind, withdrawn.kind] == ["requested", "confirmed", "unsubscribed"]
    assert requested.wording == str(subscription.WORDING)
    assert requested.wording_version == subscription.WORDING_VERSION
    assert requested.source_url == "http://testserver/newsletter/anmelden/"
    assert requested.short_ip == "192.0.2.0"
    assert requested.message_id == OutgoingMail.objects.get(name="newsletter/confirm_subscription").message_id


@pytest.mark.parametrize("change", ["update", "delete"])
def test_database_refuses_to_change_proof(change):
    subscription.request("neu@ort.example")
    rows = ConsentEvent.objects.all()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(email="anders@ort.example") if change == "update" else rows.delete()


def test_confirming_twice_is_harmless():
    token = asked()

    assert subscription.confirm(token) == subscription.confirm(token)
    assert ConsentEvent.objects.filter(kind="confirmed").count() == 1
    assert OutgoingMail.objects.filter(name="newsletter/welcome").count() == 1


def test_link_ends_after_seven_days():
    token = asked()

    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)), pytest.raises(subscription.LinkExpired):
        subscription.confirm(token)


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "1:2"])
def test_forged_link_is_refused(forged):
    with pytest.raises(subscription.LinkExpired):
        subscription.confirm(forged)


def test_repeating_a_request_sends_no_second_mail_and_at_most_three():
    for minutes in (0, 1, 11, 22, 33, 44):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
            subscription.request("neu@ort.example")

    assert OutgoingMail.objects.filter(name="newsletter/confirm_subscription").count() == 3


def test_known_reader_is_told_by_mail_only():
    make.subscriber(email="bekannt@ort.example")

    subscription.request("bekannt@ort.example")
    subscription.request("bekannt@ort.example")

    assert PendingRequest.objects.count() == 0
    assert OutgoingMail.objects.get().name == "newsletter/already_subscribed"


def test_known_and_unknown_address_get_the_same_answer():
    make.subscriber(email="bekannt@ort.example")
    subscription.suppress("nie@ort.example", reason="objection")
    client = Client()
    answers = set()
    for email in ("bekannt@ort.example", "neu@ort.example", "nie@ort.example"):
        response = client.post("/newsletter/anmelden/", {"email": email, "frequency": "jede"})
        answers.add((response.status_code, response.content.decode().replace(email, "")))

    assert len(answers) == 1


def test_one_place_does_not_write_to_everybody(client):
    """The form sends mail to any address somebody types: a robot must not do so without end."""
    for number in range(60):
        page = client.post("/newsletter/anmelden/", {"email": f"nr{number}@ort.example", "frequency": "jede"})

    assert OutgoingMail.objects.count() == 50
    assert (page.status_code, "sehr viele Bestellungen" in page.content.decode()) == (429, True)


def test_words_typed_as_a_name_go_to_nobody_who_did_not_ask():
    asked("fremd@ort.example", name="Sie haben gewonnen: http://boese.example")
    outbox.send_due()

    assert "gewonnen" not in mail.outbox[0].body + str(mail.outbox[0].alternatives)


def test_proof_names_the_network_of_the_visitor_not_of_our_proxy(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    form = {"email": "neu@ort.example", "frequency": "jede"}
    client.post("/newsletter/anmelden/", form, headers={"X-Forwarded-For": "198.51.100.77"}, REMOTE_ADDR="10.0.0.1")

    assert ConsentEvent.objects.get().short_ip == "198.51.100.0"


def test_resubscribing_starts_anew():
    subscriber = subscription.confirm(asked())
    subscription.unsubscribe(subscriber)

    again = subscription.confirm(asked())

    assert again.pk == subscriber.pk
    assert again.subject != subscriber.subject
    assert again.is_receiving


def test_objection_gets_no_confirmation_mail_and_beats_every_list():
    subscription.suppress("nie@ort.example", reason=Suppression.Reason.OBJECTION)

    subscription.request("nie@ort.example")
    entered = subscription.enter_with_proof("NIE@ort.example", proof="Liste von 2019", given_at=timezone.now())

    assert entered is None
    assert OutgoingMail.objects.count() == 0
    assert Subscriber.objects.count() == 0


def test_bounced_mailbox_may_subscribe_anew():
    subscriber = make.subscriber(email="voll@ort.example")
    subscription.suppress("voll@ort.example", reason=Suppression.Reason.BOUNCE)

    subscription.confirm(asked("voll@ort.example"))

    subscriber.refresh_from_db()
    assert subscriber.is_receiving
    assert Suppression.objects.count() == 0


def test_taking_over_needs_proof():
    with pytest.raises(subscription.SubscriptionRefused):
        subscription.enter_with_proof("alt@ort.example", proof=" ", given_at=timezone.now())


def test_pause_ends_by_itself():
    subscriber = subscription.pause(make.subscriber())

    assert not subscriber.is_receiving
    assert Subscriber.objects.receiving().count() == 0
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert subscriber.is_receiving
        assert Subscriber.objects.receiving().count() == 1


def test_no_address_is_refused():
    with pytest.raises(ValidationError):
        subscription.request("keine-adresse")


# --- From outside -----------------------------------------------------------------------------------------------------


def test_get_changes_nothing(client):
    token = asked()
    subscriber = make.subscriber()
    before = Sent.snapshot()

    for path in (
        f"/newsletter/bestaetigen/{token}/",
        f"/newsletter/abbestellen/{links.sign('unsubscribe', subscriber.pk)}/",
        f"/newsletter/einstellungen/{links.sign('preferences', subscriber.pk)}/",
        f"/newsletter/ein-klick/{links.sign('one-click', subscriber.pk)}/",
        "/newsletter/anmelden/?email=neu@ort.example",
    ):
        for method in (client.get, client.head):
            method(path)

    assert Sent.snapshot() == before


def test_pages_behind_links_are_secret(client):
    subscriber = make.subscriber()

    for path in (
        f"/newsletter/bestaetigen/{asked()}/",
        f"/newsletter/abbestellen/{links.sign('unsubscribe', subscriber.pk)}/",
        f"/newsletter/einstellungen/{links.sign('preferences', subscriber.pk)}/",
    ):
        response = client.get(path)

        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "same-origin"
        assert "neu@ort.example" not in response.content.decode()
        assert subscriber.email not in response.content.decode()


def test_one_click_unsubscribes_without_cookie_token_or_redirect():
    subscriber = make.subscriber()
    path = f"/newsletter/ein-klick/{links.sign('one-click', subscriber.pk)}/"
    client = Client(enforce_csrf_checks=True)

    for content in ({"List-Unsubscribe": "One-Click"}, {"List-Unsubscribe": "One-Click"}):
        response = client.post(path, content)  # multipart
        assert response.status_code == 200
        assert not response.cookies
    urlencoded = client.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")

    subscriber.refresh_from_db()
    assert urlencoded.status_code == 200
    assert subscriber.state == Subscriber.State.UNSUBSCRIBED
    assert ConsentEvent.objects.filter(kind="unsubscribed").count() == 1


def test_one_click_needs_its_word_and_its_token(client):
    subscriber = make.subscriber()

    assert client.post(f"/newsletter/ein-klick/{links.sign('one-click', subscriber.pk)}/").status_code == 400
    assert client.post("/newsletter/ein-klick/1:abcdef:x/", {"List-Unsubscribe": "One-Click"}).status_code == 404
    other = links.sign("preferences", subscriber.pk)
    assert client.post(f"/newsletter/ein-klick/{other}/", {"List-Unsubscribe": "One-Click"}).status_code == 404
    subscriber.refresh_from_db()
    assert subscriber.is_receiving


def test_unsubscribe_by_page(client):
    subscriber = make.subscriber()
    path = f"/newsletter/abbestellen/{links.sign('unsubscribe', subscriber.pk)}/"

    assert "Abbestellen" in client.get(path).content.decode()
    assert "abbestellt" in client.post(path).content.decode()
    subscriber.refresh_from_db()
    assert subscriber.state == Subscriber.State.UNSUBSCRIBED


def test_preferences_by_page(client):
    subscriber = make.subscriber()
    path = f"/newsletter/einstellungen/{links.sign('preferences', subscriber.pk)}/"

    client.post(path, {"save": "1", "frequency": "termine", "topics": ["ki"], "name": "Demo"})
    client.post(path, {"pause": "1"})

    subscriber.refresh_from_db()
    assert (subscriber.frequency, subscriber.state) == ("termine", "paused")
    assert [topic.slug for topic in subscriber.topics.all()] == ["ki"]


def test_own_preferences_need_sign_in_and_show_only_ones_own(client):
    person = make.reader()
    make.subscriber(email="fremd@ort.example")

    assert client.get("/newsletter/einstellungen/").status_code == 302
    client.force_login(person)
    assert client.get("/newsletter/einstellungen/").url == "/newsletter/anmelden/"
    assert client.get("/newsletter/anmelden/").context["form"].initial == {"email": person.email}
    make.subscriber(email=person.email)
    assert client.get("/newsletter/einstellungen/").status_code == 200


def test_anonymous_pages_carry_no_token(client):
    response = client.get("/newsletter/")

    assert response.status_code == 200
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert not response.cookies


def test_confirmation_mail_reads_alone_and_advertises_nothing(settings):
    token = asked(name="Demo-Neu")

    outbox.send_due()

    message = mail.outbox[0]
    assert message.subject == "Bitte bestätigen: Newsletter bestellen?"
    assert "/newsletter/bestaetigen/" in message.body
    assert "Demo-Neu" not in message.body
    html = str(message.alternatives[0][0])
    assert 'lang="de"' in html
    assert re.findall(r'<img[^>]*src="([^"]+)"', html) == [f"{settings.PORTAL_URL}/static/img/marke-mail.png"]
    assert len(token) > 20


def test_keys_rotate(settings):
    old = links.sign("unsubscribe", 17)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "neu" * 20, [settings.SECRET_KEY]

    assert links.read("unsubscribe", old) == ["17"]
    assert links.sign("unsubscribe", 17) != old
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(tokens.InvalidToken):
        links.read("unsubscribe", old)


@pytest.mark.django_db
def test_box_brings_the_address_by_post_and_stores_nothing():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/newsletter/bestellen/", {"email": "neu@ort.example"})

    assert response.status_code == 200
    assert 'value="neu@ort.example"' in response.content.decode()
    assert PendingRequest.objects.count() == 0
    assert Client().get("/newsletter/bestellen/").url == "/newsletter/anmelden/"


def test_editors_put_the_box_on_any_page(client):
    from forum.models import HomePage, StandardPage

    page = StandardPage(title="Mitmachen", slug="mitmachen", lead="So geht es.")
    page.body = page.body.stream_block.to_python([{"type": "newsletter", "value": None}])
    HomePage.objects.get().add_child(instance=page)

    shown = client.get(page.url).content.decode()

    assert 'action="/newsletter/bestellen/"' in shown
    assert "csrfmiddlewaretoken" not in shown
