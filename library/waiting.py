"""What waits for a person in the Library, for „Mein Bereich“."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.todo import Todo, todo
from library.models import Adoption, Freshness, Submission
from members.permissions import coordinated_here, is_admin, is_reviewer, own_keys, signed_in


def for_person(request: HttpRequest) -> list[Todo]:
    """Rows for components/todo.html, the most urgent first: asked back, to confirm, to review, drafts."""
    drafts = _drafts(request)
    todos: list[Todo] = []
    for draft in drafts:
        if draft.state == Submission.State.ASKED_BACK:
            link = reverse("library:write", args=[draft.pk])
            todos.append(todo(_("Rückfrage zu „%s“") % _title(draft), draft.message, (_("Antworten"), link)))
    todos += [*_unconfirmed(request), *_adoptions(request)]
    waiting = _to_review(request)
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


def _drafts(request: HttpRequest) -> list[Submission]:
    own = own_keys(request)
    if not own:
        return []
    drafts = Submission.objects.filter(
        organisation__in=own, state__in=Submission.WRITABLE, author=signed_in(request)
    ).select_related("practice")
    drafts = drafts.only("state", "message", "practice__title", "practice__draft_title")
    return list(drafts.order_by("-saved_at")[:10])


def _unconfirmed(request: HttpRequest) -> list[Todo]:
    """Practices of the own organisations whose facts nobody confirmed in time."""
    own = own_keys(request)
    if not own:
        return []
    due = Freshness.objects.filter(
        practice__origin__in=own, state__in=[Freshness.State.DUE, Freshness.State.UNCONFIRMED]
    ).order_by("confirmed_at")
    return [
        todo(
            _("Stimmt „%s“ noch?") % title,
            _("Zuletzt bestätigt am %s.") % date_format(confirmed_at, "j. F Y"),
            (_("Ansehen"), reverse("library:change", args=[slug])),
        )
        for confirmed_at, title, slug in due.values_list("confirmed_at", "practice__title", "practice__slug")[:10]
    ]


def _to_review(request: HttpRequest) -> int:
    """What the own organisation handed in is for others to judge; only the Geschäftsstelle sees to all of it."""
    if not is_reviewer(request.user):
        return 0
    own = set() if is_admin(request.user) else own_keys(request)
    return Submission.objects.to_review().exclude(organisation__in=own).count()


def _adoptions(request: HttpRequest) -> list[Todo]:
    """Re-uses that only a coordinator of the adopter can confirm, the first time or after a year."""
    coordinated = coordinated_here(request)
    if not coordinated:
        return []
    open_ones = Adoption.objects.exclude(stage__in=Adoption.CLOSED).filter(
        Q(confirmed_at=None) | Q(asked_at__isnull=False),
        adopter__in=coordinated,
        declined_at=None,
        practice__live=True,
    )
    return [
        todo(
            (_("Nutzen Sie „%s“ noch nach?") if confirmed_at else _("Nutzen Sie „%s“ nach?")) % title,
            _("Vor einem Jahr bestätigt.") if confirmed_at else _("Zählt erst, wenn Sie bestätigen."),
            (_("Ansehen"), reverse("library:adoption", args=[pk])),
        )
        for pk, confirmed_at, title in open_ones.order_by("declared_at").values_list(
            "pk", "confirmed_at", "practice__title"
        )[:10]
    ]


def _title(submission: Submission) -> str:
    return submission.practice.draft_title or submission.practice.title
