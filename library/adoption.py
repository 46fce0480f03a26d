"""Acts of re-use (Concepts §6): declare, confirm, decline, advance, abandon.

Either side may declare; it counts publicly only after a coordinator of the adopter confirmed. Each act locks the
practice's page row first, so that two people declaring the same re-use make one.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import User
from library import emails, indexing
from library.models import Adoption, PracticePage
from members.models import Organisation
from members.permissions import coordinates

Stage = Adoption.Stage
CONFIRM_AGAIN_AFTER = timedelta(days=365)
# What the adopter may write beside the stage.
DETAILS = (
    "since",
    "scope",
    "adaptation",
    "effort",
    "saved_hours",
    "saved_euros",
    "saved_how",
    "lesson",
    "is_shared_early",
    "name_is_released",
    "contact",
    "successor_of",
)


class AdoptionRefused(Exception):
    """The act cannot be done; the sentence is for the person who tried."""


@transaction.atomic
def declare(
    practice: PracticePage,
    *,
    adopter: Organisation,
    by: User,
    stage: str = Stage.INTEREST,
    now: datetime | None = None,
    **details: Any,
) -> Adoption:
    """A coordinator of the adopter or of the origin says that the adopter re-uses the practice.

    Declared by the adopter it is confirmed at once; otherwise its coordinators are asked. Repeating it answers with the
    living row. Raises AdoptionRefused for strangers, one's own practice, a practice that is not public, or a chain that
    does not lead here.
    """
    now = now or timezone.now()
    practice = _locked(practice)
    is_adopter = coordinates(by, adopter)
    if not (is_adopter or (practice.origin is not None and coordinates(by, practice.origin))):
        raise AdoptionRefused(_("Das melden kann nur die Koordination der Kommune, die nachnutzt, oder der Herkunft."))
    if adopter.pk == practice.origin_id:
        raise AdoptionRefused(_("Die eigene Praxis zählt als Herkunft und braucht keine Nachnutzung."))
    if not practice.live:
        raise AdoptionRefused(_("Diese Praxis ist nicht veröffentlicht."))
    if known := Adoption.objects.living().filter(practice=practice, adopter=adopter).first():
        return known
    declined = Adoption.objects.filter(practice=practice, adopter=adopter).exclude(declined_at=None)
    if not is_adopter and declined.exists():
        raise AdoptionRefused(
            _("%s hat diese Meldung schon abgelehnt. Jetzt kann nur noch deren Koordination sie eintragen.") % adopter
        )
    if stage not in Stage.values or stage == Stage.DROPPED:
        raise AdoptionRefused(_("Bitte wählen Sie einen Stand."))
    adoption = Adoption(practice=practice, adopter=adopter, stage=stage, declared_by=by, declared_at=now)
    _describe(adoption, details)
    if is_adopter:
        adoption.confirmed_at, adoption.confirmed_by = now, by
    adoption.save(force_insert=True)
    if is_adopter:
        emails.adoption_declared(adoption)
    else:
        emails.adoption_to_confirm(adoption)
    indexing.index(practice)
    return adoption


@transaction.atomic
def confirm(adoption: Adoption, *, by: User, now: datetime | None = None) -> Adoption:
    """The adopter's coordinator says yes, also once a year again. From now on it counts. Repeats harmlessly."""
    adoption = _for_adopter(adoption, by)
    if adoption.declined_at is not None:
        raise AdoptionRefused(_("Diese Meldung wurde bereits abgelehnt."))
    first = adoption.confirmed_at is None
    adoption.confirmed_at, adoption.confirmed_by, adoption.asked_at = now or timezone.now(), by, None
    adoption.save(update_fields=["confirmed_at", "confirmed_by", "asked_at"])
    if first:
        emails.adoption_confirmed(adoption)
        indexing.index(adoption.practice)
    return adoption


@transaction.atomic
def decline(adoption: Adoption, *, by: User, now: datetime | None = None) -> Adoption:
    """The adopter says: that is not so. It vanishes from every public view, and who declared it is told."""
    adoption = _for_adopter(adoption, by)
    if adoption.declined_at is None:
        adoption.declined_at = now or timezone.now()
        adoption.save(update_fields=["declined_at"])
        emails.adoption_declined(adoption)
        indexing.index(adoption.practice)
    return adoption


