from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Veranstaltungen")

    def ready(self) -> None:
        """A page may be published by the clock, which passes no view: the search follows Wagtail's own signals."""
        from wagtail.signals import page_published, page_unpublished

        from events import seen
        from events.models import EventPage

        page_published.connect(seen.follow_page, sender=EventPage)
        page_unpublished.connect(seen.follow_page, sender=EventPage)
