"""What waits for one person in the members' room, as rows for components/todo.html."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import User
from forum.templatetags.german import day, masked, span
from forum.todo import Todo, todo
from members import admission, permissions
from members.emails import invitation_link
from members.models import Application, DataRequest, GroupMeeting, GroupMembership, Invitation, Membership


def for_person(request: HttpRequest) -> list[Todo]:
    user = permissions.signed_in(request)
    todos = [*_colleagues(request), *_invitations(user), *_own_requests(request), *_groups(user)]
    if permissions.is_admin(user):
        todos = [*_applications(), *_data_requests(), *todos]
    return todos


def _colleagues(request: HttpRequest) -> list[Todo]:
    coordinated = permissions.coordinated_here(request)
    if not coordinated:
        return []
    waiting = (
        Membership.objects.filter(state=Membership.State.REQUESTED, organisation__in=coordinated)
        .select_related("user", "organisation")
        .only(
            "function", "user__first_name", "user__last_name", "user__email", "organisation__name", "organisation__slug"
        )
        .order_by("created_at")[:20]
    )
    return [
        todo(
            _("%(person)s möchte beitreten") % {"person": each.user},
            _("%(address)s, %(organisation)s. Adresse passt zu Ihrer Domain.")
            % {"address": masked(each.user.email), "organisation": each.function or each.organisation.name},
            (_("Aufnehmen"), reverse("members:person", args=[each.organisation.slug, each.pk, "aufnehmen"])),
            (_("Ablehnen"), reverse("members:person", args=[each.organisation.slug, each.pk, "ablehnen"])),
        )
        for each in waiting
    ]


def _invitations(user: User) -> list[Todo]:
    invitations = (
        Invitation.objects.usable()
        .filter(email=user.email, organisation__is_active=True)
        .select_related("organisation")
        .only("role", "expires_at", "organisation__name")
    )
    return [
        todo(
            _("%(name)s lädt Sie ein") % {"name": each.organisation.name},
            _("Rolle: %(role)s. Gültig bis %(day)s.")
            % {"role": Membership.Role(each.role).label, "day": day(each.expires_at)},
            (_("Einladung ansehen"), invitation_link(each)),
        )
        for each in invitations
    ]


def _own_requests(request: HttpRequest) -> list[Todo]:
    user = permissions.signed_in(request)
    memberships = permissions.memberships_and_requests(request)
    todos = [
        todo(
            _("Ihre Anfrage bei %(name)s wartet auf Freigabe") % {"name": each.organisation.name},
            _("Sie bekommen eine Mail, sobald Ihre Koordination entschieden hat."),
            later=True,
        )
        for each in memberships
        if each.state == Membership.State.REQUESTED
    ]
    if not memberships and not permissions.is_reviewer(user):
        organisation = admission.organisation_for(user.email)
        todos.append(
            todo(
                _("Zu %(name)s dazukommen?") % {"name": organisation.name}
                if organisation
                else _("Sie gehören noch zu keiner Organisation"),
                _("Ihre Adresse passt. Ihre Koordination gibt Sie frei.")
                if organisation
                else _("Lassen Sie sich einladen, oder melden Sie Ihre Organisation an."),
                (_("Dazukommen"), reverse("members:join"))
                if organisation
                else (_("Mitglied werden"), reverse("members:apply")),
            )
        )
    return todos


def _groups(user: User) -> list[Todo]:
    """Who wants to come in, and when the groups meet; nothing is asked where the person is in none."""
    own = GroupMembership.objects.filter(user=user, joined_at__isnull=False, organisation__is_active=True)
    speaks_in = dict(own.values_list("group", "is_speaker"))
    return [
        *_group_requests(user, [group for group, speaks in speaks_in.items() if speaks]),
        *_meetings(list(speaks_in)),
    ]


def _group_requests(user: User, spoken_for: list[int]) -> list[Todo]:
    """Those who wait for this spokesperson; where a group has none, for the Geschäftsstelle."""
    decided_here = Q(group__in=spoken_for)
    if permissions.is_admin(user):
        speakers = GroupMembership.objects.filter(is_speaker=True, organisation__is_active=True)
        decided_here |= ~Q(group__in=speakers.values("group"))
    elif not spoken_for:
        return []
    waiting = GroupMembership.objects.filter(decided_here, joined_at=None).select_related(
        "user", "group", "organisation"
    )
    return [
        todo(
            _("%(person)s möchte zur Runde „%(group)s“") % {"person": each.user, "group": each.group.name},
            each.organisation.name,
            (_("Ansehen"), each.group.get_absolute_url()),
        )
        for each in waiting
    ]


def _meetings(groups: list[int]) -> list[Todo]:
    if not groups:
        return []
    coming = (
        GroupMeeting.objects.filter(group__in=groups, cancelled_at=None, ends_at__gte=timezone.now())
        .filter(group__is_active=True)
        .select_related("group")
        .order_by("starts_at")[:5]
    )
    return [
        todo(
            _("Sitzung „%(title)s“ der Runde „%(group)s“") % {"title": each.title, "group": each.group.name},
            span(each.starts_at, each.ends_at) + (f", {each.place}" if each.place else ""),
            (_("Ansehen"), each.group.get_absolute_url()),
            later=True,
        )
        for each in coming
    ]


def _applications() -> list[Todo]:
    return [
        todo(
            _("Mitgliedsantrag: %(name)s") % {"name": each.organisation_name},
            _("%(kind)s. Zugesagt ist eine Antwort bis %(day)s.")
            % {"kind": each.get_kind_display(), "day": day(each.answer_by)},
            (_("Entscheiden"), reverse("decide_application", args=[each.pk])),
        )
        for each in Application.objects.filter(state=Application.State.OPEN).order_by("answer_by")[:20]
    ]


def _data_requests() -> list[Todo]:
    today = timezone.localdate()
    return [
        todo(
            _("Datenschutz-Anfrage Nr. %(n)s: %(kind)s") % {"n": each.pk, "kind": each.get_kind_display()},
            (_("Überfällig seit %(day)s.") if each.due_on < today else _("Antwort bis %(day)s."))
            % {"day": day(each.due_on)},
            (_("Beantworten"), reverse("answer_data_request", args=[each.pk])),
        )
        for each in DataRequest.objects.filter(state=DataRequest.State.OPEN).order_by("due_on")[:20]
    ]
