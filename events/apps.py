from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Veranstaltungen")

    def ready(self) -> None:
        """A page may be published by the clock, and people sign in on many ways: neither passes a view of ours, so the
        search follows Wagtail's own signals, and guests are recognised by those of Django and allauth."""
        from allauth.account.signals import email_confirmed
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import PageViewRestriction
        from wagtail.signals import page_published, page_unpublished

        from events import guests, seen
        from events.models import EventPage

        page_published.connect(seen.follow_page, sender=EventPage)
        page_unpublished.connect(seen.follow_page, sender=EventPage)
        post_save.connect(seen.follow_restriction, sender=PageViewRestriction)
        post_delete.connect(seen.follow_restriction, sender=PageViewRestriction)
        user_logged_in.connect(guests.at_sign_in)
        email_confirmed.connect(guests.at_new_address)
