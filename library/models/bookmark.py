"""Merkzettel: practices somebody wants to find again, alone or with the colleagues."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Bookmark(models.Model):
    """Personal when `organisation` is empty, else on the list that the organisation shares."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="bookmarks")
    organisation = models.ForeignKey(
        "members.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="bookmarks"
    )
    practice = models.ForeignKey("library.PracticePage", on_delete=models.CASCADE, related_name="bookmarks")
    created_at = models.DateTimeField(_("gemerkt am"), default=timezone.now)

    class Meta:
        verbose_name = _("Merkzettel-Eintrag")
        verbose_name_plural = _("Merkzettel")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "practice"],
                condition=models.Q(organisation__isnull=True),
                name="one_personal_bookmark",
            ),
            models.UniqueConstraint(
                fields=["organisation", "practice"],
                condition=models.Q(organisation__isnull=False),
                name="one_shared_bookmark",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | models.Q(organisation__isnull=False),
                name="bookmark_has_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice_id}"
