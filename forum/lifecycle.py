"""What happens to a person's data and to an organisation over time: the roof asks every room, one after the other.

Each room's `retention.py` has the same five functions (export, erase, hand_over, merge, retain) and answers for its own
tables. Which foreign keys to people and organisations exist, and who answers for each, stands in tests/forum/
test_lifecycle.py; a key nobody answers for fails the suite.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from events import retention as events
from events.refusals import Refusal
from forum import reporting
from forum.accounts import retention as accounts
from forum.models import OutgoingMail, User
from library import retention as library
from members import emails, permissions
from members import retention as members
from members.admission import NotPossible
from members.models import Membership, Organisation, Preferences
from newsletter import retention as newsletter

# Higher rooms first: what builds on something goes before what it builds on.
ROOMS = (newsletter, events, library, members)

ASK_AFTER = timedelta(days=730)
ERASE_AFTER_ASKING = timedelta(days=92)
SENT_MAIL_KEPT = timedelta(days=30)

# What a mail was about, by the room that sent it; its text is not kept.
ABOUT = {
    "accounts": gettext_lazy("Anmeldung und Konto"),
    "forum": gettext_lazy("Meldung"),
    "members": gettext_lazy("Mitgliedschaft"),
    "library": gettext_lazy("Gute Praktiken"),
    "events": gettext_lazy("Veranstaltungen"),
    "newsletter": gettext_lazy("Newsletter"),
}


class NotHandedOver(NotPossible):
    pass


class NotMerged(NotPossible):
    pass


# --- One person -------------------------------------------------------------------------------------------------------


def export(user: User) -> dict[str, Any]:
    """Everything the portal knows about the person (Art. 15 and 20 DSGVO), by room, JSON-ready."""
    answer: dict[str, Any] = {
        "Konto": {
            "Vorname": user.first_name,
            "Nachname": user.last_name,
            "E-Mail-Adresse": user.email,
            "angelegt": user.date_joined.isoformat(),
            "zuletzt angemeldet": user.last_login.isoformat() if user.last_login else None,
            "Rollen im Forum": [group.name for group in user.groups.all()],
        },
        "Ausgehende Mails der letzten 30 Tage": [
            {
                "worum es ging": str(ABOUT.get(mail.name.partition("/")[0], mail.name)),
                "am": (mail.sent_at or mail.created_at).isoformat(),
                "Stand": str(mail.get_state_display()),
            }
            for mail in OutgoingMail.objects.filter(recipient=user.email)
        ],
    }
    answer.update(accounts.export(user))
    for room in ROOMS:
        answer.update(room.export(user))
    return answer


@transaction.atomic
def preview_erasure(user: User) -> list[str]:
    """What erasing would remove and what stays and why: the erasure itself, done and taken back."""
    try:
        sentences = _erase(user)
    except NotPossible as refusal:
        sentences = [str(refusal)]
    transaction.set_rollback(True)
    return sentences


@transaction.atomic
def erase(user: User, *, by: User | None = None) -> list[str]:
    """Erases the person from every room, for good, and tells them by a last mail. Returns its sentences.

    The last coordinator of an organisation may go as well (nobody can be kept); the Geschäftsstelle is told.
    """
    email, pk = user.email, user.pk
    sentences = _erase(user)
    emails.erased(email, sentences)
    if by is not None and by.pk != pk:
        log(by, "forum.erased", user=by, title=_("Person"), data={"user": pk})
    return sentences


def _erase(user: User) -> list[str]:
    user = User.objects.select_for_update().get(pk=user.pk)
    sentences = [_("Ihr Konto mit Name, Adresse, Passwort und zweitem Faktor wird gelöscht.")]
    with _refusals_of_events():
        for room in ROOMS:
            sentences += room.erase(user)
    if OutgoingMail.objects.filter(recipient=user.email).exclude(name="members/coordinator_missing").delete()[0]:
        sentences.append(_("Aufgezeichnete Mails an Ihre Adresse werden gelöscht."))
    sentences.append(_("Änderungsprotokolle bleiben, nennen aber nur noch eine Nummer statt Ihres Namens."))
    _end_sessions(user)
    user.delete()
    return sentences


@transaction.atomic
def deactivate(user: User, *, by: User) -> None:
    """Locks the account without deleting anything: no sign-in, no memberships in force. `reactivate` undoes it."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    for membership in Membership.objects.filter(
        user=user, role=Membership.Role.COORDINATOR, state=Membership.State.ACTIVE
    ).select_related("organisation"):
        others = Membership.objects.active().filter(
            organisation=membership.organisation, role=Membership.Role.COORDINATOR
        )
        if not others.exists():
            emails.coordinator_missing(membership.organisation)
    _end_sessions(user)
    log(user, "forum.deactivated", user=by, title=_("Person"), data={"user": user.pk})


