"""Good practices."""

from django.utils.translation import gettext_lazy as _

from forum.models import BasePage


class LibraryPage(BasePage):
    """The Library's place in the tree; its address is answered by a view."""

    max_count = 1
    parent_page_types = ["forum.HomePage"]
    subpage_types = ["library.PracticePage"]

    class Meta:
        verbose_name = _("Bibliothek")


class PracticePage(BasePage):
    parent_page_types = ["library.LibraryPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("Gute Praxis")
        verbose_name_plural = _("Gute Praktiken")