@transaction.atomic
def advance(adoption: Adoption, *, by: User, stage: str, **details: Any) -> Adoption:
    """The adopter's coordinator moves it on (or back) and says what is new. Ended or dropped ones stay as they are."""
    adoption = _for_adopter(adoption, by)
    if adoption.stage in Adoption.CLOSED:
        raise AdoptionRefused(_("Diese Nachnutzung ist abgeschlossen. Bitte melden Sie eine neue."))
    if stage not in Stage.values or stage == Stage.DROPPED:
        raise AdoptionRefused(_("Bitte wählen Sie einen Stand."))
    if stage != adoption.stage and "since" not in details:
        details["since"] = timezone.localdate()
    adoption.stage = stage
    _describe(adoption, details)
    if adoption.confirmed_at is None:
        adoption.confirmed_at, adoption.confirmed_by = timezone.now(), by
    adoption.save()
    indexing.index(adoption.practice)
    return adoption


@transaction.atomic
def abandon(
    adoption: Adoption, *, by: User, reasons: Iterable[str], lesson: str = "", name_is_released: bool = False
) -> Adoption:
    """Dropped, with reasons. They are shown in sum; the adopter's name only when released."""
    adoption = _for_adopter(adoption, by)
    known = [reason for reason in reasons if reason in Adoption.Reason.values]
    if not known:
        raise AdoptionRefused(_("Bitte nennen Sie mindestens einen Grund. Er hilft anderen."))
    if adoption.stage == Stage.ENDED:
        raise AdoptionRefused(_("Diese Nachnutzung ist schon beendet."))
    adoption.stage, adoption.reasons, adoption.lesson = Stage.DROPPED, known, lesson.strip()
    adoption.name_is_released, adoption.since = name_is_released, timezone.localdate()
    if adoption.confirmed_at is None:
        adoption.confirmed_at, adoption.confirmed_by = timezone.now(), by
    adoption.save()
    indexing.index(adoption.practice)
    return adoption


def ask_again(now: datetime) -> int:
    """Once a year the adopter is asked whether it is still so; returns how many were asked. Safe to repeat."""
    due = (
        Adoption.objects.confirmed()
        .filter(confirmed_at__lt=now - CONFIRM_AGAIN_AFTER, asked_at=None)
        .exclude(stage__in=Adoption.CLOSED)
    )
    asked = 0
    for pk in due.values_list("pk", flat=True)[:500]:
        with transaction.atomic():
            adoption = due.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=pk).first()
            if adoption is not None:
                adoption.asked_at = now
                adoption.save(update_fields=["asked_at"])
                emails.adoption_to_confirm(adoption)
                asked += 1
    return asked


def reasons_in_sum(practice: PracticePage) -> list[tuple[str, int]]:
    """Why others decided against it: (reason, how often), without names."""
    words = dict(Adoption.Reason.choices)
    counted: dict[str, int] = {}
    for reasons in (
        Adoption.objects.confirmed().filter(practice=practice, stage=Stage.DROPPED).values_list("reasons", flat=True)
    ):
        for reason in reasons:
            counted[reason] = counted.get(reason, 0) + 1
    return sorted(((str(words[reason]), n) for reason, n in counted.items()), key=lambda pair: (-pair[1], pair[0]))


def _locked(practice: PracticePage) -> PracticePage:
    pages = PracticePage.objects.select_for_update(of=("self",), no_key=True)
    return pages.select_related("origin").get(pk=practice.pk)


def _for_adopter(adoption: Adoption, by: User) -> Adoption:
    locked = (
        Adoption.objects.select_for_update(of=("self",), no_key=True)
        .select_related("practice__origin", "adopter", "declared_by")
        .get(pk=adoption.pk)
    )
    if not coordinates(by, locked.adopter):
        raise AdoptionRefused(_("Das kann nur die Koordination der Kommune, die nachnutzt."))
    return locked


def _describe(adoption: Adoption, details: dict[str, Any]) -> None:
    for name in DETAILS:
        if name in details:
            setattr(adoption, name, details[name])
    before = adoption.successor_of
    if before is not None and (before.practice_id != adoption.practice_id or before.pk == adoption.pk):
        raise AdoptionRefused(_("Übernommen werden kann nur von einer Nachnutzung derselben Praxis."))
    if isinstance(adoption.since, date) and adoption.since > timezone.localdate() and adoption.stage == Stage.OPERATION:
        raise AdoptionRefused(_("„Im Betrieb seit“ kann nicht in der Zukunft liegen."))