@transaction.atomic
def reactivate(user: User, *, by: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=True)
    log(user, "forum.reactivated", user=by, title=_("Person"), data={"user": user.pk})


def _end_sessions(user: User) -> None:
    """Every device is signed out. allauth keeps which session belongs to whom."""
    keys = list(user.usersession_set.values_list("session_key", flat=True))  # type: ignore[attr-defined]
    Session.objects.filter(session_key__in=keys).delete()


@transaction.atomic
def preview_hand_over(user: User, *, successor: User, organisation: Organisation) -> list[str]:
    """What would go to the successor: the hand-over itself, done and taken back. Raises NotHandedOver."""
    told = _hand_over(user, successor, organisation)
    transaction.set_rollback(True)
    return told


@transaction.atomic
def hand_over(user: User, *, successor: User, organisation: Organisation, by: User) -> list[str]:
    """Moves contact points, practices, registrations and the role to a colleague of the same organisation.

    Raises NotHandedOver when the successor is no active member of the organisation, or is the same person.
    """
    told = _hand_over(user, successor, organisation)
    log(organisation, "members.handed_over", user=by, data={"from": user.pk, "to": successor.pk})
    emails.handed_over(user, successor, organisation)
    return told


def _hand_over(user: User, successor: User, organisation: Organisation) -> list[str]:
    Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=organisation.pk)
    active = Membership.objects.active().filter(organisation=organisation)
    if user.pk == successor.pk:
        raise NotHandedOver(_("Bitte wählen Sie eine andere Person als Nachfolge."))
    for person in (user, successor):
        if not active.filter(user=person).exists():
            raise NotHandedOver(
                _("%(person)s gehört nicht zu %(name)s.") % {"person": person, "name": organisation.name}
            )
    with _refusals_of_events():
        return [sentence for room in ROOMS for sentence in room.hand_over(user, successor, organisation)]


@contextmanager
def _refusals_of_events() -> Iterator[None]:
    """An event that is busy just now says so in the words of this module; nothing was changed."""
    try:
        yield
    except Refusal as refusal:
        raise NotPossible(str(refusal)) from refusal


def people_of(organisation: Organisation) -> dict[int, User]:
    """Who could hand over to whom: the active people of an organisation, by name."""
    people = User.objects.filter(
        is_active=True, memberships__organisation=organisation, memberships__state=Membership.State.ACTIVE
    )
    return {each.pk: each for each in people.distinct().order_by("last_name", "first_name", "pk")}


def may_hand_over(user: Any, organisation: Organisation) -> bool:
    """Coordinators and the Geschäftsstelle for everybody; others may give away only what is their own."""
    return permissions.may_manage(user, organisation) or permissions.belongs_to(user, organisation)


# --- One organisation -------------------------------------------------------------------------------------------------


