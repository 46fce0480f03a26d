"""Personal data of the Library: taken along, erased, handed over, moved with an organisation, deleted in time.

The roof (forum/lifecycle.py) calls these five functions; each runs inside its transaction. Published practices belong
to their organisation and stay; who wrote, checked or confirmed them is a key that goes.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Revision

from forum.models import PortalDocument, PortalImage, User
from library import indexing
from library.models import (
    Adoption,
    Bookmark,
    Confirmation,
    Judgement,
    Partner,
    PracticePage,
    ReviewComment,
    SavedSearch,
    Submission,
)
from members.models import Organisation

REVIEW_KEPT = timedelta(days=365)
REJECTED_KEPT = timedelta(days=365)
DRAFT_KEPT = timedelta(days=2 * 365)
DECLINED_KEPT = timedelta(days=90)

RULES = [
    (gettext_lazy("Urteile und Kommentare der Prüfung"), gettext_lazy("12 Monate nach der Entscheidung")),
    (gettext_lazy("Abgelehnte Praktiken"), gettext_lazy("12 Monate nach der Entscheidung")),
    (gettext_lazy("Nicht bestätigte Nachnutzungen"), gettext_lazy("3 Monate nach der Ablehnung")),
    (gettext_lazy("Entwürfe, an denen niemand schreibt"), gettext_lazy("24 Monate")),
]


def export(user: User) -> dict[str, Any]:
    """Everything this room knows about the person, readable by people and machines (Art. 15 and 20 DSGVO)."""
    return {
        "Merkzettel": [
            {
                "Praxis": each.practice.title,
                "gemeinsam mit": each.organisation.name if each.organisation else None,
                "seit": each.created_at.isoformat(),
            }
            for each in Bookmark.objects.filter(user=user).select_related("practice", "organisation")
        ],
        "Einreichungen": [
            {
                "Praxis": each.practice.title,
                "für": each.organisation.name,
                "Stand": str(each.get_state_display()),
                "begonnen": each.created_at.isoformat(),
                "Nachricht der Prüfung": each.message,
            }
            for each in Submission.objects.filter(author=user).select_related("practice", "organisation")
        ],
        "Bestätigungen": [
            {"Praxis": each.practice.title, "am": each.at.isoformat()}
            for each in Confirmation.objects.filter(by=user).select_related("practice")
        ],
        "Suchaufträge": [
            {"Suche": each.query, "per Mail": each.is_mailed, "seit": each.created_at.isoformat()}
            for each in SavedSearch.objects.filter(user=user)
        ],
        "Nachnutzungen": [
            {
                "Praxis": each.practice.title,
                "für": each.adopter.name,
                "gemeldet": each.declared_at.isoformat() if each.declared_by_id == user.pk else None,
                "bestätigt": each.confirmed_at.isoformat()
                if each.confirmed_at and each.confirmed_by_id == user.pk
                else None,
            }
            for each in Adoption.objects.filter(
                Q(declared_by=user) | Q(confirmed_by=user) | Q(contact__user=user)
            ).select_related("practice", "adopter")
        ],
        "Prüfungen": [
            {"Praxis": each.submission.practice.title, "Kriterium": str(each), "Anmerkung": each.note}
            for each in Judgement.objects.filter(reviewer=user).select_related("submission__practice")
        ]
        + [
            {"Praxis": each.submission.practice.title, "Feld": each.field, "Kommentar": each.text}
            for each in ReviewComment.objects.filter(reviewer=user).select_related("submission__practice")
        ],
    }


def erase(user: User) -> list[str]:
    """Takes the person out of this room; says what went and what stays without a name."""
    sentences = []
    kept, _per_model = Bookmark.objects.filter(user=user, organisation=None).delete()
    if kept:
        sentences.append(
            ngettext(
                "Ihr Merkzettel mit %d Praxis wird gelöscht.", "Ihr Merkzettel mit %d Praktiken wird gelöscht.", kept
            )
            % kept
        )
    Bookmark.objects.filter(user=user).update(user=None)
    own = Submission.objects.filter(author=user)
    if own.exists():
        sentences.append(_("Praktiken, die Sie geschrieben haben, bleiben bei Ihrer Organisation, ohne Ihren Namen."))
    own.update(author=None)
    Submission.objects.filter(reviewer=user).update(reviewer=None)
    Confirmation.objects.filter(by=user).update(by=None)
    judged = Judgement.objects.filter(reviewer=user).update(reviewer=None)
    said = ReviewComment.objects.filter(reviewer=user).update(reviewer=None)
    if judged or said:
        sentences.append(
            _("Ihre Urteile und Kommentare aus Prüfungen bleiben bis zum Ende ihrer Frist, ohne Ihren Namen.")
        )
    if SavedSearch.objects.filter(user=user).delete()[0]:
        sentences.append(_("Ihre Suchaufträge werden gelöscht."))
    declared = Adoption.objects.filter(declared_by=user).update(declared_by=None)
    if declared + Adoption.objects.filter(confirmed_by=user).update(confirmed_by=None):
        sentences.append(_("Nachnutzungen, die Sie gemeldet oder bestätigt haben, bleiben ohne Ihren Namen."))
    Adoption.objects.filter(contact__user=user).update(contact=None)
    named = PracticePage.objects.filter(contact_person__user=user)
    if named.update(contact_person=None):
        sentences.append(_("Als Ansprechperson werden Sie auf keiner Praxis mehr genannt."))
    _in_revisions("contact_person", list(user.memberships.values_list("pk", flat=True)), None)
    PracticePage.objects.filter(owner=user).update(owner=None)
    PortalDocument.objects.filter(uploaded_by_user=user).update(uploaded_by_user=None)
    PortalImage.objects.filter(uploaded_by_user=user).update(uploaded_by_user=None)
    return sentences


def hand_over(user: User, successor: User, organisation: Organisation) -> list[str]:
    """Open submissions and named contacts of the organisation go to the successor; the own Merkzettel stays."""
    drafts = Submission.objects.open().filter(author=user, organisation=organisation).update(author=successor)
    before = list(user.memberships.filter(organisation=organisation).values_list("pk", flat=True))
    after = successor.memberships.filter(organisation=organisation, state="active").first()
    named = PracticePage.objects.filter(contact_person__in=before).update(contact_person=after)
    adoptions = Adoption.objects.filter(contact__in=before).update(contact=after)
    _in_revisions("contact_person", before, after.pk if after else None)
    words = (
        (drafts, ngettext("%(n)d Praxis in Arbeit", "%(n)d Praktiken in Arbeit", drafts)),
        (named, ngettext("Anlaufstelle von %(n)d Praxis", "Anlaufstelle von %(n)d Praktiken", named)),
        (
            adoptions,
            ngettext("Ansprechperson für %(n)d Nachnutzung", "Ansprechperson für %(n)d Nachnutzungen", adoptions),
        ),
    )
    return [text % {"n": number} for number, text in words if number]


def merge(source: Organisation, target: Organisation) -> None:
    """All rows of `source` become rows of `target`; what both have is kept once."""
    practices = list(PracticePage.objects.filter(origin=source))
    PracticePage.objects.filter(origin=source).update(origin=target)
    _in_revisions("origin", [source.pk], target.pk)
    Partner.objects.filter(organisation=source).update(organisation=target)
    for revision in _revisions():
        rows = revision.content.get("partner_rows", [])
        if any(row.get("organisation") == source.pk for row in rows):
            for row in rows:
                row["organisation"] = target.pk if row.get("organisation") == source.pk else row.get("organisation")
            revision.save(update_fields=["content"])
    Submission.objects.filter(organisation=source).update(organisation=target)
    Confirmation.objects.filter(organisation=source).update(organisation=target)
    practices += _merge_adoptions(source, target)
    both = Bookmark.objects.filter(organisation=target).values("practice")
    Bookmark.objects.filter(organisation=source, practice__in=both).delete()
    Bookmark.objects.filter(organisation=source).update(organisation=target)
    for practice in practices:
        practice.refresh_from_db()
        indexing.index(practice)


def _merge_adoptions(source: Organisation, target: Organisation) -> list[PracticePage]:
    """Re-uses of `source` become the target's. Where both live for one practice the target's stays, and one of what
    is now one's own practice ends: both lead to one row less, never to a broken rule."""
    living = Q(declined_at=None) & ~Q(stage__in=Adoption.CLOSED)
    of_target = Adoption.objects.filter(living, adopter=target).values("practice")
    moved = Adoption.objects.filter(adopter=source)
    practices = list(PracticePage.objects.filter(adoptions__in=moved).distinct())
    moved.filter(living, practice__in=of_target).delete()
    moved.update(adopter=target)
    Adoption.objects.filter(adopter=target, practice__origin=target).delete()
    return practices


