"""The journal notices every later change."""

import pytest
from django.core.management import CommandError, call_command

from events import journal
from events.models import Event, JournalEntry, Registration
from events.registration import cancel
from tests.factories import events as make
from tests.factories import ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    event = make.event(capacity=2)
    someone = ground.user()
    rows = [make.registered(event, by=someone) for _ in range(3)]
    cancel(rows[0])
    return Event.objects.get(pk=event.pk)


def flaws(event: Event) -> list[str]:
    return [flaw.what for flaw in journal.verify(Event.objects.get(pk=event.pk))]


def test_an_untouched_journal_is_sound(event):
    assert flaws(event) == []
    call_command("verify_journal")


def test_it_holds_no_names_and_no_addresses(event):
    lines = "".join(str(list(entry.values())) for entry in JournalEntry.objects.filter(event=event).values())
    for row in Registration.objects.filter(event=event):
        assert row.name not in lines
        assert row.email not in lines


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(lambda e: e.filter(n=2).update(at="2020-01-01T00:00:00Z"), id="another time"),
        pytest.param(lambda e: e.filter(n=2).update(kind="cancel"), id="another kind"),
        pytest.param(lambda e: e.filter(n=2).update(subject="0" * 64), id="another person"),
        pytest.param(lambda e: e.filter(n=3).delete(), id="a line removed"),
        pytest.param(lambda e: e.filter(n=5).delete(), id="the end cut off"),
    ],
)
def test_any_change_is_noticed(event, tamper, capsys):
    tamper(JournalEntry.objects.filter(event=event))

    assert flaws(event) != []
    with pytest.raises(CommandError):
        call_command("verify_journal", event.slug)


def test_a_chain_rewritten_from_start_to_end_is_noticed_by_the_receipts(event):
    """Two people change places, and every hash after them is computed anew, the head included."""
    entries = list(JournalEntry.objects.filter(event=event).order_by("n"))
    entries[0].subject, entries[1].subject = entries[1].subject, entries[0].subject
    prev = journal.START
    for entry in entries:
        line = journal.canonical(event.uid.hex, entry.n, entry.kind, entry.at, entry.subject)
        entry.prev_hash, entry.hash = prev, journal.chained(prev, line)
        entry.save()
        prev = entry.hash
    Event.objects.filter(pk=event.pk).update(journal_head=prev)

    assert set(flaws(event)) == {f"differs from the receipt of number {n}" for n in (1, 2, 3)}


def test_a_removed_registration_leaves_a_gap(event):
    Registration.objects.filter(event=event, receipt_no=2).delete()

    assert "receipt number 2 is missing" in flaws(event)


def test_without_the_secret_nobody_can_tell_whose_line_it_is(event):
    row = Registration.objects.get(event=event, receipt_no=2)
    entry = JournalEntry.objects.get(event=event, n=row.journal_n)
    assert journal.subject_of(row) == entry.subject

    row.secret = ""

    assert journal.subject_of(row) == ""


def test_a_checksum_that_is_none_is_answered_too(client):
    event = make.event()
    row = make.registered(event, by=ground.user())
    address = f"/veranstaltungen/{event.slug}/protokoll/"

    assert "steht in Zeile 1" in client.get(address, {"pruefsumme": row.receipt_hash[:8]}).content.decode()
    for nonsense in ("xyz", "0000 0000"):
        page = client.get(address, {"pruefsumme": nonsense}).content.decode()
        assert "steht nicht im Protokoll" in page
        assert f'value="{nonsense}"' in page
