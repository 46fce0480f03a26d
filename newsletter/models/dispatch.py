"""What was promised to whom: one Dispatch per issue, one Delivery per recipient."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Dispatch(models.Model):
    """The sending of one issue. Pins the revision that was approved: later edits reach the web, never the mail."""

    class State(models.TextChoices):
        APPROVED = "approved", _("freigegeben")
        SCHEDULED = "scheduled", _("geplant")
        HELD = "held", _("angehalten: zu spät")
        SENDING = "sending", _("wird versendet")
        PAUSED = "paused", _("unterbrochen")
        STOPPED = "stopped", _("abgebrochen")
        DONE = "done", _("versendet")

    issue = models.OneToOneField(
        "newsletter.IssuePage", verbose_name=_("Ausgabe"), on_delete=models.PROTECT, related_name="dispatch"
    )
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.APPROVED)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("freigegeben von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("freigegeben am"), default=timezone.now)
    scheduled_at = models.DateTimeField(_("geplant für"), null=True, blank=True)
    started_at = models.DateTimeField(_("begonnen am"), null=True, blank=True)
    filled_up_to = models.BigIntegerField(default=0)
    filled_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("beendet am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Versand")
        verbose_name_plural = _("Versände")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="scheduled") | models.Q(scheduled_at__isnull=False),
                name="dispatch_scheduled_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue} · {self.get_state_display()}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.STOPPED)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def counts(self) -> dict[str, int]:
        """Rows by state; the sum is the number of recipients at every moment."""
        found = dict(self.values_list("state").annotate(models.Count("pk")).order_by())
        return {state: found.get(state, 0) for state in Delivery.State.values}


class Delivery(models.Model):
    """One mail to one recipient. A bounce or complaint is a time on a sent row, not a state."""

    class State(models.TextChoices):
        QUEUED = "queued", _("wartet")
        SENDING = "sending", _("wird gesendet")
        SENT = "sent", _("gesendet")
        FAILED = "failed", _("gescheitert")
        SKIPPED = "skipped", _("übersprungen")

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey("newsletter.Subscriber", on_delete=models.PROTECT, related_name="deliveries")
    domain = models.CharField(max_length=253, blank=True)
    state = models.CharField(_("Stand"), max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    due_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("gesendet am"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("zurückgekommen am"), null=True, blank=True)
    complained_at = models.DateTimeField(_("als Spam gemeldet am"), null=True, blank=True)
    reason = models.CharField(_("Grund"), max_length=120, blank=True)

    objects: ClassVar[models.Manager["Delivery"]] = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zustellung")
        verbose_name_plural = _("Zustellungen")
        constraints = [
            # A dispatch belongs to one issue, so this is once per issue and recipient.
            models.UniqueConstraint(fields=["dispatch", "subscriber"], name="one_delivery_per_recipient"),
            models.CheckConstraint(
                condition=~models.Q(state="sending") | models.Q(leased_until__isnull=False),
                name="delivery_sending_has_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["dispatch", "due_at", "id"], condition=models.Q(state="queued"), name="delivery_due"),
            models.Index(fields=["leased_until"], condition=models.Q(state="sending"), name="delivery_leased"),
            models.Index(fields=["dispatch", "state"], name="delivery_counts"),
            models.Index(fields=["dispatch", "sent_at"], name="delivery_sent"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} · {self.get_state_display()}"


class Pace(models.Model):
    """One row that all workers on all machines ask before they claim: when the next mail may leave.

    `free_at` moves forward by 1/rate per claimed mail; `domains` holds the same per receiving domain (seconds since
    the epoch), and forgets what is past.
    """

    free_at = models.DateTimeField(default=timezone.now)
    domains = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_pace")]

    def __str__(self) -> str:
        return f"{self.free_at:%H:%M:%S}"
