"""Issues and their archive as editors write them. Nothing here is a promise: those are rows."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from forum.models import BasePage
from newsletter.blocks import IssueBlocks

# Words that are addresses below /newsletter/ and therefore cannot name an issue.
RESERVED = {
    "bestellen",
    "abbestellen",
    "anmelden",
    "antwort",
    "bestaetigen",
    "bild",
    "ein-klick",
    "einstellungen",
    "feed",
    "rueckmeldung",
    "versand",
}


class ArchivePage(BasePage):
    """The archive's place in the tree; its address is answered by a view."""

    max_count = 1
    parent_page_types = ["forum.HomePage"]
    subpage_types = ["newsletter.IssuePage"]

    class Meta:
        verbose_name = _("Newsletter-Archiv")


def next_number() -> int:
    return (IssuePage.objects.aggregate(last=models.Max("number"))["last"] or 0) + 1


class IssuePage(BasePage):
    """One edition: a page of the archive and the body of a mail."""

    class Audience(models.TextChoices):
        EVERYBODY = "alle", _("alle Abonnent*innen")
        MEMBERS = "mitglieder", _("nur Menschen aus Mitgliedsorganisationen")
        COORDINATORS = "koordination", _("nur Koordinator*innen")

    number = models.PositiveIntegerField(_("Nummer"), default=next_number, unique=True)
    published_on = models.DateField(_("Datum"), default=timezone.localdate)
    subject = models.CharField(
        _("Betreff der Mail"),
        max_length=90,
        blank=True,
        help_text=_("Ein echter Satz, am besten unter 60 Zeichen. Leer: der Titel."),
    )
    preheader = models.CharField(
        _("Vorschauzeile"),
        max_length=130,
        blank=True,
        help_text=_("Steht im Postfach hinter dem Betreff. Leer: „In einem Satz“."),
    )
    is_monthly = models.BooleanField(
        _("Monatsausgabe"),
        default=True,
        help_text=_("Erreicht auch alle, die nur einmal im Monat lesen wollen."),
    )
    audience = models.CharField(_("Wer bekommt sie?"), max_length=12, choices=Audience, default=Audience.EVERYBODY)
    topics = ParentalManyToManyField(
        "forum.FieldOfAction",
        verbose_name=_("nur für diese Handlungsfelder"),
        blank=True,
        related_name="+",
        help_text=_("Leer: für alle. Sonst bekommt sie, wer eines davon oder gar keines gewählt hat."),
    )
    organisations = ParentalManyToManyField(
        "members.Organisation",
        verbose_name=_("nur für diese Organisationen"),
        blank=True,
        limit_choices_to={"standing__in": ["mitglied", "partner"], "is_active": True},
        related_name="+",
    )
    body = StreamField(IssueBlocks(), verbose_name=_("Inhalt"), blank=True)

    # A copy is a new issue with a number of its own.
    exclude_fields_in_copy = ["number"]
    template = "newsletter/issue_page.html"
    parent_page_types = ["newsletter.ArchivePage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("number"), FieldPanel("published_on"), FieldPanel("subject"), FieldPanel("preheader")],
            _("Kopf der Mail"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("is_monthly"),
                FieldPanel("audience"),
                FieldPanel("topics", widget=CheckboxSelectMultiple),
                FieldPanel("organisations", widget=CheckboxSelectMultiple),
            ],
            _("Wer bekommt diese Ausgabe?"),
        ),
    ]

    class Meta:
        verbose_name = _("Newsletter-Ausgabe")
        verbose_name_plural = _("Newsletter-Ausgaben")

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED:
            raise ValidationError({"slug": _("Dieses Wort ist schon eine Adresse des Newsletters.")})

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("Im Archiv")), ("mail", _("Mail")), ("dunkel", _("Mail, dunkel")), ("text", _("Mail als Text"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """What is being typed, beside the form: as page of the archive, or as an invented reader gets it."""
        if not mode_name:
            return super().serve_preview(request, mode_name)
        from newsletter import probe  # mails stand on pages, only the preview looks the other way

        mail = probe.mail(self)
        if mode_name == "text":
            return HttpResponse(mail.text, content_type="text/plain; charset=utf-8")
        return HttpResponse(probe.dark(mail.html) if mode_name == "dunkel" else mail.html)

    @property
    def mail_subject(self) -> str:
        return self.subject or self.title

    @property
    def mail_preheader(self) -> str:
        return self.preheader or self.lead
