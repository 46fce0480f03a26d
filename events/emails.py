"""Every mail this room can send. Acts call these inside their transaction; the worker renders and sends later.

Facts are finished German words and addresses, frozen at the moment of the act. A `key` names act and person: the same
mail is never owed twice.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from events import calendar
from events.models import Event, Interest, JournalEntry, Registration, Speaker
from events.models.journal import spaced
from events.models.registration import NOBODY
from forum import outbox, tokens
from forum.templatetags.german import moment

Status = Registration.Status


def receipt_token(registrations: Iterable[Registration]) -> str:
    """Opens the receipt of these registrations. Dies with their secrets: on substitution and erasure."""
    return tokens.sign("events.receipt", [[r.pk, r.secret[:12]] for r in registrations])


def receipt_url(event: Event, registration: Registration) -> str:
    return event.url_of("receipt", receipt_token([registration]))


def speaker_url(event: Event, speaker: Speaker) -> str:
    return event.url_of("speaker", tokens.sign("events.speaker", speaker.pk))


def _facts(event: Event, registration: Registration, entry_hash: str = "", **more: Any) -> dict[str, Any]:
    own = entry_hash or registration.receipt_hash
    return {
        "name": registration.name,
        "entered_by": _entered_by(registration),
        "title": event.title,
        "when": event.when,
        "where": event.where,
        "event_url": event.url,
        "url": receipt_url(event, registration),
        "journal_url": event.url_of("journal"),
        "number": registration.receipt_no,
        "own_hash": spaced(own),
        "head": spaced(event.journal_head),
        "reply_to": event.contact_email,
        "together": _together(registration),
        **more,
    }


def _entry_in_calendar(event: Event, registration: Registration) -> dict[str, Any]:
    """The further fact of a mail that puts the date into a calendar, moves it there or takes it out."""
    entry = {
        **calendar.facts_of(event),
        # With equal SEQUENCE the newer stamp wins (RFC 5546 2.1.5): a cancellation must beat its invitation.
        "stamp": max(event.changed_at, registration.status_at).isoformat(),
        "attendee": registration.email,
        "attendee_name": registration.name,
    }
    return {"calendar": entry}


def _entered_by(registration: Registration) -> str:
    """Who did it for this person: said with the receipt, whose row still knows without asking."""
    return str(registration.entered_by or "") if Registration.entered_by.is_cached(registration) else ""


def _together(registration: Registration) -> list[str]:
    """Titles of the accompanying events ticked in the same form; asks only where there are some."""
    if not registration.together_with:
        return []
    return list(
        Event.objects.filter(pk__in=registration.together_with).order_by("starts_at").values_list("title", flat=True)
    )


def _owe(mail: str, registration: Registration, facts: dict[str, Any], *, once_per: object) -> None:
    if registration.email.endswith(NOBODY):
        return
    outbox.owe(f"events/{mail}", to=registration.email, facts=facts, key=_key(mail, registration, once_per))


def _key(mail: str, registration: Registration, once_per: object) -> str:
    return f"events/{mail}:{registration.pk}:{once_per}"


# --- After registering ------------------------------------------------------------------------------------------------


def receipt(event: Event, registration: Registration) -> None:
    """What became of a registration that has just arrived (or whose address has just been confirmed)."""
    if registration.status == Status.PENDING_MAIL:
        please_confirm(event, registration, None)
    elif registration.status == Status.CONFIRMED:
        seat_confirmed(event, registration, None)
    elif registration.status == Status.OFFERED:
        offer(event, registration, None)
    elif registration.status == Status.WAITLISTED:
        waiting(event, registration)
    else:
        received(event, registration)


def seat_confirmed(event: Event, registration: Registration, entry: JournalEntry | None) -> None:
    facts = _facts(event, registration, entry.hash if entry else "", **_entry_in_calendar(event, registration))
    _owe("seat_confirmed", registration, facts, once_per=entry.n if entry else event.journal_length)


def please_confirm(
    event: Event, registration: Registration, entry: JournalEntry | None, *, again: date | None = None
) -> None:
    """The link proves the address, so it stands in this mail only; pressing a button there confirms."""
    facts = _facts(event, registration, entry.hash if entry else "")
    facts["confirm_url"] = event.url_of(
        "confirm", tokens.sign("events.confirm", [registration.pk, registration.secret[:12]])
    )
    facts["until"] = moment(registration.confirm_by)
    facts["seat_held"] = registration.seat_held
    _owe("please_confirm", registration, facts, once_per=again or (entry.n if entry else 0))


def nothing_to_confirm(registration: Registration) -> None:
    """The address was shown to be right in another way, in the same transaction: nobody is asked once more."""
    outbox.take_back(_key("please_confirm", registration, 0))


def waiting(event: Event, registration: Registration, entry_hash: str = "") -> None:
    place = registration.place()
    until = event.given_at_once_until(registration.approved_at or registration.status_at)
    facts = _facts(event, registration, entry_hash, place=place, until=moment(until) if until else "")
    _owe("waiting", registration, facts, once_per=registration.status_at.isoformat())


def received(event: Event, registration: Registration) -> None:
    """Seats are given later: after the deadline, or one by one in a closed circle."""
    facts = _facts(event, registration, needs_approval=event.needs_approval, deadline=moment(event.deadline))
    _owe("received", registration, facts, once_per=registration.status_at.isoformat())


def decline_asked(event: Event, registration: Registration, now: datetime) -> None:
    """A calendar answer that may not be theirs: the link decides. At most one such mail a day."""
    facts = _facts(event, registration)
    _owe("decline_asked", registration, facts, once_per=now.date())


def already_registered(event: Event, registration: Registration, now: datetime) -> None:
    """Somebody typed this address again. At most one such mail a day. Whoever has not confirmed yet may have lost the
    mail with the link and gets it once more."""
    if registration.status == Status.PENDING_MAIL:
        please_confirm(event, registration, None, again=now.date())
        return
    facts = _facts(event, registration, status=str(registration.get_status_display()))
    _owe("already_registered", registration, facts, once_per=now.date())


# --- While the list moves ---------------------------------------------------------------------------------------------


def promoted(event: Event, registration: Registration, entry: JournalEntry) -> None:
    facts = _facts(event, registration, entry.hash, **_entry_in_calendar(event, registration))
    _owe("promoted", registration, facts, once_per=entry.n)


def offer(event: Event, registration: Registration, entry: JournalEntry | None) -> None:
    facts = _facts(event, registration, entry.hash if entry else "", until=moment(registration.offer_until))
    _owe("offer", registration, facts, once_per=entry.n if entry else event.journal_length)


def offer_expired(event: Event, registration: Registration, entry: JournalEntry) -> None:
    facts = _facts(event, registration, entry.hash, until=moment(registration.offer_until))
    _owe("offer_expired", registration, facts, once_per=entry.n)


def cancelled(event: Event, registration: Registration, entry: JournalEntry) -> None:
    facts = _facts(event, registration, entry.hash, **_entry_in_calendar(event, registration))
    _owe("cancelled", registration, facts, once_per=entry.n)


def restored(event: Event, registration: Registration, entry: JournalEntry) -> None:
    facts = _facts(event, registration, entry.hash, has_seat=registration.has_seat)
    if registration.has_seat:
        facts |= _entry_in_calendar(event, registration)
    _owe("restored", registration, facts, once_per=entry.n)


def rejected(event: Event, registration: Registration, entry: JournalEntry, reason: str) -> None:
    facts = _facts(event, registration, entry.hash, reason=reason, **_entry_in_calendar(event, registration))
    _owe("rejected", registration, facts, once_per=entry.n)


def substituted_out(event: Event, registration: Registration, at: datetime) -> None:
    """To whoever does not come: the calendar entry goes. Called before the new name is written."""
    facts = _facts(event, registration, **_entry_in_calendar(event, registration))
    facts["calendar"]["stamp"] = at.isoformat()
    _owe("substituted_out", registration, facts, once_per=at.isoformat())


def substituted_in(event: Event, registration: Registration, entry: JournalEntry) -> None:
    """An offered seat is taken over as an offer: the newcomer still has to accept it."""
    has_seat = registration.status == Status.CONFIRMED
    until = moment(registration.offer_until) if registration.status == Status.OFFERED else ""
    facts = _facts(event, registration, entry.hash, has_seat=has_seat, until=until)
    if has_seat:
        facts |= _entry_in_calendar(event, registration)
    _owe("substituted_in", registration, facts, once_per=entry.n)


# --- The event itself -------------------------------------------------------------------------------------------------


def event_changed(event: Event, registration: Registration, differences: list[str], note: str) -> None:
    facts = _facts(event, registration, differences=differences, note=note)
    if registration.has_seat and event.is_fixed and event.status != Event.Status.POSTPONED:
        facts |= _entry_in_calendar(event, registration)
    _owe("event_changed", registration, facts, once_per=event.sequence)


def event_cancelled(event: Event, registration: Registration, note: str) -> None:
    facts = _facts(event, registration, note=note)
    if registration.status != Status.PENDING_MAIL:  # who has not confirmed yet has nothing in the calendar
        facts |= _entry_in_calendar(event, registration)
    _owe("event_cancelled", registration, facts, once_per=event.sequence)


def event_postponed(event: Event, registration: Registration, note: str) -> None:
    facts = _facts(event, registration, note=note, **_entry_in_calendar(event, registration))
    _owe("event_postponed", registration, facts, once_per=event.sequence)


def reminder(event: Event, registration: Registration) -> None:
    facts = _facts(event, registration)
    _owe("reminder", registration, facts, once_per=event.sequence)


def message(event: Event, registration: Registration, *, subject: str, text: str, token: str) -> None:
    facts = _facts(event, registration, subject=subject, text=text)
    _owe("message", registration, facts, once_per=token)


# --- Vormerken, speakers ----------------------------------------------------------------------------------------------


def interest_confirm(event: Event, interest: Interest, now: datetime) -> None:
    """Asked for again it comes again, at most once a day."""
    facts = {
        "title": event.title,
        "when": event.when,
        "url": event.url_of("interest_confirm", tokens.sign("events.interest", interest.pk)),
    }
    key = f"events/interest_confirm:{interest.pk}:{now.date()}"
    outbox.owe("events/interest_confirm", to=interest.email, facts=facts, key=key)


def registration_open(event: Event, interest: Interest) -> None:
    facts = {
        "title": event.title,
        "when": event.when,
        "where": event.where,
        "url": event.url_of("register"),
        "deadline": moment(event.deadline),
        "first_come": event.first_come,
        "stop_url": event.url_of("interest_stop", tokens.sign("events.interest", interest.pk)),
    }
    key = f"events/registration_open:{interest.pk}:{event.registration_opens_at}"
    outbox.owe("events/registration_open", to=interest.email, facts=facts, key=key)


def speaker_invited(event: Event, speaker: Speaker, now: datetime) -> None:
    facts = {
        "name": speaker.name,
        "title": event.title,
        "when": event.when,
        "where": speaker.session.place_at(event) or event.where,
        "session": speaker.session.title,
        "session_when": moment(speaker.session.starts_at),
        "url": speaker_url(event, speaker),
        "reply_to": event.contact_email,
    }
    key = f"events/speaker_invited:{speaker.pk}:{now.date()}"
    outbox.owe("events/speaker_invited", to=speaker.email, facts=facts, key=key)


# --- Calendar parts ---------------------------------------------------------------------------------------------------


def _part(method: str) -> Callable[[dict[str, Any]], Iterable[outbox.Part]]:
    """The third alternative beside text and HTML, where mail programs look for an invitation (RFC 6047), and the same
    as a file, for those that only open attachments."""

    def build(facts: dict[str, Any]) -> Iterable[outbox.Part]:
        if "calendar" in facts and facts["calendar"]["starts_at"]:
            content = calendar.scheduled(facts["calendar"], method).decode()
            yield outbox.Part(content, f"text/calendar; method={method}", alternative=True)
            yield outbox.Part(content.encode(), "application/ics", filename="termin.ics")

    return build


for _mail in ("seat_confirmed", "promoted", "restored", "substituted_in", "event_changed"):
    outbox.with_parts(f"events/{_mail}")(_part("REQUEST"))
for _mail in ("cancelled", "rejected", "substituted_out", "event_cancelled", "event_postponed"):
    outbox.with_parts(f"events/{_mail}")(_part("CANCEL"))
