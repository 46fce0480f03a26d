"""What somebody reports: a barrier, or content they hold to be unlawful."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Report(models.Model):
    """One report with its clock. Answered within a month: § 12b BGG with BITV 2.0, and Art. 16 of (EU) 2022/2065.

    Written by `forum.reporting` only: a decision is a mail to both sides, not just a column.
    """

    class Kind(models.TextChoices):
        BARRIER = "barriere", _("Barriere: etwas lässt sich nicht lesen oder bedienen")
        CONTENT = "inhalt", _("Inhalt: etwas ist rechtswidrig")

    class Outcome(models.TextChoices):
        FIXED = "behoben", _("Barriere behoben")
        PLANNED = "geplant", _("Barriere wird behoben")
        NOT_FIXABLE = "nicht_behebbar", _("Barriere nicht behebbar, anderer Weg genannt")
        REMOVED = "entfernt", _("Inhalt entfernt oder ausgeblendet")
        CHANGED = "geaendert", _("Inhalt geändert")
        LEFT = "belassen", _("Inhalt bleibt: nicht rechtswidrig")

    OUTCOMES = {
        Kind.BARRIER: (Outcome.FIXED, Outcome.PLANNED, Outcome.NOT_FIXABLE),
        Kind.CONTENT: (Outcome.REMOVED, Outcome.CHANGED, Outcome.LEFT),
    }

    # Comes from the form: the same form sent twice is one report.
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("Worum geht es?"), max_length=10, choices=Kind)
    address = models.CharField(
        _("Auf welcher Seite?"),
        max_length=500,
        help_text=_("Adresse aus der Adresszeile des Browsers, oder der Titel der Seite."),
    )
    description = models.TextField(_("Was ist dort das Problem?"), max_length=4000)
    name = models.CharField(_("Ihr Name"), max_length=160, blank=True)
    email = models.EmailField(_("Ihre E-Mail-Adresse"), blank=True)
    received_at = models.DateTimeField(_("Eingegangen"))
    answer_by = models.DateField(_("Antwort bis"))

    outcome = models.CharField(_("Entscheidung"), max_length=16, choices=Outcome, blank=True)
    reasons = models.TextField(
        _("Begründung"), max_length=4000, blank=True, help_text=_("Steht so in der Mail an beide Seiten.")
    )
    affected_email = models.EmailField(
        _("E-Mail-Adresse der betroffenen Seite"),
        blank=True,
        help_text=_(
            "Wer den Inhalt eingestellt hat. Erfährt Entscheidung und Gründe, nicht den Namen der meldenden Person."
        ),
    )
    decided_at = models.DateTimeField(_("Entschieden"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Entschieden von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("Meldung")
        verbose_name_plural = _("Meldungen")
        ordering = ["decided_at", "answer_by"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_at=None)
                | (~models.Q(outcome="") & ~models.Q(reasons="") & models.Q(decided_at__isnull=False)),
                name="report_decided_with_reasons",
                violation_error_message=_("Eine Entscheidung braucht eine Begründung."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.address}"

    @property
    def number(self) -> str:
        """What people quote: „M-17“."""
        return f"M-{self.pk}"

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None