def retain(now: datetime) -> dict[str, int]:
    """Deletes what has had its time; answers with how many rows went, by name."""
    decided = Q(submission__decided_at__lt=now - REVIEW_KEPT) & ~Q(submission__state__in=Submission.OPEN)
    judgements, _per_model = Judgement.objects.filter(decided).delete()
    comments, _per_model = ReviewComment.objects.filter(decided).delete()
    over = Q(state=Submission.State.REJECTED, decided_at__lt=now - REJECTED_KEPT) | Q(
        state=Submission.State.DRAFT, saved_at__lt=now - DRAFT_KEPT
    )
    gone = 0
    for submission in Submission.objects.filter(over).select_related("practice"):
        practice = submission.practice
        if not practice.live and practice.first_published_at is None:
            practice.delete()
        else:
            submission.delete()
        gone += 1
    declined, _per_model = Adoption.objects.filter(declined_at__lt=now - DECLINED_KEPT).delete()
    return {
        "library.judgements": judgements,
        "library.comments": comments,
        "library.submissions": gone,
        "library.adoptions": declined,
    }


def _revisions() -> Any:
    kind = ContentType.objects.get_for_model(PracticePage)
    return Revision.objects.filter(content_type=kind).only("pk", "content").iterator(chunk_size=200)


def _in_revisions(name: str, before: list[int], after: int | None) -> None:
    """Keys inside stored versions, too: an old version published again must not bring them back."""
    if not before:
        return
    kind = ContentType.objects.get_for_model(PracticePage)
    for revision in Revision.objects.filter(content_type=kind, **{f"content__{name}__in": before}):
        revision.content[name] = after
        revision.save(update_fields=["content"])
