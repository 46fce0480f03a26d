"""The fields of a practice, section by section as authors fill them in (Concepts §6).

Lists of short points are text with one point per line: the easiest thing to write and to read. What is counted or
checked row by row stands in `parts`. All fields may be empty in a draft; `library/completeness.py` says what binds.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.fields import StreamField

from forum.blocks import PictureBlock
from library.models.fields import ChoicesField
from library.models.vocabulary import (
    GOALS,
    CooperationForm,
    DataProtectionAssessment,
    Effort,
    Impact,
    Maturity,
    Outcome,
    Participation,
    Procurement,
    RegionType,
    SolutionType,
    SpatialScope,
    SupportOffer,
    TargetGroup,
    TextLicence,
)
from members.models import SizeClass

MAX_PICTURES = 8


class Basics(models.Model):
    """Grunddaten."""

    origin = models.ForeignKey(
        "members.Organisation",
        verbose_name=_("Herkunft"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="practices",
    )
    fields_of_action = ParentalManyToManyField(
        "forum.FieldOfAction", verbose_name=_("Handlungsfelder"), blank=True, related_name="practices"
    )
    maturity = models.CharField(_("Reifegrad"), max_length=20, choices=Maturity, blank=True)
    outcome = models.CharField(_("Ausgang"), max_length=20, choices=Outcome, blank=True)
    effort = models.CharField(_("Aufwand"), max_length=20, choices=Effort, blank=True)
    start = models.DateField(_("Beginn"), null=True, blank=True)
    end = models.DateField(_("Ende"), null=True, blank=True)
    duration_months = models.PositiveSmallIntegerField(_("Dauer bis Start in Monaten"), null=True, blank=True)
    target_groups = ChoicesField(of=TargetGroup.choices, verbose_name=_("Zielgruppen"))
    spatial_scope = models.CharField(_("Räumlicher Bezug"), max_length=20, choices=SpatialScope, blank=True)
    sdgs = ChoicesField(
        models.PositiveSmallIntegerField(choices=[(n, f"{n} {goal}") for n, goal in enumerate(GOALS, start=1)]),
        verbose_name=_("Bezug zu den Nachhaltigkeitszielen"),
    )

    panels = [
        FieldPanel("origin"),
        FieldPanel("fields_of_action"),
        FieldPanel("tags"),
        FieldPanel("maturity"),
        FieldPanel("outcome"),
        FieldPanel("effort"),
        FieldPanel("start"),
        FieldPanel("end"),
        FieldPanel("duration_months"),
        FieldPanel("target_groups"),
        FieldPanel("spatial_scope"),
        FieldPanel("sdgs"),
        InlinePanel("partner_rows", heading=_("Beteiligte")),
    ]

    class Meta:
        abstract = True


class ProblemAndSolution(models.Model):
    """Problem und Lösung. Plain text, so that the portal's form and the editors' room can both change it."""

    problem = models.TextField(_("Ausgangslage und Problem"), max_length=3000, blank=True)
    solution = models.TextField(_("Lösung"), max_length=4000, blank=True)
    solution_types = ChoicesField(of=SolutionType.choices, verbose_name=_("Art der Lösung"))
    participation = models.CharField(_("Bürgerbeteiligung"), max_length=20, choices=Participation, blank=True)
    participation_how = models.TextField(_("Wie wurde beteiligt?"), max_length=1000, blank=True)
    # In one column, so that a page without pictures asks for none. The first one leads the page.
    pictures = StreamField([("picture", PictureBlock())], verbose_name=_("Bilder"), blank=True, max_num=MAX_PICTURES)

    panels = [
        FieldPanel("problem"),
        FieldPanel("solution"),
        FieldPanel("solution_types"),
        FieldPanel("participation"),
        FieldPanel("participation_how"),
        FieldPanel("pictures"),
        FieldPanel("story"),
    ]

    class Meta:
        abstract = True


class ResultsAndImpact(models.Model):
    """Ergebnisse und Wirkung."""

    not_measurable_because = models.TextField(_("Noch nicht messbar, weil …"), max_length=600, blank=True)
    success_factors = models.TextField(
        _("Erfolgsfaktoren"), max_length=600, blank=True, help_text=_("Ein Punkt je Zeile.")
    )
    hurdles = models.TextField(_("Stolpersteine"), max_length=600, blank=True, help_text=_("Ein Punkt je Zeile."))
    lessons = models.TextField(_("Das würden wir anders machen"), max_length=600, blank=True)
    impact_dimensions = ChoicesField(of=Impact.choices, verbose_name=_("Wirkung auf"))

    panels = [
        InlinePanel("results", heading=_("Kennzahlen")),
        FieldPanel("not_measurable_because"),
        FieldPanel("success_factors"),
        FieldPanel("hurdles"),
        FieldPanel("lessons"),
        FieldPanel("impact_dimensions"),
    ]

    class Meta:
        abstract = True


class CostsAndStaff(models.Model):
    """Kosten und Personal. Money in whole euros as a range; equal ends are one figure, 0–0 is „keine Kosten“."""

    cost_once_from = models.PositiveIntegerField(_("Kosten einmalig, von (€)"), null=True, blank=True)
    cost_once_to = models.PositiveIntegerField(_("Kosten einmalig, bis (€)"), null=True, blank=True)
    cost_yearly_from = models.PositiveIntegerField(_("Kosten jährlich, von (€)"), null=True, blank=True)
    cost_yearly_to = models.PositiveIntegerField(_("Kosten jährlich, bis (€)"), null=True, blank=True)
    cost_year = models.PositiveSmallIntegerField(
        _("Preisstand (Jahr)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2100)],
    )
    cost_includes_staff = models.BooleanField(_("Personalkosten sind enthalten"), default=False)
    staff_setup = models.DecimalField(_("Stellen im Aufbau"), max_digits=5, decimal_places=2, null=True, blank=True)
    staff_operation = models.DecimalField(
        _("Stellen im Betrieb"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    skills = models.CharField(_("Nötige Kenntnisse"), max_length=300, blank=True)
    is_model_project = models.BooleanField(_("Teil eines geförderten Modellprojekts"), default=False)
    procurement = ChoicesField(of=Procurement.choices, verbose_name=_("Beschaffung"))

    panels = [
        FieldPanel("cost_once_from"),
        FieldPanel("cost_once_to"),
        FieldPanel("cost_yearly_from"),
        FieldPanel("cost_yearly_to"),
        FieldPanel("cost_year"),
        FieldPanel("cost_includes_staff"),
        InlinePanel("cost_items", heading=_("Kostenposten")),
        FieldPanel("staff_setup"),
        FieldPanel("staff_operation"),
        FieldPanel("skills"),
        InlinePanel("funding", heading=_("Förderung")),
        FieldPanel("is_model_project"),
        FieldPanel("procurement"),
    ]

    class Meta:
        abstract = True


class StepsAndTechnology(models.Model):
    """Schritte und Technik."""

    first_step = models.TextField(_("Erster Schritt: in 30 Tagen machbar"), max_length=400, blank=True)
    standards = models.TextField(_("Standards"), max_length=600, blank=True, help_text=_("Ein Punkt je Zeile."))
    interfaces = models.TextField(_("Schnittstellen"), max_length=600, blank=True, help_text=_("Ein Punkt je Zeile."))
    data_used = models.TextField(_("Datengrundlagen"), max_length=1000, blank=True)
    open_data_url = models.URLField(_("Offene Daten"), max_length=500, blank=True)
    software_licence = models.CharField(
        _("Softwarelizenz"),
        max_length=60,
        blank=True,
        help_text=_("SPDX-Kennung wie EUPL-1.2, „proprietär“ oder „keine Software“."),
    )
    repository = models.URLField(_("Quellcode"), max_length=500, blank=True)
    publiccode_url = models.URLField(_("publiccode.yml"), max_length=500, blank=True)
    builds_on = models.ForeignKey(
        "library.PracticePage",
        verbose_name=_("Baut auf"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="successors",
    )

    panels = [
        FieldPanel("first_step"),
        InlinePanel("steps", heading=_("Schritte")),
        InlinePanel("building_blocks", heading=_("Bausteine")),
        FieldPanel("standards"),
        FieldPanel("interfaces"),
        FieldPanel("data_used"),
        FieldPanel("open_data_url"),
        FieldPanel("software_licence"),
        FieldPanel("repository"),
        FieldPanel("publiccode_url"),
        PageChooserPanel("builds_on", page_type="library.PracticePage"),
    ]

    class Meta:
        abstract = True


class Transfer(models.Model):
    """Übertragbarkeit und Verstetigung."""

    transfer_summary = models.TextField(_("Was brauchen andere?"), max_length=1500, blank=True)
    transfer_fixed = models.TextField(
        _("Unverzichtbar"), max_length=600, blank=True, help_text=_("Ein Punkt je Zeile.")
    )
    transfer_adapt = models.TextField(_("Anpassbar"), max_length=600, blank=True, help_text=_("Ein Punkt je Zeile."))
    suitable_sizes = ChoicesField(of=SizeClass.choices, verbose_name=_("Geeignet für (Größe)"))
    suitable_regions = ChoicesField(of=RegionType.choices, verbose_name=_("Geeignet für (Raum)"))
    legal_notes = models.TextField(_("Rechtliches und Datenschutz"), max_length=1500, blank=True)
    data_protection_assessment = models.CharField(
        _("Datenschutz-Folgenabschätzung"), max_length=20, choices=DataProtectionAssessment, blank=True
    )
    cooperation_form = models.CharField(_("Kooperationsform"), max_length=30, choices=CooperationForm, blank=True)
    sustain_communication = models.TextField(_("Verstetigung: Kommunikation"), max_length=600, blank=True)
    sustain_evidence = models.TextField(_("Verstetigung: Wirkungsnachweis"), max_length=600, blank=True)
    sustain_technology = models.TextField(_("Verstetigung: technische Anschlussfähigkeit"), max_length=600, blank=True)
    sustain_responsibility = models.TextField(_("Verstetigung: Zuständigkeit"), max_length=600, blank=True)
    sustain_funding = models.TextField(_("Verstetigung: Finanzierung"), max_length=600, blank=True)

    panels = [
        FieldPanel("transfer_summary"),
        InlinePanel("conditions", heading=_("Voraussetzungen")),
        FieldPanel("transfer_fixed"),
        FieldPanel("transfer_adapt"),
        FieldPanel("suitable_sizes"),
        FieldPanel("suitable_regions"),
        FieldPanel("legal_notes"),
        FieldPanel("data_protection_assessment"),
        FieldPanel("cooperation_form"),
        FieldPanel("sustain_communication"),
        FieldPanel("sustain_evidence"),
        FieldPanel("sustain_technology"),
        FieldPanel("sustain_responsibility"),
        FieldPanel("sustain_funding"),
    ]

    class Meta:
        abstract = True


class Contact(models.Model):
    """Anlaufstelle. The person is a row, never text, so that erasure reaches it."""

    contact_unit = models.CharField(_("Stelle"), max_length=160, blank=True)
    contact_mailbox = models.EmailField(
        _("Funktionspostfach"),
        blank=True,
        help_text=_("Keine persönliche Adresse. Wird nicht angezeigt; Fragen laufen über das Portal."),
    )
    contact_person = models.ForeignKey(
        "members.Membership",
        verbose_name=_("Ansprechperson"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    support_offer = ChoicesField(of=SupportOffer.choices, verbose_name=_("Das bieten wir an"))

    panels = [
        FieldPanel("contact_unit"),
        FieldPanel("contact_mailbox"),
        FieldPanel("contact_person"),
        FieldPanel("support_offer"),
        InlinePanel("presentations", heading=_("Vorgestellt bei")),
    ]

    class Meta:
        abstract = True


class FilesAndLicence(models.Model):
    """Dateien und Lizenz; dazu, was aus einer öffentlichen Quelle kommt."""

    text_licence = models.CharField(_("Lizenz des Steckbriefs"), max_length=20, choices=TextLicence, blank=True)

    panels = [
        InlinePanel("attachments", heading=_("Vorlagen")),
        InlinePanel("links", heading=_("Links")),
        FieldPanel("text_licence"),
    ]

    class Meta:
        abstract = True


class Source(models.Model):
    """Where a Kurzeintrag was taken from, in the words of that source."""

    external_id = models.CharField(_("Kennung beim Import"), max_length=40, null=True, blank=True, unique=True)
    source_url = models.URLField(_("Quelle"), max_length=500, blank=True)
    source_status = models.CharField(_("Stand laut Quelle"), max_length=120, blank=True)
    source_year = models.PositiveSmallIntegerField(_("Jahr laut Quelle"), null=True, blank=True)
    source_technology = models.CharField(_("Technik laut Quelle"), max_length=200, blank=True)
    source_note = models.CharField(_("Anmerkung zur Quelle"), max_length=500, blank=True)

    panels = [
        FieldPanel("source_url"),
        FieldPanel("source_status"),
        FieldPanel("source_year"),
        FieldPanel("source_technology"),
        FieldPanel("source_note"),
    ]

    class Meta:
        abstract = True
