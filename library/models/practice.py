"""Good practices as pages: what authors and editors write, with drafts and revisions."""

from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from forum.blocks import BodyBlock
from forum.models import BasePage, FieldOfAction
from library.models import sections
from library.models.vocabulary import CostClass, Effort, EntryKind, Maturity, Outcome

# Below /bibliothek/ these words are addresses of their own (library/urls.py).
RESERVED_SLUGS = frozenset(
    {
        "einreichen", "vergleich", "merkzettel", "pruefung", "themen", "vorschlaege", "suchauftraege", "karte",
        "vorlage", "feed", "transferbericht", "entwurf", "bestaetigen", "passung", "nachnutzung",
        "importieren",
    }
)  # fmt: skip


UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}


# What a list says of a practice whose owner has not confirmed it for long (library/models/freshness.py).
NOT_VOUCHED = {"unbestaetigt": _("Angaben nicht bestätigt"), "veraltet": _("veraltet")}


class LibraryPage(BasePage):
    """The Library's place in the tree; its address is answered by a view."""

    max_count = 1
    parent_page_types = ["forum.HomePage"]
    subpage_types = ["library.PracticePage"]

    class Meta:
        verbose_name = _("Bibliothek")


# Who runs it: a company counts as the municipality it belongs to.
WHO = Coalesce("adopter__parent", "adopter")


def _in_operation() -> Coalesce:
    """How many confirmed here that they run the practice."""
    adoptions = apps.get_model("library", "Adoption").objects.in_operation().filter(practice=models.OuterRef("pk"))
    counted = adoptions.order_by().values("practice").annotate(n=models.Count(WHO, distinct=True)).values("n")
    return Coalesce(models.Subquery(counted), 0)


def _themes() -> models.Prefetch:
    """Both in one query, as they were given: the first one chooses the pattern of the tile."""
    tags = apps.get_model("library", "PracticeTag").objects.select_related("tag").order_by("pk")
    return models.Prefetch("tagged_items", queryset=tags)


class PracticeQuerySet(PageQuerySet):
    def shown(self) -> "PracticeQuerySet":
        """What every reader may see: published and under no view restriction."""
        return self.live().public()

    def public(self) -> "PracticeQuerySet":
        """As Wagtail's; of the restricted pages it reads where they stand and nothing else."""
        restricted = PageViewRestriction.objects.values_list("page__path", flat=True)
        below = [models.Q(path__startswith=path) for path in restricted]
        return self.exclude(reduce(or_, below)) if below else self

    def for_reading(self) -> "PracticeQuerySet":
        """With what its own page always tells."""
        return self.select_related("origin__municipality", "freshness").prefetch_related(_themes())

    def for_lists(self) -> "PracticeQuerySet":
        """With all that a row of a list shows, in a constant number of queries."""
        return (
            self.select_related("origin__municipality", "freshness")
            .prefetch_related("fields_of_action", _themes())
            .annotate(in_operation=_in_operation())
        )


