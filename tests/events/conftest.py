"""Who looks at the room, and from where."""

import pytest
from django.test import Client
from wagtail.models import Site

from members.permissions import EDITORS
from tests.factories import members


@pytest.fixture
def here(db):
    """Pages are asked for under the name of Django's test client."""
    Site.objects.update(hostname="testserver")


@pytest.fixture
def editor():
    client = Client()
    client.force_login(members.in_group(EDITORS))
    return client


@pytest.fixture
def town():
    return members.organisation()


@pytest.fixture
def coordinator(town):
    client = Client()
    client.force_login(members.coordinator(town))
    return client
