"""What editors tell about a date. Time, place, seats and name are promises and stand on the Event row."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField

from forum.blocks import PROSE, BodyBlock
from forum.models import BasePage


class CalendarPage(BasePage):
    """The calendar's place in the tree; its address is answered by a view."""

    max_count = 1
    parent_page_types = ["forum.HomePage"]
    subpage_types = ["events.EventPage", "events.SeriesPage"]

    class Meta:
        verbose_name = _("Veranstaltungskalender")


class SeriesPage(BasePage):
    """A numbered series („Regionalkonferenz“): what it is for, its next dates and its archive."""

    body = StreamField(BodyBlock(), verbose_name=_("Inhalt"), blank=True)
    planned_editions = models.PositiveSmallIntegerField(
        _("geplante Ausgaben"), null=True, blank=True, help_text=_("Nur wenn die Zahl feststeht: „3 von 5“.")
    )

    template = "events/series_page.html"
    parent_page_types = ["events.CalendarPage"]
    subpage_types: list[str] = []
    content_panels = [*BasePage.content_panels, FieldPanel("body"), FieldPanel("planned_editions")]

    class Meta:
        verbose_name = _("Veranstaltungsreihe")
        verbose_name_plural = _("Veranstaltungsreihen")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from events.lists import archive_and_next

        return {**super().get_context(request, *args, **kwargs), **archive_and_next(self)}


class EventPage(BasePage):
    """The story of one date. It is created by `registration.announce`, together with its Event row.

    Title and slug are left out of the editor: they are part of the promise (calendar, mails, links) and change only
    through `registration.change`; publishing an old revision must not bring an old name back.
    """

    body = StreamField(BodyBlock(), verbose_name=_("Worum es geht"), blank=True)
    picture = models.ForeignKey(
        "forum.PortalImage",
        verbose_name=_("Bild"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    report = RichTextField(
        _("Nachbericht"),
        features=PROSE,
        blank=True,
        help_text=_("Erscheint nach der Veranstaltung: Was kam heraus, was wurde vereinbart?"),
    )

    is_creatable = False
    template = "events/event_page.html"
    parent_page_types = ["events.CalendarPage"]
    subpage_types: list[str] = []
    content_panels = [FieldPanel("lead"), FieldPanel("picture"), FieldPanel("body"), FieldPanel("report")]
    promote_panels = [FieldPanel("search_description")]

    class Meta:
        verbose_name = _("Veranstaltung")
        verbose_name_plural = _("Veranstaltungen")

    def with_content_json(self, content: dict[str, Any]) -> "EventPage":
        """Every revision has the name of today: it is not part of the text."""
        page: EventPage = super().with_content_json(content)
        page.title, page.slug = self.title, self.slug
        return page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from events.event_page import context

        return {**super().get_context(request, *args, **kwargs), **context(self, request)}
