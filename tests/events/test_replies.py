"""Answers that people give in their calendar."""

import ssl
from datetime import UTC, timedelta
from email.message import EmailMessage
from unittest.mock import Mock

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError
from django.utils import timezone

from events import replies
from events.models import Registration
from events.refusals import Busy
from events.registration import cancel, change, register
from events.tasks import read_replies
from forum import mailbox
from forum.models import OutgoingMail
from tests.factories import events as make
from tests.factories import ground

pytestmark = pytest.mark.django_db

OWN = "mx.forum.example"
VOUCHED = f"{OWN}; dmarc=pass header.from=ort.example"


@pytest.fixture
def event():
    return make.event()


@pytest.fixture
def row(event):
    return make.registered(event, by=ground.user(), name="Demo-Maria", email="maria@ort.example")


def answer(event, *, partstat="DECLINED", attendee="maria@ort.example", sender="maria@ort.example", verdict=VOUCHED,
           at=None, method="REPLY", uid="", cte=None, **headers) -> bytes:  # fmt: skip
    """What Outlook and Google send, in short."""
    stamp = (at or timezone.now()).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR", "PRODID:-//Test//DE", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT",
        f"UID:{uid or f'{event.uid}@forum.example'}", "SEQUENCE:0", f"DTSTAMP:{stamp}",
        "ORGANIZER:mailto:forum@forum.example", f"ATTENDEE;PARTSTAT={partstat};CN=M:MAILTO:{attendee}",
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    message = EmailMessage()
    if verdict:
        message["Authentication-Results"] = verdict
    message["From"] = f"Demo-Maria <{sender}>"
    message["Message-ID"] = "<answer@ort.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Abgesagt")
    message.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": method}, cte=cte)
    return message.as_bytes()


def treat(raw: bytes) -> str:
    reply = replies.parse(raw, authserv_id=OWN)
    return replies.treat(reply) if reply else "no answer"


def status(row: Registration) -> str:
    return Registration.objects.get(pk=row.pk).status


def asked() -> list[str]:
    return list(OutgoingMail.objects.filter(name="events/decline_asked").values_list("recipient", flat=True))


def test_declining_from_the_registered_address_cancels_and_gives_the_seat_on(event, row):
    change(event, capacity=1)
    waiting = make.registered(event, by=ground.user())

    assert treat(answer(event)) == "cancelled"

    assert (status(row), status(waiting)) == ("cancelled", "confirmed")
    assert asked() == []


def test_the_same_mail_twice_cancels_once(event, row):
    raw = answer(event)

    assert [treat(raw), treat(raw)] == ["cancelled", "unknown"]
    assert OutgoingMail.objects.filter(name="events/cancelled").count() == 1


def test_an_old_answer_does_not_end_a_later_registration(event, row):
    raw = answer(event, at=timezone.now() - timedelta(hours=1))
    cancel(row)
    again = make.registered(event, by=ground.user(), name="Demo-Maria", email="maria@ort.example")

    assert treat(raw) == "asked"
    assert status(again) == "confirmed"


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "NEEDS-ACTION", ""])
def test_other_answers_change_nothing(event, row, partstat):
    assert treat(answer(event, partstat=partstat)) == "nothing"
    assert (status(row), asked()) == ("confirmed", [])


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param({"sender": "sekretariat@ort.example"}, id="another sender of the same house"),
        pytest.param({"sender": "maria@anderswo.example"}, id="another domain"),
        pytest.param({"verdict": ""}, id="nobody vouches"),
        pytest.param({"verdict": "mx.anderswo.example; dmarc=pass header.from=ort.example"}, id="a foreign server"),
        pytest.param({"verdict": f"{OWN}; dmarc=fail header.from=ort.example"}, id="failed"),
        pytest.param({"verdict": f"{OWN}; dkim=pass header.d=anderswo.example"}, id="signed by somebody else"),
        pytest.param({"verdict": f"{OWN}; dkim=pass header.d=example"}, id="signed by a whole top-level domain"),
        pytest.param({"verdict": f"{OWN}; dmarc=pass header.from=anderswo.example"}, id="passed for another domain"),
        pytest.param({"verdict": f"{OWN} (dkim=pass header.d=ort.example); spf=pass"}, id="only in a comment"),
    ],
)
def test_in_doubt_the_registered_address_is_asked_once_a_day(event, row, forged):
    raw = answer(event, **forged)

    assert [treat(raw), treat(raw)] == ["asked", "asked"]

    assert (status(row), asked()) == ("confirmed", ["maria@ort.example"])