@transaction.atomic
def merge(source: Organisation, *, target: Organisation, by: User) -> Organisation:
    """Two rows for one body become one: `target` keeps its name and address, `source` goes, its link leads on.

    Raises NotMerged for the same row twice, for the Geschäftsstelle's own organisation as source, and where the two
    stand for different places of the register.
    """
    both = Organisation.objects.select_for_update(of=("self",)).in_bulk(sorted([source.pk, target.pk]))
    if len(both) != 2:
        raise NotMerged(_("Bitte wählen Sie zwei verschiedene Organisationen."))
    source, target = both[source.pk], both[target.pk]
    if source.is_convener:
        raise NotMerged(_("Die Geschäftsstelle kann nicht in eine andere Organisation aufgehen."))
    if source.municipality_id and target.municipality_id and source.municipality_id != target.municipality_id:
        raise NotMerged(_("Die beiden stehen für verschiedene Orte des Registers."))
    for room in ROOMS:
        room.merge(source, target)
    log(target, "members.merged", user=by, data={"source": source.pk, "name": source.name})
    source.delete()
    return target


# --- Time passes ------------------------------------------------------------------------------------------------------


def retain(now: datetime | None = None) -> dict[str, int]:
    """Deletes in every room what is past its time, asks inactive people and erases who did not answer.

    Each part stands alone: one that fails does not keep the others from their duty, and raises at the end. Only where
    the worker's time is over nothing more is begun.
    """
    now = now or timezone.now()
    done: dict[str, int] = {}
    failures: list[Exception] = []
    parts: list[Callable[[datetime], dict[str, int]]] = [
        _ground,
        accounts.retain,
        _inactive_people,
        *(room.retain for room in ROOMS),
    ]
    for part in parts:
        try:
            with transaction.atomic():
                done.update(part(now))
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:  # noqa: BLE001 - raised below, after the others had their turn
            failures.append(error)
    if failures:
        raise failures[0]
    return done


def _ground(now: datetime) -> dict[str, int]:
    call_command("clearsessions")
    finished = [OutgoingMail.State.SENT, OutgoingMail.State.FAILED, OutgoingMail.State.SKIPPED]
    old = OutgoingMail.objects.filter(state__in=finished, created_at__lt=now - SENT_MAIL_KEPT)
    return {"ausgegangene Mails": old.delete()[0], "Meldungen": reporting.forget(now)}


def _inactive_people(now: datetime) -> dict[str, int]:
    """Who did not sign in for two years is asked; who does not come back within three months is erased."""
    asked = erased = 0
    for user in _asleep(now).exclude(preferences__asked_at__isnull=False)[:100]:
        Preferences.objects.update_or_create(user=user, defaults={"asked_at": now})
        emails.still_needed(user, deleted_on=timezone.localdate(now + ERASE_AFTER_ASKING))
        asked += 1
    for user in _asleep(now).filter(preferences__asked_at__lt=now - ERASE_AFTER_ASKING)[:20]:
        erase(user)
        erased += 1
    awake = Preferences.objects.exclude(asked_at=None).filter(user__last_login__gt=now - ASK_AFTER)
    awake.update(asked_at=None)
    return {"nach Inaktivität gefragt": asked, "inaktive Konten gelöscht": erased}


def _asleep(now: datetime) -> Any:
    """Superusers are the operator's own and stay."""
    since = now - ASK_AFTER
    return User.objects.filter(is_superuser=False, date_joined__lt=since).exclude(last_login__gte=since).order_by("pk")


def rules() -> list[tuple[str, str]]:
    """What is kept how long, for everybody to read; each room adds its own RULES."""
    own = [
        (_("Gesendete Mails: Empfänger und Betreff"), _("30 Tage")),
        (_("Konten ohne Anmeldung"), _("24 Monate, dann Nachfrage; 27 Monate, dann Löschung")),
    ]
    return own + [rule for room in (accounts, *ROOMS) for rule in getattr(room, "RULES", [])]


def deleted_on(user: User) -> datetime:
    """The day on which this account would be erased if nobody signed in any more."""
    return (user.last_login or user.date_joined) + ASK_AFTER + ERASE_AFTER_ASKING
