"""A search somebody wants to be told about."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SavedSearch(models.Model):
    """Suchauftrag: words and filters of the list, and up to when its owner was told of new practices."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    # The query string of the list, in one order: `handlungsfeld=mobilitaet&q=parken`.
    query = models.CharField(_("Suche"), max_length=1000)
    is_mailed = models.BooleanField(_("per Mail melden"), default=True)
    told_until = models.DateTimeField(_("gemeldet bis"), default=timezone.now)
    created_at = models.DateTimeField(_("angelegt"), auto_now_add=True)

    class Meta:
        verbose_name = _("Suchauftrag")
        verbose_name_plural = _("Suchaufträge")
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["user", "query"], name="saved_search_once_per_person")]

    def __str__(self) -> str:
        return self.query