class PracticePage(  # modelcluster's managers are its own
    sections.Basics,
    sections.ProblemAndSolution,
    sections.ResultsAndImpact,
    sections.CostsAndStaff,
    sections.StepsAndTechnology,
    sections.Transfer,
    sections.Contact,
    sections.FilesAndLicence,
    sections.Source,
    BasePage,
):
    """Gute Praxis: a Kurzeintrag from a public source, or the Steckbrief of its owner (Concepts §1, §6).

    The page only tells. Who handed it in, checked, confirmed or saved it are rows of their own: publishing or
    reverting a revision rewrites every column here.
    """

    entry_kind = models.CharField(_("Art des Eintrags"), max_length=12, choices=EntryKind, default=EntryKind.FULL)
    story = StreamField(BodyBlock(), verbose_name=_("Mehr dazu"), blank=True)
    tags = ClusterTaggableManager(through="library.PracticeTag", blank=True, verbose_name=_("Schlagworte"))

    parent_page_types = ["library.LibraryPage"]
    subpage_types: list[str] = []

    objects: ClassVar[Any] = PageManager.from_queryset(PracticeQuerySet)()

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title", help_text=_("Höchstens 90 Zeichen, ohne Fachwörter.")),
                    FieldPanel("lead", heading=_("Kurz gesagt")),
                    FieldPanel("entry_kind"),
                    *sections.Basics.panels,
                ],
                heading=_("Grunddaten"),
            ),
            ObjectList(sections.ProblemAndSolution.panels, heading=_("Problem und Lösung")),
            ObjectList(sections.ResultsAndImpact.panels, heading=_("Ergebnisse")),
            ObjectList(sections.CostsAndStaff.panels, heading=_("Kosten")),
            ObjectList(sections.StepsAndTechnology.panels, heading=_("Schritte und Technik")),
            ObjectList(sections.Transfer.panels, heading=_("Übertragbarkeit")),
            ObjectList([*sections.Contact.panels, *sections.FilesAndLicence.panels], heading=_("Kontakt und Dateien")),
            ObjectList(
                [
                    MultiFieldPanel(sections.Source.panels, heading=_("Öffentliche Quelle")),
                    *BasePage.promote_panels,
                    *BasePage.settings_panels,
                ],
                heading=_("Quelle und Einstellungen"),
            ),
        ]
    )

    class Meta:
        verbose_name = _("Gute Praxis")
        verbose_name_plural = _("Gute Praktiken")
        indexes = [models.Index(fields=["entry_kind"], name="practice_entry_kind")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cost_once_from__isnull=True)
                | models.Q(cost_once_to__gte=models.F("cost_once_from")),
                name="practice_cost_once_range",
            ),
            models.CheckConstraint(
                condition=models.Q(cost_yearly_from__isnull=True)
                | models.Q(cost_yearly_to__gte=models.F("cost_yearly_from")),
                name="practice_cost_yearly_range",
            ),
            models.CheckConstraint(
                condition=~models.Q(entry_kind="kurzeintrag") | ~models.Q(source_url=""),
                name="practice_short_entry_has_source",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("Dieses Wort ist schon eine Adresse der Bibliothek.")})
        if self.is_short and not self.source_url:
            raise ValidationError({"source_url": _("Ein Kurzeintrag braucht den Link zu seiner Quelle.")})
        for pair in (("cost_once_from", "cost_once_to"), ("cost_yearly_from", "cost_yearly_to")):
            low, high = (getattr(self, name) for name in pair)
            if low is not None and high is None:
                setattr(self, pair[1], low)
            elif low is not None and high < low:
                raise ValidationError({pair[1]: _("„Bis“ darf nicht kleiner sein als „von“.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from library.reading import reading_context  # the page asks upwards only when it is read

        return {**super().get_context(request, *args, **kwargs), **reading_context(self, request)}

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """As Wagtail's, without reading the pages above: their places begin this one's. An alias follows its source."""
        if self.alias_of_id:
            return super().get_view_restrictions()
        steps = range(self.steplen, len(self.path) + 1, self.steplen)
        return PageViewRestriction.objects.filter(page__path__in=[self.path[:end] for end in steps])

    # --- What the page says of itself -----------------------------------------------------------------

    @property
    def is_short(self) -> bool:
        return self.entry_kind == EntryKind.SHORT

    @property
    def is_failed(self) -> bool:
        return self.outcome == Outcome.FAILED

    @property
    def summary(self) -> str:
        """„Kurz gesagt“."""
        return self.lead

    @cached_property
    def fields_in_order(self) -> list[FieldOfAction]:
        """The first one colours the tile."""
        return sorted(self.fields_of_action.all(), key=lambda field: field.sort_order)

    @property
    def place(self) -> str:
        return self.origin.name if self.origin else ""

    @property
    def ags(self) -> str:
        """Key of the place whose outline is the picture; empty for invented or unknown places."""
        return self.origin.ags if self.origin else ""

    @property
    def seed(self) -> str:
        return self.origin.slug if self.origin else self.slug

    @cached_property
    def theme(self) -> str:
        """The slug of the first starting tag: it may choose a finer pattern for the tile."""
        return next((item.tag.slug for item in self.tagged_items.all() if item.tag.field_of_action_id), "")

    @property
    def maturity_word(self) -> str:
        return str(Maturity(self.maturity).label) if self.maturity else ""

    @property
    def effort_word(self) -> str:
        return Effort(self.effort).word if self.effort else ""

    @property
    def cost_class(self) -> CostClass | None:
        upper = self.cost_once_to if self.cost_once_to is not None else self.cost_once_from
        return None if upper is None else CostClass.of(upper)

    @cached_property
    def in_operation(self) -> int:
        """How many others run it, confirmed in the portal. Lists bring the number along (`for_lists`)."""
        running = apps.get_model("library", "Adoption").objects.in_operation().filter(practice=self.pk)
        return len(set(running.order_by().values_list(WHO, flat=True)))

    @property
    def proven_in(self) -> int:
        """„Erprobt in n Kommunen“: confirmed re-uses in operation, and the origin when it runs the practice itself.

        0 without a confirmed re-use: what a public source says is no proof.
        """
        runs_at_origin = not self.is_short and self.maturity == Maturity.OPERATION
        return self.in_operation + runs_at_origin if self.in_operation else 0

    @property
    def is_open_source(self) -> bool:
        return bool(self.repository)

    def words_of(self, name: str) -> list[str]:
        """German words for the chosen values of a field with several choices."""
        return self._meta.get_field(name).labels(getattr(self, name))  # type: ignore[union-attr]

    @classmethod
    def question(cls, name: str) -> str:
        """What people call a field."""
        return str(cls._meta.get_field(name).verbose_name)  # type: ignore[union-attr]

    def points(self, name: str) -> list[str]:
        """The lines of a list field, without empty ones and typed bullets."""
        lines = (line.strip().lstrip("-•*").strip() for line in getattr(self, name).splitlines())
        return [line for line in lines if line]

    @property
    def tag_rows(self) -> list[dict[str, str]]:
        """Tags of a list row: maturity, what the source says, and an honest word about failure."""
        rows = [{"text": self.maturity_word, "kind": ""}] if self.maturity else []
        if self.source_status and self.is_short:
            rows.append({"text": str(_("laut Quelle: %s")) % self.source_status, "kind": ""})
        if self.proven_in:
            words = ngettext("erprobt in %d Kommune", "erprobt in %d Kommunen", self.proven_in) % self.proven_in
            rows.append({"text": words, "kind": "ok"})
        if self.is_failed:
            rows.append({"text": str(_("gescheitert, mit Lehre")), "kind": "warn"})
        return rows

    @property
    def list_tags(self) -> list[dict[str, str]]:
        """Beside them in a list what the page itself says in a sentence: nobody confirmed it lately."""
        freshness = getattr(self, "freshness", None)
        word = NOT_VOUCHED.get(freshness.state) if freshness else None
        return [*self.tag_rows, {"text": str(word), "kind": "wait"}] if word else self.tag_rows


def plain_letters(words: str) -> str:
    """Umlauts as Germans write them in addresses: „Müll“ → „Muell“."""
    for umlaut, letters in UMLAUTS.items():
        words = words.replace(umlaut, letters)
    return words


def free_slug(parent: Page, title: str, *, taken_by: int | None = None) -> str:
    """A slug for a new practice that is neither reserved nor used by a sibling."""
    base = slugify(plain_letters(title))
    base = base if len(base) <= 60 else base[:60].rpartition("-")[0]
    base = base.strip("-") or "praxis"
    siblings = set(
        parent.get_children().exclude(pk=taken_by).filter(slug__startswith=base).values_list("slug", flat=True)
    )
    slug, number = base, 1
    while slug in siblings or slug in RESERVED_SLUGS:
        number += 1
        slug = f"{base}-{number}"
    return slug
