"""Who wants mail, and what was sent to whom."""

from django.utils.translation import gettext_lazy as _

from forum.models import BasePage


class ArchivePage(BasePage):
    """The archive's place in the tree; its address is answered by a view."""

    max_count = 1
    parent_page_types = ["forum.HomePage"]
    subpage_types = ["newsletter.IssuePage"]

    class Meta:
        verbose_name = _("Newsletter-Archiv")


class IssuePage(BasePage):
    parent_page_types = ["newsletter.ArchivePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("Newsletter-Ausgabe")
        verbose_name_plural = _("Newsletter-Ausgaben")
