"""The rows of a practice that are counted, compared or checked one by one. Saved with the page's revisions."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase
from wagtail.admin.panels import PageChooserPanel
from wagtail.models import Orderable

from library.models.vocabulary import AttachmentKind, ConditionKind, Necessity, PartnerRole, ResultAim


class PracticeTag(ItemBase):
    tag = models.ForeignKey("forum.Tag", on_delete=models.CASCADE, related_name="tagged_practices")
    content_object = ParentalKey("library.PracticePage", on_delete=models.CASCADE, related_name="tagged_items")


class Partner(Orderable):
    """Beteiligte: another body and its role."""

    practice = ParentalKey("library.PracticePage", on_delete=models.CASCADE, related_name="partner_rows")
    organisation = models.ForeignKey(
        "members.Organisation", verbose_name=_("Organisation"), on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("Rolle"), max_length=20, choices=PartnerRole, default=PartnerRole.PARTNER)

    class Meta(Orderable.Meta):
        verbose_name = _("Beteiligte Stelle")
        verbose_name_plural = _("Beteiligte")


class Step(Orderable):
    """Schritt: what was done, by whom, how many months it took."""

    practice = ParentalKey("library.PracticePage", on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(_("Was war zu tun?"), max_length=140)
    who = models.CharField(_("Wer und womit?"), max_length=200, blank=True)
    months = models.PositiveSmallIntegerField(_("Monate"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("Schritt")
        verbose_name_plural = _("Schritte")


class CostItem(Orderable):
    """Posten: whole euros."""

    practice = ParentalKey("library.PracticePage", on_delete=models.CASCADE, related_name="cost_items")
    label = models.CharField(_("Posten"), max_length=120)
    once = models.PositiveIntegerField(_("einmalig (€)"), null=True, blank=True)
    yearly = models.PositiveIntegerField(_("jährlich (€)"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("Kostenposten")
        verbose_name_plural = _("Kostenposten")


class Funding(Orderable):
    practice = ParentalKey("library.PracticePage", on_delete=models.CASCADE, related_name="funding")
    programme = models.ForeignKey(
        "members.FundingProgramme",
        verbose_name=_("Förderprogramm"),
        on_delete=models.PROTECT,
        related_name="funding",
    )
    share_percent = models.PositiveSmallIntegerField(_("Anteil in %"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("Förderung")
        verbose_name_plural = _("Förderung")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share_percent__isnull=True) | models.Q(share_percent__lte=100),
                name="funding_share_up_to_100",
            )
        ]


class Result(Orderable):
    """Kennzahl: one indicator before and after, with unit, period and source."""

    practice = ParentalKey("library.PracticePage", on_delete=models.CASCADE, related_name="results")
    indicator = models.CharField(_("Kennzahl"), max_length=120)
    # Empty only in drafts (library/completeness.py).
    before = models.DecimalField(_("Vorher"), max_digits=14, decimal_places=2, null=True, blank=True)
    after = models.DecimalField(_("Nachher"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("Einheit"), max_length=40, blank=True)
    period = models.CharField(_("Zeitraum"), max_length=80, blank=True)
    source = models.CharField(_("Quelle"), max_length=200, blank=True)
    aim = models.CharField(_("Richtung"), max_length=10, choices=ResultAim, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("Kennzahl")
        verbose_name_plural = _("Kennzahlen")

    @property
    def change(self) -> str:
        """„−33 %“; for values that are percentages themselves „+21 Punkte“; empty when there is no base."""
        if self.before is None or self.after is None:
            return ""
        difference = self.after - self.before
        if self.unit.strip() == "%":
            return _signed(difference) + str(_(" Punkte"))
        if not self.before:
            return ""
        return _signed((difference / self.before * 100).quantize(Decimal(1))) + " %"

    @property
    def is_better(self) -> bool | None:
        """None when the author gave no direction or nothing changed."""
        if not self.aim or self.before is None or self.after is None or self.after == self.before:
            return None
        return (self.after < self.before) == (self.aim == ResultAim.LESS)


def _signed(value: Decimal) -> str:
    value = value.normalize()
    words = f"{abs(value):f}".replace(".", ",")
    return "±0" if not value else f"{'+' if value > 0 else '−'}{words}"


class Condition(Orderable):
    """Voraussetzung: what another municipality needs."""

    practice = ParentalKey("library.PracticePage", on_delete=models.CASCADE, related_name="conditions")
    text = models.CharField(_("Voraussetzung"), max_length=200)
    necessity = models.CharField(_("Wie wichtig?"), max_length=10, choices=Necessity, default=Necessity.NEEDED)
    kind = models.CharField(_("Art"), max_length=20, choices=ConditionKind, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("Voraussetzung")
        verbose_name_plural = _("Voraussetzungen")


class BuildingBlockUse(Orderable):
    practice = ParentalKey("library.PracticePage", on_delete=models.CASCADE, related_name="building_blocks")
    block = models.ForeignKey(
        "members.BuildingBlock", verbose_name=_("Baustein"), on_delete=models.PROTECT, related_name="uses"
    )
    necessity = models.CharField(_("Wie wichtig?"), max_length=10, choices=Necessity, default=Necessity.NEEDED)

    class Meta(Orderable.Meta):
        verbose_name = _("Baustein")
        verbose_name_plural = _("Bausteine")


class Attachment(Orderable):
    """Vorlage: a file others can start from."""

    practice = ParentalKey("library.PracticePage", on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        "forum.PortalDocument", verbose_name=_("Datei"), on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField(_("Bezeichnung"), max_length=120)
    kind = models.CharField(_("Art"), max_length=24, choices=AttachmentKind)
    licence = models.CharField(_("Lizenz"), max_length=60, default="CC BY 4.0")
    is_accessible = models.BooleanField(_("barrierefrei"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("Vorlage")
        verbose_name_plural = _("Vorlagen")


class Link(Orderable):
    """A further address. Whether it still answers is a row of its own, `LinkCheck`."""

    practice = ParentalKey("library.PracticePage", on_delete=models.CASCADE, related_name="links")
    title = models.CharField(_("Bezeichnung"), max_length=160)
    url = models.URLField(_("Adresse"), max_length=500)

    class Meta(Orderable.Meta):
        verbose_name = _("Link")
        verbose_name_plural = _("Links")


class Presentation(Orderable):
    """Vorgestellt bei: the page of an event."""

    practice = ParentalKey("library.PracticePage", on_delete=models.CASCADE, related_name="presentations")
    event = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("Veranstaltung"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [PageChooserPanel("event", page_type="events.EventPage")]

    class Meta(Orderable.Meta):
        verbose_name = _("Vorstellung")
        verbose_name_plural = _("Vorgestellt bei")


__all__ = [
    "Attachment",
    "BuildingBlockUse",
    "Condition",
    "CostItem",
    "Funding",
    "Link",
    "Partner",
    "PracticeTag",
    "Presentation",
    "Result",
    "Step",
]
