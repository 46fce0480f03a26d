"""What waits for a person in the Library, for „Mein Bereich“."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.todo import Todo, todo
from library.models import Adoption, Freshness, Submission
from members.models import Membership
from members.permissions import is_admin, is_reviewer, organisations_of


def for_person(user: Any) -> list[Todo]:
    """Rows for components/todo.html, the most urgent first: asked back, to confirm, to review, drafts."""
    todos: list[Todo] = []
    own = Submission.objects.filter(organisation__in=organisations_of(user)).select_related("practice")
    own = own.only("state", "message", "practice__title", "practice__draft_title")
    drafts = list(own.filter(state__in=Submission.WRITABLE, author=user).order_by("-saved_at")[:10])
    for draft in drafts:
        if draft.state == Submission.State.ASKED_BACK:
            link = reverse("library:write", args=[draft.pk])
            todos.append(todo(_("Rückfrage zu „%s“") % _title(draft), draft.message, (_("Antworten"), link)))
    due = Freshness.objects.filter(
        practice__origin__in=organisations_of(user), state__in=[Freshness.State.DUE, Freshness.State.UNCONFIRMED]
    ).select_related("practice")
    due = due.only("confirmed_at", "practice__title", "practice__slug")
    for freshness in due.order_by("confirmed_at")[:10]:
        title = _("Stimmt „%s“ noch?") % freshness.practice.title
        since = _("Zuletzt bestätigt am %s.") % date_format(freshness.confirmed_at, "j. F Y")
        link = reverse("library:change", args=[freshness.practice.slug])
        todos.append(todo(title, since, (_("Ansehen"), link)))
    todos += _adoptions(user)
    # What the own organisation handed in is for others to judge; only the Geschäftsstelle sees to all of it.
    foreign = Q() if is_admin(user) else ~Q(organisation__in=organisations_of(user))
    waiting = Submission.objects.to_review().filter(foreign).count() if is_reviewer(user) else 0
    if waiting:
        title = ngettext("%d Praxis wartet auf Prüfung", "%d Praktiken warten auf Prüfung", waiting) % waiting
        todos.append(todo(title, "", (_("Prüfen"), reverse("library:review_desk"))))
    for draft in drafts:
        if draft.state == Submission.State.DRAFT:
            link = reverse("library:write", args=[draft.pk])
            todos.append(
                todo(
                    _("Entwurf „%s“") % _title(draft),
                    _("Noch nicht eingereicht."),
                    (_("Weiterschreiben"), link),
                    later=True,
                )
            )
    return todos


def _adoptions(user: Any) -> list[Todo]:
    """Re-uses that only a coordinator of the adopter can confirm, the first time or after a year."""
    coordinated = Membership.objects.active().filter(user=user, role=Membership.Role.COORDINATOR)
    open_ones = Adoption.objects.exclude(stage__in=Adoption.CLOSED).filter(
        Q(confirmed_at=None) | Q(asked_at__isnull=False),
        adopter__in=coordinated.values("organisation"),
        declined_at=None,
        practice__live=True,
    )
    return [
        todo(
            _("Nutzen Sie „%s“ noch nach?") % each.practice.title
            if each.confirmed_at
            else _("Nutzen Sie „%s“ nach?") % each.practice.title,
            _("Vor einem Jahr bestätigt.") if each.confirmed_at else _("Zählt erst, wenn Sie bestätigen."),
            (_("Ansehen"), reverse("library:adoption", args=[each.pk])),
        )
        for each in open_ones.select_related("practice")
        .only("confirmed_at", "practice__title")
        .order_by("declared_at")[:10]
    ]


def _title(submission: Submission) -> str:
    return submission.practice.draft_title or submission.practice.title
