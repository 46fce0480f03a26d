"""Every mail of the members' room. Texts stand under templates/emails/members/, facts are frozen when it is owed."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from forum import tokens
from forum.models import PortalSettings, User
from forum.outbox import owe
from forum.templatetags.german import day, span
from members.models import Application, DataRequest, GroupMeeting, Invitation, Membership, Organisation

INVITATION = "members.invitation"


def _link(route: str, *args: Any) -> str:
    return settings.PORTAL_URL + reverse(route, args=args)


def _hello(user: User) -> str:
    return _("Guten Tag %(name)s,") % {"name": user.get_full_name()} if user.get_full_name() else _("Guten Tag,")


def invitation_link(invitation: Invitation) -> str:
    return _link("members:invitation", tokens.sign(INVITATION, invitation.pk))


def _coordinators(organisation: Organisation) -> list[User]:
    return list(
        User.objects.filter(
            is_active=True,
            memberships__organisation=organisation,
            memberships__state=Membership.State.ACTIVE,
            memberships__role=Membership.Role.COORDINATOR,
        ).distinct()
    )


# --- Joining as an organisation ---


def application_received(application: Application) -> None:
    owe(
        "members/application_received",
        to=application.email,
        key=f"members/application_received:{application.pk}",
        facts={
            "name": f"{application.first_name} {application.last_name}",
            "organisation": application.organisation_name,
            "answer_by": day(application.answer_by),
        },
    )


def application_to_decide(application: Application) -> None:
    owe(
        "members/application_to_decide",
        to=PortalSettings.current().contact_email,
        key=f"members/application_to_decide:{application.pk}",
        facts={
            "organisation": application.organisation_name,
            "kind": str(application.get_kind_display()),
            "answer_by": day(application.answer_by),
            "url": _link("decide_application", application.pk),
        },
    )


def application_accepted(application: Application, invitation: Invitation) -> None:
    owe(
        "members/application_accepted",
        to=application.email,
        key=f"members/application_accepted:{application.pk}",
        facts={
            "name": f"{application.first_name} {application.last_name}",
            "organisation": application.organisation_name,
            "note": application.note,
            "url": invitation_link(invitation),
            "expires": day(invitation.expires_at),
        },
    )


def application_rejected(application: Application) -> None:
    owe(
        "members/application_rejected",
        to=application.email,
        key=f"members/application_rejected:{application.pk}",
        facts={
            "name": f"{application.first_name} {application.last_name}",
            "organisation": application.organisation_name,
            "note": application.note,
        },
    )


# --- Joining as a person ---


def invited(invitation: Invitation) -> None:
    """At most one per invitation and day, however often the button is pressed."""
    owe(
        "members/invited",
        to=invitation.email,
        key=f"members/invited:{invitation.pk}:{invitation.expires_at:%Y-%m-%d}",
        facts={
            "organisation": invitation.organisation.name,
            "by": str(invitation.invited_by or _("Die Geschäftsstelle")),
            "role": str(invitation.get_role_display()),
            "url": invitation_link(invitation),
            "expires": day(invitation.expires_at),
        },
    )


def colleague_waits(membership: Membership) -> None:
    """To every coordinator; to the Geschäftsstelle where there is none. It waits for a decision, so it goes at once."""
    organisation = membership.organisation
    recipients = [(user.email, _hello(user)) for user in _coordinators(organisation)]
    for address, hello in recipients or [(PortalSettings.current().contact_email, _("Guten Tag,"))]:
        owe(
            "members/colleague_waits",
            to=address,
            key=f"members/colleague_waits:{membership.pk}:{address}",
            facts={
                "hello": hello,
                "person": str(membership.user),
                "function": membership.function,
                "organisation": organisation.name,
                "url": _link("members:manage", organisation.slug),
            },
        )


def colleague_approved(membership: Membership) -> None:
    owe(
        "members/colleague_approved",
        to=membership.user.email,
        key=f"members/colleague_approved:{membership.pk}",
        facts={
            "hello": _hello(membership.user),
            "organisation": membership.organisation.name,
            "url": _link("dashboard"),
        },
    )


def colleague_declined(membership: Membership) -> None:
    owe(
        "members/colleague_declined",
        to=membership.user.email,
        key=f"members/colleague_declined:{membership.pk}",
        facts={
            "hello": _hello(membership.user),
            "organisation": membership.organisation.name,
            "contact": PortalSettings.current().contact_email,
        },
    )


def role_changed(membership: Membership) -> None:
    owe(
        "members/role_changed",
        to=membership.user.email,
        facts={
            "hello": _hello(membership.user),
            "organisation": membership.organisation.name,
            "role": str(membership.get_role_display()),
            "url": _link("dashboard"),
        },
    )


# --- Leaving ---


def membership_ended(membership: Membership) -> None:
    owe(
        "members/membership_ended",
        to=membership.user.email,
        key=f"members/membership_ended:{membership.pk}",
        facts={
            "hello": _hello(membership.user),
            "organisation": membership.organisation.name,
            "contact": PortalSettings.current().contact_email,
        },
    )


def coordinator_missing(organisation: Organisation) -> None:
    owe(
        "members/coordinator_missing",
        to=PortalSettings.current().contact_email,
        facts={"organisation": organisation.name, "url": _link("members:manage", organisation.slug)},
    )


def handed_over(user: User, successor: User, organisation: Organisation) -> None:
    """To both: who gave and who took."""
    for person in (user, successor):
        owe(
            "members/handed_over",
            to=person.email,
            facts={
                "hello": _hello(person),
                "giver": str(user),
                "taker": str(successor),
                "organisation": organisation.name,
                "url": _link("dashboard"),
            },
        )


# --- From member to member ---


def contact_asked(membership: Membership, *, by: User, on_behalf_of: Organisation, text: str, once: UUID) -> None:
    """Answers go straight to whoever asks; the address of whoever is asked stands nowhere but on the envelope."""
    owe(
        "members/contact_asked",
        to=membership.user.email,
        key=f"members/contact_asked:{once}:{membership.pk}",
        facts={
            "hello": _hello(membership.user),
            "person": str(by),
            "organisation": on_behalf_of.name,
            "asked": membership.organisation.name,
            "text": text,
            "url": settings.PORTAL_URL + on_behalf_of.get_absolute_url(),
            "reply_to": by.email,
        },
    )


# --- Expert groups ---


def group_meeting(meeting: GroupMeeting) -> None:
    """To everybody who has joined (for an organisation still here): a meeting was set, moved or called off."""
    group = meeting.group
    joined = group.memberships.filter(organisation__is_active=True).exclude(joined_at=None)
    for user in User.objects.filter(is_active=True, group_memberships__in=joined):
        owe(
            "members/group_meeting",
            to=user.email,
            key=f"members/group_meeting:{meeting.pk}:{meeting.sequence}:{user.pk}",
            facts={
                "hello": _hello(user),
                "group": group.name,
                "title": meeting.title,
                "when": span(meeting.starts_at, meeting.ends_at),
                "where": meeting.place or _("als Videokonferenz"),
                "is_new": meeting.sequence == 0,
                "is_cancelled": meeting.cancelled_at is not None,
                "url": settings.PORTAL_URL + group.get_absolute_url(),
            },
        )


# --- Data protection ---


def still_needed(user: User, *, deleted_on: Any) -> None:
    owe(
        "members/still_needed",
        to=user.email,
        facts={"hello": _hello(user), "deleted_on": day(deleted_on), "url": _link("account_login")},
    )


def erased(email: str, sentences: list[str]) -> None:
    """The last mail: what was deleted and what stays. Its row goes with the other sent mails."""
    owe("members/erased", to=email, facts={"sentences": sentences})


def data_request_received(request: DataRequest, to: str) -> None:
    owe(
        "members/data_request_received",
        to=to,
        key=f"members/data_request_received:{request.pk}",
        facts={"kind": str(request.get_kind_display()), "due_on": day(request.due_on), "number": request.pk},
    )


def data_request_to_answer(request: DataRequest) -> None:
    owe(
        "members/data_request_to_answer",
        to=PortalSettings.current().contact_email,
        key=f"members/data_request_to_answer:{request.pk}",
        facts={"kind": str(request.get_kind_display()), "due_on": day(request.due_on), "number": request.pk},
    )


def data_request_answered(request: DataRequest, to: str) -> None:
    owe(
        "members/data_request_answered",
        to=to,
        key=f"members/data_request_answered:{request.pk}",
        facts={"kind": str(request.get_kind_display()), "answer": request.answer, "number": request.pk},
    )


def data_request_extended(request: DataRequest, to: str) -> None:
    owe(
        "members/data_request_extended",
        to=to,
        key=f"members/data_request_extended:{request.pk}",
        facts={"due_on": day(request.due_on), "reason": request.extension_reason, "number": request.pk},
    )


def digest(user: User, groups: list[dict[str, Any]], week: str) -> None:
    owe(
        "members/digest",
        to=user.email,
        key=f"members/digest:{user.pk}:{week}",
        facts={"hello": _hello(user), "groups": groups, "settings_url": _link("members:settings")},
    )
