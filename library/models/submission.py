"""The way of a text from draft to publication: rows, because each step is a promise to the author."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def open(self) -> "SubmissionQuerySet":
        """Not yet decided, drafts included."""
        return self.filter(state__in=Submission.OPEN)

    def to_review(self) -> "SubmissionQuerySet":
        return self.filter(state__in=[Submission.State.SUBMITTED, Submission.State.IN_REVIEW])

    def editable_by(self, user: Any) -> "SubmissionQuerySet":
        """Those of the person's organisations: colleagues write together."""
        return self.filter(
            organisation__memberships__user=user,
            organisation__memberships__state="active",
            organisation__is_active=True,
        )


class Submission(models.Model):
    """One version of a practice on its way (Concepts §6). At most one is open per practice.

    The text itself is the page's latest revision, the same that editors see in their room.
    """

    class State(models.TextChoices):
        DRAFT = "entwurf", _("Entwurf")
        SUBMITTED = "eingereicht", _("Eingereicht")
        IN_REVIEW = "in_pruefung", _("In Prüfung")
        ASKED_BACK = "rueckfrage", _("Rückfrage")
        PUBLISHED = "veroeffentlicht", _("Veröffentlicht")
        REJECTED = "abgelehnt", _("Abgelehnt")
        DISCARDED = "verworfen", _("Verworfen")

    OPEN = (State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.ASKED_BACK)
    WRITABLE = (State.DRAFT, State.ASKED_BACK)

    practice = models.ForeignKey(
        "library.PracticePage", verbose_name=_("Praxis"), on_delete=models.CASCADE, related_name="submissions"
    )
    organisation = models.ForeignKey(
        "members.Organisation", verbose_name=_("für"), on_delete=models.PROTECT, related_name="submissions"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Autor*in"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
    )
    state = models.CharField(_("Stand"), max_length=16, choices=State, default=State.DRAFT)
    change_note = models.CharField(_("Was hat sich geändert?"), max_length=200, blank=True)
    message = models.TextField(_("Nachricht der Prüfung"), max_length=2000, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Prüfer*in"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("begonnen"), default=timezone.now)
    saved_at = models.DateTimeField(_("zuletzt gespeichert"), default=timezone.now)
    submitted_at = models.DateTimeField(_("eingereicht am"), null=True, blank=True)
    due_on = models.DateField(_("Antwort bis"), null=True, blank=True)
    decided_at = models.DateTimeField(_("entschieden am"), null=True, blank=True)

    objects: ClassVar[Any] = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einreichung")
        verbose_name_plural = _("Einreichungen")
        constraints = [
            models.UniqueConstraint(
                fields=["practice"],
                condition=models.Q(state__in=["entwurf", "eingereicht", "in_pruefung", "rueckfrage"]),
                name="one_open_submission_per_practice",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["eingereicht", "in_pruefung"])
                | models.Q(submitted_at__isnull=False, due_on__isnull=False),
                name="submission_under_review_has_dates",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="abgelehnt") | ~models.Q(message=""),
                name="submission_rejected_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="submission_state_due")]

    def __str__(self) -> str:
        return f"{self.practice_id} · {self.get_state_display()}"

    @property
    def is_writable(self) -> bool:
        return self.state in self.WRITABLE


class Criterion(models.TextChoices):
    """What reviewers ask of every practice (Concepts §6)."""

    CLEAR = "verstaendlich", _("Verständlich ohne Vorwissen")
    BENEFIT = "nutzen", _("Problem und Nutzen sind klar")
    EVIDENCE = "belegt", _("Ergebnisse sind belegt")
    RESOURCES = "ressourcen", _("Ressourcen sind nachvollziehbar")
    TRANSFER = "uebertragbar", _("Übertragbarkeit ist konkret")
    RIGHTS = "rechte", _("Rechte, Kontakt und Bilder sind geklärt")


class Judgement(models.Model):
    """One reviewer's answer to one criterion."""

    class Answer(models.TextChoices):
        YES = "ja", _("ja")
        PARTLY = "teilweise", _("teilweise")
        NO = "nein", _("nein")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="judgements")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    criterion = models.CharField(_("Kriterium"), max_length=20, choices=Criterion)
    answer = models.CharField(_("Antwort"), max_length=10, choices=Answer)
    note = models.CharField(_("Anmerkung"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Urteil")
        verbose_name_plural = _("Urteile")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "reviewer", "criterion"], name="one_judgement_per_reviewer_and_criterion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_criterion_display()}: {self.get_answer_display()}"


class ReviewComment(models.Model):
    """What a reviewer says to one field; the author reads it beside that field once asked back."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="comments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    field = models.CharField(_("Feld"), max_length=40)
    text = models.TextField(_("Kommentar"), max_length=1000)
    created_at = models.DateTimeField(_("vom"), default=timezone.now)
    is_settled = models.BooleanField(_("erledigt"), default=False)

    class Meta:
        verbose_name = _("Kommentar")
        verbose_name_plural = _("Kommentare")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.field
