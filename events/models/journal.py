"""One line of the public journal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


def spaced(hash_: str, length: int = 16) -> str:
    """„e35a 71c4 8801 3fd2“: enough to compare by eye."""
    return " ".join(hash_[i : i + 4] for i in range(0, length, 4))


class JournalEntry(models.Model):
    """Written once by `journal.append`, never changed. Holds no name and no reference to a person.

    `subject` is an HMAC under a secret that only the registration knows; for acts on the event itself it is empty.
    """

    class Kind(models.TextChoices):
        REGISTER = "register", _("Anmeldung")
        MANUAL = "manual", _("Anmeldung, von Hand eingetragen")
        DECLINE = "decline", _("Absage ohne Anmeldung")
        CONFIRM_MAIL = "confirm_mail", _("E-Mail bestätigt")
        CONFIRM = "confirm", _("Platz vergeben")
        PROMOTE = "promote", _("Nachgerückt")
        SKIP = "skip", _("Nachgerückt außer der Reihe, mit Grund")
        OFFER = "offer", _("Platz angeboten")
        ACCEPT = "accept", _("Angebot angenommen")
        EXPIRE = "expire", _("Verfallen")
        CANCEL = "cancel", _("Absage")
        RESTORE = "restore", _("Absage zurückgenommen")
        SUBSTITUTE = "substitute", _("Vertretung")
        APPROVE = "approve", _("Freigegeben")
        REJECT = "reject", _("Abgelehnt")
        CHANGE = "change", _("Angaben zur Veranstaltung geändert")
        CAPACITY = "capacity", _("Platzzahl geändert")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="journal", db_index=False)
    n = models.PositiveIntegerField(_("Zeile"))
    kind = models.CharField(_("Vorgang"), max_length=12, choices=Kind)
    at = models.DateTimeField(_("Zeit"))
    subject = models.CharField(max_length=64, blank=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(_("Prüfsumme"), max_length=64)

    class Meta:
        verbose_name = _("Zeile im Protokoll")
        verbose_name_plural = _("Zeilen im Protokoll")
        ordering = ["event", "n"]
        constraints = [models.UniqueConstraint(fields=["event", "n"], name="one_line_per_number")]

    def __str__(self) -> str:
        return f"{self.n} {self.kind}"

    @property
    def short_hash(self) -> str:
        """„e35a 71c4“."""
        return spaced(self.hash, 8)
