from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = _("Newsletter")

    def ready(self) -> None:
        from anymail.signals import tracking

        from newsletter import bounces, publication  # models are ready only now

        publication.connect()
        tracking.connect(bounces.heard_by_webhook, dispatch_uid="newsletter-bounces")
