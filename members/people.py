"""What people decide about themselves: who may see them, and how the portal may write to them."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from forum.models import FieldOfAction, User
from members import emails
from members.models import Consent, DataRequest, Expertise, Membership, Preferences

Purpose = Consent.Purpose


def wording(purpose: str, membership: Membership) -> str:
    """The sentence beside the box; stored with the consent, so that it can be shown later what was agreed to."""
    texts = {
        Purpose.PUBLIC_NAME: _("Mein Name und meine Funktion stehen öffentlich im Profil von %(organisation)s."),
        Purpose.EMAIL_TO_MEMBERS: _("Angemeldete Mitglieder des Forums sehen im Profil meine Mail-Adresse."),
        Purpose.EXPERTISE: _(
            "Angemeldete Mitglieder des Forums sehen unter „Fachleute“, wozu man mich bei %(organisation)s fragen kann."
        ),
    }
    return texts[Purpose(purpose)] % {"organisation": membership.organisation.name}


@transaction.atomic
def set_visibility(membership: Membership, *, is_public: bool, shows_email: bool) -> Membership:
    """Gives or withdraws the consents of one person for one organisation; each step leaves its proof."""
    membership = Membership.objects.select_for_update(no_key=True, of=("self",)).get(pk=membership.pk)
    _record(membership, Purpose.PUBLIC_NAME, given=is_public)
    _record(membership, Purpose.EMAIL_TO_MEMBERS, given=shows_email and is_public)
    membership.is_public, membership.shows_email = is_public, shows_email and is_public
    membership.save(update_fields=["is_public", "shows_email"])
    return membership


def _record(membership: Membership, purpose: Consent.Purpose, *, given: bool) -> None:
    live = Consent.objects.filter(membership=membership, purpose=purpose, withdrawn_at=None)
    if not given:
        live.update(withdrawn_at=timezone.now())
    elif not live.exists():
        Consent.objects.create(
            user=membership.user, membership=membership, purpose=purpose, wording=wording(purpose, membership)
        )


@transaction.atomic
def offer_expertise(membership: Membership, *, fields_of_action: Iterable[FieldOfAction], text: str) -> Expertise:
    """Enters the person among the experts; that they asked for it is kept as their consent."""
    membership = Membership.objects.select_for_update(no_key=True, of=("self",)).get(pk=membership.pk)
    _record(membership, Purpose.EXPERTISE, given=True)
    offered, _created = Expertise.objects.update_or_create(membership=membership, defaults={"text": text})
    offered.fields_of_action.set(fields_of_action)
    return offered


@transaction.atomic
def withdraw_expertise(membership: Membership) -> None:
    membership = Membership.objects.select_for_update(no_key=True, of=("self",)).get(pk=membership.pk)
    _record(membership, Purpose.EXPERTISE, given=False)
    Expertise.objects.filter(membership=membership).delete()


def set_contact(membership: Membership, *, is_contact: bool, by: User) -> None:
    """Marks who answers for the organisation; the name is shown only to those the person agreed to."""
    Membership.objects.filter(pk=membership.pk, state=Membership.State.ACTIVE).update(is_contact=is_contact)
    log(
        membership.organisation,
        "members.contact",
        user=by,
        data={"membership": membership.pk, "is_contact": is_contact},
    )


def set_digest(user: User, digest: str) -> Preferences:
    preferences, _created = Preferences.objects.update_or_create(user=user, defaults={"digest": digest})
    return preferences


@transaction.atomic
def ask_under_data_protection_law(user: User, *, kind: str, text: str) -> DataRequest:
    """Starts the clock of Art. 12 (3) DSGVO: one month from receipt. The person gets the date in writing."""
    now = timezone.now()
    earlier = DataRequest.objects.filter(user=user, kind=kind, text=text, state=DataRequest.State.OPEN).first()
    if earlier:
        return earlier
    request = DataRequest.objects.create(
        user=user, kind=kind, text=text, received_at=now, due_on=one_month_after(timezone.localdate(now))
    )
    emails.data_request_received(request, user.email)
    emails.data_request_to_answer(request)
    return request


@transaction.atomic
def enter_request(*, kind: str, email: str, text: str, received_on: date, by: User) -> DataRequest:
    """A request that came by letter, mail or telephone; the clock runs from the day it came. Twice the same is one."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two presses of the button wait for each other
    received_at = timezone.make_aware(datetime.combine(received_on, time(12)))
    told = {"kind": kind, "email": email, "text": text, "received_at": received_at}
    if earlier := DataRequest.objects.filter(**told, state=DataRequest.State.OPEN).first():
        return earlier
    request = DataRequest.objects.create(
        user=User.objects.filter(email=email).first(),
        **told,
        due_on=one_month_after(received_on),
    )
    log(request, "members.request_entered", user=by, data={"kind": kind})
    emails.data_request_received(request, email)
    return request


@transaction.atomic
def answer(request: DataRequest, *, by: User, text: str, refused: bool = False) -> DataRequest:
    """Closes the request with the answer the person reads. Answered once, it stays as it is."""
    request = DataRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=request.pk)
    if request.state != DataRequest.State.OPEN:
        return request
    request.state = DataRequest.State.REFUSED if refused else DataRequest.State.ANSWERED
    request.answer, request.answered_at = text, timezone.now()
    request.save()
    log(request, "members.answered", user=by, data={"state": request.state})
    if address := request.email or (request.user.email if request.user else ""):
        emails.data_request_answered(request, address)
    return request


@transaction.atomic
def extend(request: DataRequest, *, reason: str) -> DataRequest:
    """Two more months, once and only with a reason that the person is told within the first (Art. 12 (3) DSGVO)."""
    request = DataRequest.objects.select_for_update(no_key=True, of=("self",)).get(pk=request.pk)
    if request.state != DataRequest.State.OPEN or request.extension_reason:
        return request
    request.due_on = one_month_after(one_month_after(request.due_on))
    request.extension_reason = reason[:300]
    request.save(update_fields=["due_on", "extension_reason"])
    if address := request.email or (request.user.email if request.user else ""):
        emails.data_request_extended(request, address)
    return request


def one_month_after(day: date) -> date:
    """The same day of the next month, or its last day (§ 188 Abs. 2 und 3 BGB)."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
