"""Who may judge a submission: nobody judges what the own organisation hands in (Concepts §6)."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from forum.models import User
from library.models import Submission
from members.models import Membership
from members.permissions import ADMINS, EDITORS, REVIEWERS, belongs_to, is_admin, is_reviewer


def is_own(submission: Submission, user: User) -> bool:
    """Comes from the person, or from an organisation they belong to."""
    return submission.author_id == user.pk or belongs_to(user, submission.organisation)


def others(submission: Submission) -> list[User]:
    """Who can judge it without being a party to it."""
    colleagues = Membership.objects.active().filter(organisation=submission.organisation).values("user")
    people = User.objects.filter(
        Q(groups__name__in=[REVIEWERS, EDITORS, ADMINS]) | Q(is_superuser=True), is_active=True
    )
    people = people.exclude(pk__in=colleagues).exclude(submissions=submission)
    return list(people.order_by("last_name", "first_name", "pk").distinct()[:5])


def why_not(submission: Submission, user: Any) -> str:
    """The sentence for somebody who may not judge this submission and who can; empty for who may.

    Where nobody stands outside, the Geschäftsstelle judges: a text that no one can decide would be worse.
    """
    if not is_reviewer(user):
        return _("Prüfen können nur Prüfung, Redaktion und Geschäftsstelle.")
    if not is_own(submission, user):
        return ""
    independent = others(submission)
    if independent:
        names = ", ".join(str(each) for each in independent)
        return _("Eigenes prüft man nicht selbst: Diese Praxis kommt aus Ihrer Organisation. Entscheiden kann: %s.") % (
            names
        )
    if is_admin(user):
        return ""
    return _(
        "Eigenes prüft man nicht selbst: Diese Praxis kommt aus Ihrer Organisation. Entscheiden kann die"
        " Geschäftsstelle."
    )
