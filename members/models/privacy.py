"""What people allowed, how they want to hear from the portal, and what they asked under data protection law."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Consent(models.Model):
    """One consent with its exact wording: given once, withdrawn at most once (Art. 7 DSGVO)."""

    class Purpose(models.TextChoices):
        PUBLIC_NAME = "name_oeffentlich", _("Name im öffentlichen Profil")
        EMAIL_TO_MEMBERS = "mail_mitglieder", _("Mail-Adresse für Mitglieder")
        EXPERTISE = "fachwissen", _("Fachwissen für Mitglieder")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    membership = models.ForeignKey("members.Membership", on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("Zweck"), max_length=20, choices=Purpose)
    wording = models.TextField(_("Wortlaut"))
    given_at = models.DateTimeField(_("erteilt"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("widerrufen"), null=True, blank=True)

    class Meta:
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_live_consent_per_purpose",
            ),
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()


class Preferences(models.Model):
    """How one person wants to hear from the portal. No row means the defaults."""

    class Digest(models.TextChoices):
        AT_ONCE = "sofort", _("am selben Tag")
        WEEKLY = "woechentlich", _("gesammelt, montags")
        NEVER = "nie", _("gar nicht – ich sehe im Portal nach")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    digest = models.CharField(_("Hinweise per Mail"), max_length=14, choices=Digest, default=Digest.WEEKLY)
    digest_sent_at = models.DateTimeField(null=True, blank=True)
    # Set when the portal asked an inactive person whether the account is still needed; a sign-in clears it.
    asked_at = models.DateTimeField(_("nach Inaktivität gefragt"), null=True, blank=True)

    class Meta:
        verbose_name = _("Benachrichtigung")
        verbose_name_plural = _("Benachrichtigungen")

    def __str__(self) -> str:
        return self.get_digest_display()


class DataRequest(models.Model):
    """Betroffenenanfrage with the clock of Art. 12 (3) DSGVO: one month, two more with a reason."""

    class Kind(models.TextChoices):
        ACCESS = "auskunft", _("Auskunft (Art. 15)")
        CORRECTION = "berichtigung", _("Berichtigung (Art. 16)")
        ERASURE = "loeschung", _("Löschung (Art. 17)")
        RESTRICTION = "einschraenkung", _("Einschränkung (Art. 18)")
        PORTABILITY = "uebertragung", _("Datenübertragung (Art. 20)")
        OBJECTION = "widerspruch", _("Widerspruch (Art. 21)")

    class State(models.TextChoices):
        OPEN = "offen", _("offen")
        ANSWERED = "beantwortet", _("beantwortet")
        REFUSED = "abgelehnt", _("abgelehnt")

    kind = models.CharField(_("Art"), max_length=16, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Konto"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="data_requests",
    )
    email = models.EmailField(_("Antwort an"), blank=True)
    text = models.TextField(_("Anliegen"), max_length=4000, blank=True)
    received_at = models.DateTimeField(_("eingegangen"), default=timezone.now)
    due_on = models.DateField(_("Antwort bis"))
    extension_reason = models.CharField(_("Grund der Verlängerung"), max_length=300, blank=True)
    state = models.CharField(_("Stand"), max_length=12, choices=State, default=State.OPEN)
    answered_at = models.DateTimeField(_("beantwortet am"), null=True, blank=True)
    answer = models.TextField(_("Antwort"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("Datenschutz-Anfrage")
        verbose_name_plural = _("Datenschutz-Anfragen")
        ordering = ["due_on"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} Nr. {self.pk}"
