"""What readers answer from a mail: poll, vote, rating, question of the week, „Ich komme“.

The link in the mail only opens a page; the button on it leads here. Last answer wins until the prompt closes.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import emails, registration
from events.models import Event, Registration
from events.models.registration import normal_name
from forum.models import User
from forum.templatetags.german import moment
from members.models import Membership
from members.permissions import organisations_of
from newsletter.models import Answer, Prompt, Subscriber
from newsletter.models.subscriber import address_hash

COMES, STAYS_AWAY = 0, 1


class AnswerRefused(Exception):
    """Why it does not count, as a sentence for the reader."""


class Closed(AnswerRefused):
    def __init__(self, prompt: Prompt) -> None:
        super().__init__(
            _("Antworten war bis %(moment)s möglich. Das Ergebnis steht in der Ausgabe.")
            % {"moment": moment(prompt.closes_at)}
        )


class NoSuchChoice(AnswerRefused):
    def __init__(self) -> None:
        super().__init__(_("Diese Antwort gibt es nicht."))


class NothingSaid(AnswerRefused):
    def __init__(self) -> None:
        super().__init__(_("Bitte schreiben Sie Ihre Antwort in das Feld."))


class OtherName(AnswerRefused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Unter dieser Adresse ist schon jemand mit einem anderen Namen angemeldet. Absagen und ändern lässt"
                " sich jede Anmeldung über den Link in ihrem Beleg, der per Mail kam."
            )
        )


def answer(
    prompt: Prompt,
    *,
    email: str,
    choice: int,
    text: str = "",
    offers_talk: bool = False,
    name: str = "",
    now: datetime | None = None,
) -> Answer:
    """Stores the answer of whoever reads the mail of `email`; a second one replaces the first.

    „Ich komme“ takes a real seat (or a place on the waiting list) through the act of the events; when that is
    refused, nothing is stored. Raises AnswerRefused or a Refusal of the events, each with its sentence.
    """
    now = now or timezone.now()
    if not prompt.is_open(now):
        raise Closed(prompt)
    if not 0 <= choice < len(prompt.choices):
        raise NoSuchChoice
    if prompt.kind == Prompt.Kind.QUESTION and not text.strip():
        raise NothingSaid
    email = email.lower()
    with transaction.atomic():
        if prompt.kind == Prompt.Kind.RSVP:
            _take_or_leave_a_seat(prompt, email=email, name=name, comes=choice == COMES)
        stored, _created = Answer.objects.update_or_create(
            prompt=prompt,
            voter=address_hash(email),
            defaults={
                "subscriber": Subscriber.objects.filter(email=email).first(),
                "user": User.objects.filter(email=email).first(),
                "choice": choice,
                "text": text.strip()[:1000],
                "offers_talk": offers_talk and prompt.asks_speakers,
                "is_member": is_member(email),
                "answered_at": now,
            },
        )
    return stored


def answer_of(prompt: Prompt, email: str) -> Answer | None:
    return Answer.objects.filter(prompt=prompt, voter=address_hash(email)).first()


def is_member(email: str) -> bool:
    """In votes the members' answers decide about talks; in polls everybody counts."""
    return Membership.objects.active().filter(user__email=email, organisation__standing="mitglied").exists()


def registration_of(prompt: Prompt, email: str, name: str) -> Registration | None:
    """The reader's own living registration for the event of an invitation."""
    return next((row for row in _registered(prompt, email) if _is_own(row, email, name)), None)


def _registered(prompt: Prompt, email: str) -> list[Registration]:
    """Several when colleagues share one address."""
    if prompt.event_page_id is None:
        return []
    rows = Registration.objects.live().filter(event__page=prompt.event_page_id, email=email)
    return list(rows.select_related("user").in_order())


def _is_own(row: Registration, email: str, name: str) -> bool:
    """By the account or the name. Where the mail's reader has no name, an address stands for one person, but not in a
    group."""
    if row.user is not None and row.user.email == email:
        return True
    return row.name_key == normal_name(name) if name else row.group_id is None


def _take_or_leave_a_seat(prompt: Prompt, *, email: str, name: str, comes: bool) -> None:
    event = Event.objects.filter(page=prompt.event_page_id).first()
    if event is None:
        raise AnswerRefused(_("Diesen Termin gibt es nicht mehr."))
    user = User.objects.filter(email=email, is_active=True).first()
    name = (user.get_full_name() if user else "") or name.strip()
    if comes:
        _come(prompt, event, email=email, name=name, user=user)
    else:
        _stay_away(prompt, event, email=email, name=name)


def _come(prompt: Prompt, event: Event, *, email: str, name: str, user: User | None) -> None:
    row = registration_of(prompt, email, name)
    if row is None:
        row = _register(event, email=email, name=name, user=user)
        if not _is_own(row, email, name):
            raise OtherName
    if row.status == Registration.Status.PENDING_MAIL:
        # Whoever came here by a link from the mailbox has shown that the address is theirs.
        registration.confirm_mail(row)
        emails.nothing_to_confirm(row)


def _stay_away(prompt: Prompt, event: Event, *, email: str, name: str) -> None:
    """Gives back the reader's own seat, never that of a colleague who shares the address."""
    match _registered(prompt, email):
        case []:
            registration.decline(event, registration.Person(name=name or email, email=email))
        case [row] if _is_own(row, email, name):
            registration.cancel(row)
        case _:
            raise OtherName


def _register(event: Event, *, email: str, name: str, user: User | None) -> Registration:
    """The row of this person, or that of whoever is registered alone under this address."""
    if not name:
        raise AnswerRefused(_("Bitte nennen Sie Ihren Namen; er steht auf der Teilnahmeliste."))
    organisations = list(organisations_of(user)[:2]) if user else []
    (row,) = registration.register(
        event,
        [registration.Person(name=name, email=email, user=user)],
        by=user,
        on_behalf_of=organisations[0] if len(organisations) == 1 else None,
    )
    return row
