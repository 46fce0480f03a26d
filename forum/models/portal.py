"""What makes this forum this forum: name, colours, contact, Impressum. Another forum changes rows, not code."""

import hashlib
import json

from django.conf import settings as django_settings
from django.core.cache import cache, caches
from django.core.validators import RegexValidator
from django.db import models
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.images.shortcuts import get_rendition_or_not_found

from forum.cache import remembered
from forum.contrast import INK, WHITE, ReadableWith

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Bitte eine Farbe wie #cfef6b angeben."))


@register_setting(icon="cog")
class PortalSettings(BaseGenericSetting):
    """One row. The defaults are those of the demo; an operator replaces them in the editors' room."""

    CACHE_KEY = "portal-settings"
    # `current` keeps them with the row: the address of a small rendition, and a word that changes with any field.
    logo_url = fingerprint = ""

    name = models.CharField(_("Name des Forums"), max_length=60, default="Connected Smart City")
    claim = models.CharField(
        _("Ein Satz über das Forum"),
        max_length=200,
        default="Kommunen und kommunale Unternehmen teilen, was funktioniert.",
    )
    logo = models.ForeignKey(
        "forum.PortalImage",
        verbose_name=_("Logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Ersetzt das Zeichen neben dem Namen. Quadratisch wirkt es am besten."),
    )
    accent_colour = models.CharField(
        _("Akzentfarbe („hier“)"),
        max_length=7,
        blank=True,
        validators=[hex_colour, ReadableWith(INK, 7)],
        help_text=_("Hell: Darauf steht dunkle Schrift. Leer: Limette."),
    )
    night_colour = models.CharField(
        _("Dunkler Grund"),
        max_length=7,
        blank=True,
        validators=[hex_colour, ReadableWith(WHITE, 10)],
        help_text=_("Dunkel: Darauf steht weiße Schrift. Leer: Nachtblau."),
    )
    action_colour = models.CharField(
        _("Links und Knöpfe"),
        max_length=7,
        blank=True,
        validators=[hex_colour, ReadableWith(WHITE, 5)],
        help_text=_("Dunkel: steht auf Weiß. In der dunklen Darstellung wird sie aufgehellt. Leer: Blau."),
    )

    contact_email = models.EmailField(_("Kontakt-Postfach"), default="geschaeftsstelle@forum.example")
    contact_phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    sender_email = models.EmailField(_("Absender der Mails"), default="forum@forum.example")

    operator = models.CharField(
        _("Anbieter"),
        max_length=200,
        default="Geschäftsstelle des Forums (Demo)",
        help_text=_("§ 5 DDG: wer das Portal betreibt"),
    )
    operator_address = models.TextField(_("Anschrift"), default="Musterstraße 1\n00000 Musterstadt (Demo)")
    representative = models.CharField(_("Vertreten durch"), max_length=200, default="Demo-Leitung der Geschäftsstelle")
    register_entry = models.CharField(_("Registereintrag"), max_length=200, blank=True)
    vat_id = models.CharField(_("Umsatzsteuer-ID"), max_length=40, blank=True)
    editorial_responsible = models.CharField(
        _("Verantwortlich nach § 18 Abs. 2 MStV"),
        max_length=200,
        default="Demo-Redaktionsleitung, Anschrift wie oben",
    )
    supervisory_authority = models.CharField(_("Datenschutz-Aufsichtsbehörde"), max_length=200, blank=True)
    security_email = models.EmailField(_("Postfach für Sicherheitsmeldungen"), blank=True)
    source_url = models.URLField(
        _("Quellcode"),
        blank=True,
        help_text=_("Adresse des Quellcodes. Die EUPL verlangt, dass ihn alle bekommen können, die das Portal nutzen."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("claim"), FieldPanel("logo")], _("Name")),
        MultiFieldPanel(
            [FieldPanel("accent_colour"), FieldPanel("night_colour"), FieldPanel("action_colour")],
            _("Farben"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("contact_email"),
                FieldPanel("contact_phone"),
                FieldPanel("sender_email"),
                FieldPanel("security_email"),
            ],
            _("Kontakt"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("operator"),
                FieldPanel("operator_address"),
                FieldPanel("representative"),
                FieldPanel("register_entry"),
                FieldPanel("vat_id"),
                FieldPanel("editorial_responsible"),
                FieldPanel("supervisory_authority"),
                FieldPanel("source_url"),
            ],
            _("Impressum"),
        ),
    ]

    class Meta:
        verbose_name = _("Das Forum")

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().save(*args, **kwargs)
        cache.delete(self.CACHE_KEY)
        caches["process"].delete(self.CACHE_KEY)

    @classmethod
    def current(cls) -> "PortalSettings":
        """The row, from the cache when Redis is there; every page asks for it."""
        return remembered(cls.CACHE_KEY, cls._kept)

    @classmethod
    def _kept(cls) -> "PortalSettings":
        portal = cache.get(cls.CACHE_KEY)
        if portal is None:
            portal = cls.load()
            portal.logo_url = get_rendition_or_not_found(portal.logo, "max-160x80").url if portal.logo else ""
            said = json.dumps([portal.logo_url, model_to_dict(portal)], default=str)
            portal.fingerprint = hashlib.sha256(said.encode()).hexdigest()[:12]
            cache.set(cls.CACHE_KEY, portal, 300)
        return portal

    @property
    def full_name(self) -> str:
        return f"Forum {self.name}"

    @property
    def from_email(self) -> str:
        return f'"{self.full_name}" <{self.sender_email}>'

    @property
    def url(self) -> str:
        return django_settings.PORTAL_URL