@pytest.mark.parametrize(
    "verdict",
    [
        f"{OWN}; dmarc=pass (p=reject) header.from=ort.example",
        f"{OWN} 1; spf=pass smtp.mailfrom=x@y.example; dkim=pass header.i=@ort.example header.s=a",
        f"{OWN.upper()}; dkim=fail header.d=ort.example; dkim=pass header.d=ort.example",
    ],
)
def test_verdicts_of_the_own_server_count(event, row, verdict):
    assert treat(answer(event, verdict=verdict)) == "cancelled"


def test_a_verdict_below_the_topmost_one_does_not_count(event, row):
    raw = answer(event, verdict=f"{OWN}; dmarc=fail header.from=ort.example")
    below = f"Authentication-Results: {VOUCHED}\n".encode()
    head, body = raw.split(b"From:", 1)

    assert treat(head + below + b"From:" + body) == "asked"


def test_without_a_name_for_the_own_server_nobody_is_believed(event, row):
    reply = replies.parse(answer(event, verdict="; dmarc=pass header.from=ort.example"), authserv_id="")

    assert replies.treat(reply) == "asked"


def test_an_alias_in_the_calendar_is_found_by_the_sender(event, row):
    assert treat(answer(event, attendee="m.demo@ort.example")) == "cancelled"


def test_colleagues_who_share_an_address_are_asked(event):
    people = [make.person(name=name, email="amt@ort.example") for name in ("Demo-A", "Demo-B")]
    rows = register(event, people, by=ground.user())

    assert treat(answer(event, attendee="amt@ort.example", sender="amt@ort.example")) == "asked"
    assert [status(row) for row in rows] == ["confirmed", "confirmed"]
    assert asked() == ["amt@ort.example"] * 2


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(lambda e: answer(e, uid="00000000-0000-4000-8000-000000000000@x"), "unknown", id="unknown date"),
        pytest.param(lambda e: answer(e, uid="-" * 36), "no answer", id="no identity at all"),
        pytest.param(
            lambda e: answer(e, attendee="x@ort.example", sender="x@ort.example"), "unknown", id="not registered"
        ),
        pytest.param(lambda e: answer(e, method="REQUEST"), "no answer", id="somebody's own invitation"),
        pytest.param(lambda e: answer(e, Auto_Submitted="auto-replied"), "no answer", id="out of office"),
        pytest.param(lambda e: b"\xff\x00 no mail at all", "no answer", id="garbage"),
        pytest.param(lambda e: answer(e).replace(b"BEGIN:VCALENDAR", b""), "no answer", id="broken calendar"),
        pytest.param(lambda e: answer(e).replace(b"utf-8", b"utf-99"), "no answer", id="unknown character set"),
        pytest.param(
            lambda e: answer(e).replace(b"From:", b"From: Eve <eve@anderswo.example>\nFrom:"), "no answer",
            id="two senders",
        ),
    ],
)  # fmt: skip
def test_everything_else_is_ignored(event, row, raw, expected):
    assert treat(raw(event)) == expected
    assert (status(row), asked()) == ("confirmed", [])


def test_after_the_beginning_an_answer_changes_nothing(event, row):
    reply = replies.parse(answer(event), authserv_id=OWN)

    assert replies.treat(reply, now=event.ends_at + timedelta(hours=1)) == "nothing"


# --- the mailbox ------------------------------------------------------------------------------------------------------


@pytest.fixture
def box(tmp_path, settings):
    (tmp_path / "new").mkdir()
    settings.CALENDAR_MAILBOX, settings.MAIL_AUTHSERV_ID = f"maildir://{tmp_path}", OWN
    return tmp_path


def test_the_worker_reads_each_mail_once(event, row, box):
    (box / "new" / "1.a").write_bytes(b"garbage")
    (box / "new" / "2.b").write_bytes(answer(event))

    read_replies()

    assert status(row) == "cancelled"
    assert [file.name for file in sorted((box / "cur").iterdir())] == ["1.a:2,S", "2.b:2,S"]
    assert replies.read_mailbox() == 0


