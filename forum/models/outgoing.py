"""What the portal owes somebody by mail: a row before it is anything else."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutgoingMail(models.Model):
    """One mail to one recipient, with the facts frozen at the moment it was promised.

    The act that owes the mail writes the row in its own transaction. The worker renders and sends it
    (`forum/outbox.py`) or gives up, then wipes the facts. The recipient goes when the row is deleted (retention).
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("wartet")
        SENDING = "sending", _("wird gesendet")
        SENT = "sent", _("gesendet")
        FAILED = "failed", _("gescheitert")
        SKIPPED = "skipped", _("nicht gesendet")

    name = models.CharField(_("Mail"), max_length=80)
    key = models.CharField(max_length=160, null=True, blank=True)  # noqa: DJ001 - without a key none equals another
    recipient = models.EmailField(_("Empfänger"), max_length=254)
    facts = models.JSONField(default=dict)
    message_id = models.CharField(max_length=120)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    due_at = models.DateTimeField(_("fällig"), default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("angelegt"), default=timezone.now)
    sent_at = models.DateTimeField(_("gesendet am"), null=True, blank=True)
    error = models.CharField(_("Fehler"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("ausgehende Mail")
        verbose_name_plural = _("ausgehende Mails")
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="queued"), name="outgoing_due"),
            models.Index(fields=["leased_until"], condition=models.Q(state="sending"), name="outgoing_leased"),
        ]
        constraints = [
            # Not unique=True: that adds a second index for LIKE, which nobody asks.
            models.UniqueConstraint(fields=["key"], name="outgoing_owed_once"),
            models.UniqueConstraint(fields=["message_id"], name="outgoing_message_id"),
            models.CheckConstraint(
                condition=models.Q(state="sending", leased_until__isnull=False) | ~models.Q(state="sending"),
                name="outgoing_sending_has_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"
