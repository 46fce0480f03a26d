"""How organisations and people come into the forum, and how they leave it.

Every act locks one row first: the register row or organisation it concerns, or the application or invitation it
decides. Each may be repeated: the second time it answers with what is already so. Refusals are of the family
`NotPossible` and carry the German sentence that the page shows.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from forum.models import User
from members import directory, emails
from members.domains import domain_of, is_freemailer
from members.models import (
    Application,
    Expertise,
    GroupMembership,
    Invitation,
    Membership,
    Municipality,
    Organisation,
)
from members.slugs import free_slug

ANSWER_WITHIN = timedelta(days=14)
INVITATION_LASTS = timedelta(days=14)

State, Role = Membership.State, Membership.Role


class NotPossible(Exception):
    """The act was refused; `str()` is a sentence for the person who tried. Nothing was changed."""


class AlreadyMember(NotPossible):
    pass


class ApplicationPending(NotPossible):
    pass


class AlreadyDecided(NotPossible):
    pass


class InvitationUnusable(NotPossible):
    pass


class NoOrganisationForDomain(NotPossible):
    pass


class LastCoordinator(NotPossible):
    pass


class OwnRole(NotPossible):
    pass


# --- Organisations ----------------------------------------------------------------------------------------------------


@transaction.atomic
def apply(
    *,
    kind: str,
    first_name: str,
    last_name: str,
    email: str,
    municipality: Municipality | None = None,
    organisation_name: str = "",
    website: str = "",
    function: str = "",
    motivation: str = "",
    now: datetime | None = None,
) -> Application:
    """Takes an application to join. Sent twice by the same person it is one application.

    Raises AlreadyMember or ApplicationPending. The person gets a receipt with the date of the answer, the
    Geschäftsstelle a note.
    """
    now = now or timezone.now()
    email = email.lower()
    name = municipality.name if municipality else " ".join(organisation_name.split())
    if municipality:
        Municipality.objects.select_for_update(no_key=True, of=("self",)).get(pk=municipality.pk)
    organisation = _known(kind, municipality, name)
    if organisation and organisation.standing == Organisation.Standing.MEMBER and organisation.is_active:
        raise AlreadyMember(
            _("%(name)s ist schon Mitglied. Als Kolleg*in kommen Sie mit Ihrer dienstlichen Adresse direkt dazu.")
            % {"name": organisation.name}
        )
    if organisation and organisation.is_listed and kind not in Organisation.MEMBER_KINDS:
        raise AlreadyMember(
            _("%(name)s ist schon Partner. Als Kolleg*in kommen Sie mit Ihrer dienstlichen Adresse direkt dazu.")
            % {"name": organisation.name}
        )
    application = Application(
        organisation=organisation,
        municipality=municipality,
        organisation_name=name,
        kind=kind,
        website=website,
        first_name=first_name,
        last_name=last_name,
        email=email,
        function=function,
        motivation=motivation,
        received_at=now,
        answer_by=timezone.localdate(now + ANSWER_WITHIN),
    )
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as error:
        earlier = _open_application(kind, municipality, name)
        if earlier and earlier.email == email:
            return earlier
        raise ApplicationPending(
            _("Für %(name)s liegt schon ein Antrag vor. Die Geschäftsstelle antwortet bis zum zugesagten Tag.")
            % {"name": name}
        ) from error
    emails.application_received(application)
    emails.application_to_decide(application)
    return application


def _known(kind: str, municipality: Municipality | None, name: str) -> Organisation | None:
    if municipality:
        return Organisation.objects.filter(municipality=municipality, kind=kind).first()
    return Organisation.objects.filter(name__iexact=name, municipality=None, kind=kind).first()


def _open_application(kind: str, municipality: Municipality | None, name: str) -> Application | None:
    """The pending application that stands in the way: for the same place, or without a place of the same name."""
    pending = Application.objects.filter(state=Application.State.OPEN, municipality=municipality)
    return (pending.filter(kind=kind) if municipality else pending.filter(organisation_name__iexact=name)).first()


@transaction.atomic
def decide(application: Application, *, by: User, accept: bool, note: str = "") -> Application:
    """The Geschäftsstelle says yes or no, with a note that the applicant reads.

    Yes makes the organisation a member (a partner where its kind cannot be one) and invites the applicant as its
    first coordinator. Deciding the same again changes nothing; deciding otherwise raises AlreadyDecided. Who came in
    on another way meanwhile gets no second coordinator by it: AlreadyMember.
    """
    application = Application.objects.select_for_update(no_key=True, of=("self",)).get(pk=application.pk)
    wanted = Application.State.ACCEPTED if accept else Application.State.REJECTED
    if application.state == wanted:
        return application
    if application.state != Application.State.OPEN:
        raise AlreadyDecided(
            _("Über diesen Antrag ist schon entschieden: %(state)s.") % {"state": application.get_state_display()}
        )
    application.state, application.note = wanted, note
    application.decided_at, application.decided_by = timezone.now(), by
    if accept:
        application.organisation = _admit(application)
    application.save()
    log(application, "members.decided", user=by, data={"state": wanted.value})
    if not accept:
        emails.application_rejected(application)
        return application
    assert application.organisation is not None  # noqa: S101 - set five lines above
    invitation = _invitation(
        application.organisation, application.email, by=by, role=Role.COORDINATOR, function=application.function
    )
    emails.application_accepted(application, invitation)
    return application


def _admit(application: Application) -> Organisation:
    can_be_member = application.kind in Organisation.MEMBER_KINDS
    organisation = application.organisation or _known(
        application.kind, application.municipality, application.organisation_name
    )
    if organisation is None:
        organisation = Organisation(
            name=application.organisation_name,
            slug=free_slug(application.organisation_name),
            kind=application.kind,
            municipality=application.municipality,
        )
    elif not organisation.is_active:
        end_all(organisation)
    elif organisation.standing == Organisation.Standing.MEMBER:
        raise AlreadyMember(
            _("%(name)s ist inzwischen Mitglied. Lehnen Sie den Antrag ab; dazukommen kann die Person per Einladung.")
            % {"name": organisation.name}
        )
    organisation.standing = Organisation.Standing.MEMBER if can_be_member else Organisation.Standing.PARTNER
    organisation.is_active, organisation.left_on = True, None
    organisation.joined_on = timezone.localdate()
    organisation.website = organisation.website or application.website
    domain = domain_of(application.email)
    if not organisation.email_domain and not is_freemailer(domain):
        taken = Organisation.objects.filter(email_domain=domain, is_active=True).exists()
        organisation.email_domain = "" if taken else domain
    organisation.save()
    directory.enter_into_search(organisation)
    return organisation


def end_all(organisation: Organisation) -> None:
    """For one that left and comes back, by itself or in another: who spoke for it then may have gone since."""
    _locked(organisation)
    before = Membership.objects.filter(organisation=organisation).exclude(state=State.ENDED)
    for membership in before.select_related("organisation", "user"):
        _end(membership)
        emails.membership_ended(membership)
    Invitation.objects.filter(organisation=organisation, state=Invitation.State.OPEN).update(
        state=Invitation.State.WITHDRAWN
    )


# --- People -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def invite(
    organisation: Organisation, *, email: str, by: User, role: str = Role.STAFF, function: str = ""
) -> Invitation:
    """Invites one address into an organisation. Inviting again sends the mail once more and prolongs the invitation.

    Raises AlreadyMember when a person with this address already belongs to it.
    """
    organisation = _locked(organisation)
    email = email.lower()
    if Membership.objects.filter(organisation=organisation, user__email=email, state=State.ACTIVE).exists():
        raise AlreadyMember(_("%(email)s gehört schon zu Ihrer Organisation.") % {"email": email})
    invitation = _invitation(organisation, email, by=by, role=role, function=function)
    log(organisation, "members.invited", user=by, data={"invitation": invitation.pk, "role": role})
    emails.invited(invitation)
    return invitation


def _invitation(organisation: Organisation, email: str, *, by: User, role: str, function: str) -> Invitation:
    invitation, _created = Invitation.objects.update_or_create(
        organisation=organisation,
        email=email,
        state=Invitation.State.OPEN,
        defaults={
            "role": role,
            "function": function,
            "invited_by": by,
            "expires_at": timezone.now() + INVITATION_LASTS,
        },
    )
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """Takes an unused invitation back; its link then says so."""
    invitation = Invitation.objects.select_for_update(no_key=True, of=("self",)).get(pk=invitation.pk)
    if invitation.state == Invitation.State.OPEN:
        invitation.state = Invitation.State.WITHDRAWN
        invitation.save(update_fields=["state"])
        log(invitation.organisation, "members.withdrawn", user=by, data={"invitation": invitation.pk})
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, user: User) -> Membership:
    """The invited person joins. Pressed twice it is one membership.

    Raises InvitationUnusable: used by somebody else, expired, withdrawn, of an organisation that left, or
    meant for another address.
    """
    _locked(invitation.organisation)
    invitation = Invitation.objects.select_for_update(no_key=True, of=("self",)).get(pk=invitation.pk)
    if invitation.state == Invitation.State.ACCEPTED:
        if invitation.membership and invitation.membership.user_id == user.pk:
            return invitation.membership
        raise InvitationUnusable(_("Diese Einladung ist schon eingelöst."))
    if not invitation.is_usable:
        raise InvitationUnusable(
            _("Diese Einladung gilt nicht mehr. Bitten Sie Ihre Organisation oder die Geschäftsstelle um eine neue.")
        )
    if not invitation.organisation.is_active:
        raise InvitationUnusable(
            _("%(name)s nimmt nicht mehr am Forum teil. Fragen dazu beantwortet die Geschäftsstelle.")
            % {"name": invitation.organisation.name}
        )
    if user.email != invitation.email:
        raise InvitationUnusable(
            _("Diese Einladung gilt für eine andere Adresse. Bitte melden Sie sich mit der eingeladenen Adresse an.")
        )
    membership = Membership.objects.filter(user=user, organisation=invitation.organisation).exclude(state=State.ENDED)
    joined = membership.first() or Membership(user=user, organisation=invitation.organisation)
    # An invitation never takes a role away from somebody who already has it.
    joined.role = Role.COORDINATOR if Role.COORDINATOR in (joined.role, invitation.role) else Role.STAFF
    joined.state, joined.function = State.ACTIVE, joined.function or invitation.function
    joined.save()
    invitation.state, invitation.membership = Invitation.State.ACCEPTED, joined
    invitation.save(update_fields=["state", "membership"])
    log(invitation.organisation, "members.joined", user=user, data={"membership": joined.pk, "role": joined.role})
    return joined


@transaction.atomic
def join_by_domain(user: User, *, function: str = "") -> Membership:
    """A colleague asks to join the organisation whose mail domain their address has; a coordinator approves.

    Raises NoOrganisationForDomain with the same sentence for unknown domains and freemailers.
    """
    organisation = organisation_for(user.email)
    if organisation is None:
        raise NoOrganisationForDomain(
            _("Zu Ihrer Mail-Adresse kennen wir keine Mitgliedsorganisation. Lassen Sie sich einladen.")
        )
    _locked(organisation)
    earlier = Membership.objects.filter(user=user, organisation=organisation).exclude(state=State.ENDED).first()
    if earlier:
        return earlier
    membership = Membership.objects.create(
        user=user, organisation=organisation, state=State.REQUESTED, function=function
    )
    emails.colleague_waits(membership)
    return membership


def organisation_for(email: str) -> Organisation | None:
    """The member or partner whose mail domain the address has; its subdomains count as well."""
    domain = domain_of(email)
    if is_freemailer(domain):
        return None
    labels = domain.split(".")
    candidates = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    found = Organisation.objects.listed().filter(email_domain__in=candidates)
    return max(found, key=lambda each: len(each.email_domain), default=None)


@transaction.atomic
def approve_colleague(membership: Membership, *, by: User) -> Membership:
    """A coordinator (or the Geschäftsstelle) lets a waiting colleague in."""
    membership = _locked_membership(membership)
    if membership.state == State.ACTIVE:
        return membership
    if membership.state == State.ENDED:
        raise AlreadyDecided(_("Diese Anfrage ist schon abgelehnt oder zurückgezogen."))
    membership.state = State.ACTIVE
    membership.save(update_fields=["state"])
    log(membership.organisation, "members.approved", user=by, data={"membership": membership.pk})
    emails.colleague_approved(membership)
    return membership


@transaction.atomic
def decline_colleague(membership: Membership, *, by: User) -> Membership:
    """A coordinator says no; the person is told, without a reason."""
    membership = _locked_membership(membership)
    if membership.state == State.ENDED:
        return membership
    if membership.state == State.ACTIVE:
        raise AlreadyDecided(_("Diese Person ist schon aufgenommen."))
    _end(membership)
    log(membership.organisation, "members.declined", user=by, data={"membership": membership.pk})
    emails.colleague_declined(membership)
    return membership


@transaction.atomic
def change_role(membership: Membership, *, role: str, by: User) -> Membership:
    """Makes a colleague coordinator or takes the role back. Nobody changes the own role, and one always stays."""
    membership = _locked_membership(membership)
    if membership.role == role:
        return membership
    if membership.user_id == by.pk:
        raise OwnRole(_("Die eigene Rolle können Sie nicht ändern. Bitten Sie eine zweite Koordination darum."))
    if membership.state != State.ACTIVE:
        raise AlreadyDecided(_("Nur wer aufgenommen ist, kann eine Rolle haben."))
    if role == Role.STAFF:
        _keep_a_coordinator(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    log(membership.organisation, "members.role", user=by, data={"membership": membership.pk, "role": role})
    emails.role_changed(membership)
    return membership


@transaction.atomic
def leave(membership: Membership, *, by: User, even_the_last: bool = False) -> Membership:
    """Ends a membership: the person leaves, or a coordinator takes a former colleague out.

    Raises LastCoordinator, because somebody must speak for an organisation: hand over first. The Geschäftsstelle may
    go on `even_the_last`; it is then told to look for a successor.
    """
    membership = _locked_membership(membership)
    if membership.state == State.ENDED:
        return membership
    if not even_the_last:
        _keep_a_coordinator(membership)
    elif _is_last_coordinator(membership):
        emails.coordinator_missing(membership.organisation)
    _end(membership)
    log(membership.organisation, "members.left", user=by, data={"membership": membership.pk})
    if membership.user_id != by.pk:
        emails.membership_ended(membership)
    return membership


def _is_last_coordinator(membership: Membership) -> bool:
    others = Membership.objects.active().filter(organisation=membership.organisation, role=Role.COORDINATOR)
    return (
        membership.role == Role.COORDINATOR
        and membership.state == State.ACTIVE
        and not others.exclude(pk=membership.pk).exists()
    )


def _keep_a_coordinator(membership: Membership) -> None:
    if _is_last_coordinator(membership):
        raise LastCoordinator(
            _("%(name)s hätte dann niemanden mehr, der für sie spricht. Übergeben Sie zuerst an eine Nachfolge.")
            % {"name": membership.organisation.name}
        )


def _end(membership: Membership) -> None:
    now = timezone.now()
    membership.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    membership.state, membership.ended_at = State.ENDED, now
    membership.is_public = membership.shows_email = membership.is_contact = False
    membership.save()
    # What was open to the person, or named them, because they belonged to this organisation.
    Expertise.objects.filter(membership=membership).delete()
    open_ones = Invitation.objects.filter(organisation=membership.organisation, state=Invitation.State.OPEN)
    open_ones.filter(email=membership.user.email).update(state=Invitation.State.WITHDRAWN)
    GroupMembership.objects.filter(user=membership.user, organisation=membership.organisation).delete()


def _locked(organisation: Organisation) -> Organisation:
    locked: Any = Organisation.objects.select_for_update(no_key=True, of=("self",))
    return locked.get(pk=organisation.pk)


def _locked_membership(membership: Membership) -> Membership:
    """Locks the organisation, then reads the membership as it is now."""
    _locked(membership.organisation)
    return Membership.objects.select_related("organisation", "user").get(pk=membership.pk)
