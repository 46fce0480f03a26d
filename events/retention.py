"""How long personal data of registrations live, and how a person is forgotten without breaking numbers or chain.

Periods (docs/concepts.md, docs/privacy.md): needs 14 days after the event, everything else six months after it, or
after its last change where no day is fixed; registrations are anonymised, never deleted. Unconfirmed „Vormerken“ seven
days.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Event, Interest, Organiser, Registration, Speaker
from events.models.registration import NOBODY, normal_name
from events.refusals import CalledOff, CannotStandIn, EventIsOver
from events.registration import cancel, substitute
from events.speaking import drop_slides
from forum.models import OutgoingMail, User
from members.models import Organisation

NEEDS = timedelta(days=14)
REGISTRATIONS = timedelta(days=183)
UNCONFIRMED_INTEREST = timedelta(days=7)
# A date without a day, postponed for good perhaps, is over when nobody has touched it for as long.
OVER_AT = Coalesce("ends_at", "changed_at")

RULES = [
    (
        gettext_lazy("Anmeldungen zu Terminen: Name, Adresse, Antworten"),
        gettext_lazy("6 Monate nach dem Termin; steht keiner fest, nach der letzten Änderung"),
    ),
    (gettext_lazy("Unterstützungs- und Essensbedarf"), gettext_lazy("14 Tage nach dem Termin")),
    (gettext_lazy("Vormerkungen"), gettext_lazy("bis zum Termin; unbestätigt 7 Tage")),
]


def retain(now: datetime) -> dict[str, int]:
    """Deletes what is over its time. Safe to repeat; returns how many rows each rule touched."""
    long_ago = Event.objects.alias(over_at=OVER_AT).filter(over_at__lt=now - REGISTRATIONS)
    return {
        "needs": Registration.objects.filter(event__ends_at__lt=now - NEEDS).exclude(needs="").update(needs=""),
        "registrations": _anonymise(Registration.objects.filter(event__in=long_ago, anonymised_at=None), now),
        "interests": Interest.objects.filter(
            confirmed_at__isnull=True, created_at__lt=now - UNCONFIRMED_INTEREST
        ).delete()[0]
        + Interest.objects.filter(event__ends_at__lt=now).delete()[0],
        "speakers": Speaker.objects.filter(session__event__in=long_ago).exclude(email="").update(email=""),
    }


def _anonymise(rows: QuerySet[Registration], now: datetime) -> int:
    """Number, times, state and organisation stay. Without the secret nobody can tell whose line it was."""
    return rows.update(
        name=_("anonymisiert"),
        name_key=Concat(Value("anonym-"), F("receipt_no"), output_field=Registration._meta.get_field("name_key")),
        email=_nobodys_address(),
        user=None,
        organisation_name="",
        answers={},
        needs="",
        entry_reason="",
        secret="",
        submission=None,
        together_with=[],
        anonymised_at=now,
    )


def _nobodys_address() -> Concat:
    field = Registration._meta.get_field("email")
    return Concat(Value("anonym-"), F("pk"), Value(NOBODY), output_field=field)


def _of(user: User) -> QuerySet[Registration]:
    """Also what stands under the address without being theirs for sure: better forgotten once too often. Only what
    plainly means a colleague stays: one of several names of a group under this mail address."""
    others = Registration.objects.filter(event=OuterRef("event"), email=OuterRef("email"))
    others = others.exclude(name_key=OuterRef("name_key"))
    colleague = Q(group_id__isnull=False) & ~Q(name_key=normal_name(str(user))) & Exists(others)
    theirs = Q(user=user) | Q(user__isnull=True, email=user.email) & ~colleague
    return Registration.objects.filter(theirs, anonymised_at__isnull=True)


def export(user: User) -> dict[str, Any]:
    """Everything this room holds about the person."""
    registrations = [
        {
            "Termin": row.event.title,
            "wann": row.event.when,
            "Nummer": row.receipt_no,
            "eingegangen": row.received_at.isoformat(),
            "Stand": str(row.get_status_display()),
            "Name": row.name,
            "E-Mail-Adresse": row.email,
            "Organisation": row.organisation_label,
            "Antworten": row.answers,
            "Bedarf": row.needs,
            "Prüfsumme": row.receipt_hash,
            "Programmpunkte": [place.session.title for place in row.session_registrations.all()],
        }
        for row in _of(user)
        .select_related("event", "organisation")
        .prefetch_related("session_registrations__session")
        .order_by("pk")
    ]
    interests = Interest.objects.filter(Q(user=user) | Q(email=user.email)).values_list("event__title", flat=True)
    talks = _talks(user).values_list("session__title", flat=True)
    return {
        "Anmeldungen": registrations,
        "Vorgemerkte Termine": list(interests),
        "Programmpunkte als Referent*in": list(talks),
    }


@transaction.atomic
def erase(user: User) -> list[str]:
    """Forgets the person. Living registrations are given back first, through the act, so that others move up."""
    now = timezone.now()
    for row in _of(user).live().select_related("event").order_by("event_id"):  # type: ignore[attr-defined]
        try:
            cancel(row)
        except EventIsOver:
            continue
    addresses = {user.email, *_of(user).values_list("email", flat=True)}
    removed = _anonymise(_of(user), now)
    # Colleagues keep their seats; only the contact address goes. Their coordinators see them in the list.
    Registration.objects.filter(email=user.email).update(email=_nobodys_address())
    Interest.objects.filter(Q(user=user) | Q(email=user.email)).delete()
    drop_slides(_talks(user))
    _talks(user).update(name=_("Referent*in"), email="", user=None)
    Registration.objects.filter(entered_by=user).update(entered_by=None)
    OutgoingMail.objects.filter(
        name__startswith="events/", recipient__in=addresses, state=OutgoingMail.State.QUEUED
    ).update(state=OutgoingMail.State.SKIPPED, facts={})
    if not removed:
        return []
    return [
        ngettext(
            "%(n)d Anmeldung zu einer Veranstaltung: Name, Adresse und Antworten sind gelöscht.",
            "%(n)d Anmeldungen zu Veranstaltungen: Name, Adresse und Antworten sind gelöscht.",
            removed,
        )
        % {"n": removed},
        _("Nummern und Zeilen im Protokoll bleiben, weil die Reihenfolge nachprüfbar bleiben muss. Sie sind anonym."),
    ]


def _talks(user: User) -> QuerySet[Speaker]:
    """Also those from before the person had an account."""
    return Speaker.objects.filter(Q(user=user) | Q(email__iexact=user.email))


def hand_over(user: User, successor: User, organisation: Organisation) -> list[str]:
    """Places in coming events go on to the successor with number and sessions, as with every substitution.

    Where the successor has an own place, the old one stays with the person. Manual entries name the successor.
    """
    Registration.objects.filter(entered_by=user, organisation=organisation).update(entered_by=successor)
    moved, stayed = 0, 0
    places = Registration.objects.filter(user=user, organisation=organisation).live().select_related("event")
    for row in places.order_by("event_id"):  # one order for everybody who locks several events, or two wait in a ring
        try:
            substitute(row, name=str(successor), email=successor.email, user=successor, organisation=organisation)
        except CannotStandIn:
            stayed += 1
        except (CalledOff, EventIsOver):
            continue
        else:
            moved += 1
    told = []
    if moved:
        words = ngettext("%(n)d Anmeldung mit Nummer und Platz", "%(n)d Anmeldungen mit Nummer und Platz", moved)
        told.append(words % {"n": moved})
    if stayed:
        told.append(
            ngettext(
                "%(n)d Anmeldung bleibt, weil die Nachfolge selbst angemeldet ist",
                "%(n)d Anmeldungen bleiben, weil die Nachfolge selbst angemeldet ist",
                stayed,
            )
            % {"n": stayed}
        )
    return told


def merge(source: Organisation, target: Organisation) -> None:
    """Registrations and hosted events of `source` become those of `target`."""
    Registration.objects.filter(organisation=source).update(organisation=target)
    twin = Organiser.objects.filter(organisation=target, event=OuterRef("event"), role=OuterRef("role"))
    Organiser.objects.filter(Exists(twin), organisation=source).delete()
    Organiser.objects.filter(organisation=source).update(organisation=target)
