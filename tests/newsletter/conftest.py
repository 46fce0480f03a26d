"""A real mail server for the tests of this room."""

import pytest

from newsletter.models import NewsletterSettings
from tests.newsletter import sink as sinks


@pytest.fixture
def sink(settings):
    """A running sink; the settings point at it, and no pace is set."""
    sink = sinks.Sink()
    controller = sinks.start(sink)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_TIMEOUT = 5
    yield sink
    controller.stop()


@pytest.fixture
def no_limits(db):
    row = NewsletterSettings.load()
    row.rate_per_second = row.domain_rate_per_second = 0
    row.save()
