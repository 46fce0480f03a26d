"""Dates and seats."""

from django.utils.translation import gettext_lazy as _

from forum.models import BasePage


class CalendarPage(BasePage):
    """The calendar's place in the tree; its address is answered by a view."""

    max_count = 1
    parent_page_types = ["forum.HomePage"]
    subpage_types = ["events.EventPage"]

    class Meta:
        verbose_name = _("Veranstaltungskalender")


class EventPage(BasePage):
    parent_page_types = ["events.CalendarPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("Veranstaltung")
        verbose_name_plural = _("Veranstaltungen")