@pytest.mark.parametrize("trouble", [Busy, OperationalError, SoftTimeLimitExceeded])
def test_a_mail_that_meets_passing_trouble_is_read_again(event, row, box, monkeypatch, trouble):
    (box / "new" / "1.a").write_bytes(answer(event))
    with monkeypatch.context() as broken:
        broken.setattr(replies, "cancel", Mock(side_effect=trouble))
        with pytest.raises(trouble):
            replies.read_mailbox()
    assert [file.name for file in (box / "new").iterdir()] == ["1.a"]

    assert replies.read_mailbox() == 1
    assert status(row) == "cancelled"


def test_a_mail_that_can_never_be_treated_does_not_stop_those_behind_it(event, row, box, monkeypatch, caplog):
    (box / "new" / "1.a").write_bytes(answer(event))
    (box / "new" / "2.b").write_bytes(answer(event))
    monkeypatch.setattr(replies, "cancel", Mock(side_effect=[ZeroDivisionError, row]))

    assert replies.read_mailbox() == 2
    assert "could not be treated" in caplog.text
    caplog.clear()


def test_an_address_that_no_row_can_have_does_not_stop_the_mails_behind_it(event, row, box):
    """base64 hides what no mail server lets pass."""
    raw = answer(event, attendee="a\0b@ort.example", sender="x@ort.example", cte="base64")
    assert b"\0" not in raw
    (box / "new" / "1.a").write_bytes(raw)
    (box / "new" / "2.b").write_bytes(answer(event))

    assert replies.read_mailbox() == 2
    assert status(row) == "cancelled"


def test_the_time_limit_of_the_worker_is_no_unreadable_mail(event, row, box, monkeypatch):
    (box / "new" / "1.a").write_bytes(answer(event))
    monkeypatch.setattr(replies, "_read", Mock(side_effect=SoftTimeLimitExceeded))

    with pytest.raises(SoftTimeLimitExceeded):
        replies.read_mailbox()
    assert [file.name for file in (box / "new").iterdir()] == ["1.a"]


def test_without_a_mailbox_nothing_is_read(settings):
    settings.CALENDAR_MAILBOX = ""

    assert replies.read_mailbox() == 0


@pytest.mark.parametrize("address", ["pop3://host/", "imap://u:p@mail.anderswo.example/INBOX"])
def test_other_addresses_are_refused(address):
    with pytest.raises(ValueError, match=r"mailbox is|this machine"):
        list(mailbox.unseen(address))


def test_by_imap_a_mail_is_marked_only_after_it_was_treated(monkeypatch):
    said = []

    class Server:
        def __init__(self, host, port, *, ssl_context, timeout):
            assert ssl_context.verify_mode == ssl.CERT_REQUIRED
            assert ssl_context.check_hostname
            said.append(("connect", host, port))

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            said.append("logout")

        def login(self, user, password):
            said.append(("login", user, password))

        def select(self, folder):
            said.append(("select", folder))

        def uid(self, command, *rest):
            said.append((command, *rest))
            if command == "SEARCH":
                return "OK", [b"4 7"]
            if command == "FETCH":
                return "OK", [(b"1 (BODY[] {3}", b"mail " + rest[0].encode()), b")"]
            return "OK", [None]

    monkeypatch.setattr(mailbox.imaplib, "IMAP4_SSL", Server)

    mails = mailbox.unseen("imaps://forum%40forum.example:a%3Ab@mx.forum.example/INBOX.Kalender")

    assert next(mails) == b"mail 4"
    assert ("STORE", "4", "+FLAGS", r"(\Seen)") not in said
    assert next(mails) == b"mail 7"
    assert ("STORE", "4", "+FLAGS", r"(\Seen)") in said
    assert list(mails) == []
    assert said[:3] == [
        ("connect", "mx.forum.example", 993),
        ("login", "forum@forum.example", "a:b"),
        ("select", '"INBOX.Kalender"'),
    ]
    assert said[-2:] == [("STORE", "7", "+FLAGS", r"(\Seen)"), "logout"]
