"""One row per public object of any kind, so that the portal has one search."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _


class SearchDocument(models.Model):
    """What the search knows of one object. Written by `forum.search.put`, never by hand.

    `facets` holds keys like `handlungsfeld:mobilitaet`; `audience` holds the keys of who may see it
    (`public`, `members`, `organisation:17`): the reader's own keys are passed in with each query.
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
    weight = models.FloatField(default=1.0)
    changed_at = models.DateTimeField()
    vector = SearchVectorField(null=True)

    class Meta:
        verbose_name = _("Sucheintrag")
        verbose_name_plural = _("Sucheinträge")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="one_search_document_per_object")
        ]
        indexes = [
            GinIndex(fields=["vector"], name="search_vector"),
            GinIndex(fields=["facets"], name="search_facets"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="search_title_trigram"),
        ]

    def __str__(self) -> str:
        return self.title
