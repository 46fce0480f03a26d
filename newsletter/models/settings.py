"""How fast and by whose word issues go out; editors of the Geschäftsstelle change it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="mail")
class NewsletterSettings(BaseGenericSetting):
    """One row."""

    second_person = models.BooleanField(
        _("Freigabe durch eine zweite Person"),
        default=False,
        help_text=_("Wer eine Ausgabe zuletzt bearbeitet hat, kann sie dann nicht selbst freigeben."),
    )
    rate_per_second = models.PositiveIntegerField(
        _("Mails pro Sekunde, höchstens"),
        default=50,
        help_text=_("0 heißt: so schnell der Mailserver kann."),
    )
    domain_rate_per_second = models.PositiveIntegerField(
        _("davon an eine Empfänger-Domain, höchstens"), default=10, help_text=_("0 heißt: keine Grenze.")
    )
    hours_until_held = models.PositiveSmallIntegerField(
        _("Verspätung, ab der nachgefragt wird (Stunden)"), default=6, validators=[MinValueValidator(1)]
    )

    panels = [
        FieldPanel("second_person"),
        FieldPanel("rate_per_second"),
        FieldPanel("domain_rate_per_second"),
        FieldPanel("hours_until_held"),
    ]

    class Meta:
        verbose_name = _("Newsletter-Versand")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
