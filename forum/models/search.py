"""One row per public object of any kind, so that the portal has one search; and the words it is searched by."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class SearchDocument(models.Model):
    """What the search knows of one object. Written by `forum.search.put`, never by hand.

    `facets` holds keys like `handlungsfeld:mobilitaet`; `audience` holds the keys of who may see it
    (`public`, `members`, `organisation:17`): the reader's own keys are passed in with each query.
    `row` is what a list of this kind shows beside the texts, so that it need not ask for the objects.
    """

    kind = models.CharField(_("Art"), max_length=20)
    object_id = models.CharField(max_length=40)
    url = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    intro = models.TextField(blank=True)
    body = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    facets = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    audience = ArrayField(models.CharField(max_length=40), default=list)
    row = models.JSONField(default=dict, blank=True)
    weight = models.FloatField(default=1.0)
    changed_at = models.DateTimeField()
    vector = SearchVectorField(null=True)
    # The title alone, small enough to stay in the row: a word found in most documents is ranked by this first.
    title_vector = SearchVectorField(null=True)

    class Meta:
        verbose_name = _("Sucheintrag")
        verbose_name_plural = _("Sucheinträge")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_search_document_per_object")]
        indexes = [
            GinIndex(fields=["vector"], name="search_vector"),
            GinIndex(fields=["title_vector"], name="search_title_vector"),
            GinIndex(fields=["facets"], name="search_facets"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="search_title_trigram"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """One word of the indexed texts, folded (forum.search.words.fold): for suggestions, spelling and compounds.

    `shown` is the word as somebody wrote it. The words of restricted texts stand here too: nobody is shown a word
    that no document open to them contains.
    """

    word = models.CharField(max_length=60, unique=True)
    shown = models.CharField(max_length=60)
    stem = models.CharField(max_length=60, blank=True)
    documents = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("Wort der Suche")
        verbose_name_plural = _("Wörter der Suche")
        indexes = [
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="search_word_trigram"),
            models.Index(OpClass("word", name="varchar_pattern_ops"), name="search_word_prefix"),
            models.Index(fields=["stem"], name="search_word_stem"),
        ]

    def __str__(self) -> str:
        return self.shown


class SynonymGroup(models.Model):
    """Words that mean the same to somebody who searches. Editors change them; the effect is immediate."""

    words = models.CharField(
        _("Gleichbedeutende Wörter"),
        max_length=400,
        unique=True,
        help_text=_("Durch Kommas getrennt, zum Beispiel: Parken, Parkraum, Stellplatz. Wer eines sucht, findet alle."),
    )

    panels = [FieldPanel("words")]

    class Meta:
        verbose_name = _("Synonyme der Suche")
        verbose_name_plural = _("Synonyme der Suche")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    @property
    def terms(self) -> list[str]:
        return [term.strip() for term in self.words.split(",") if term.strip()]
