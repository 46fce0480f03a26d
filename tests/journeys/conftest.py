"""Fixtures of the browser for every test in this folder."""

import pytest

pytest.register_assert_rewrite("tests.browser")

from tests.browser import chromium, live_portal, page, readers, server, visitors  # noqa: E402
from tests.demo import demo_template  # noqa: E402

__all__ = ["chromium", "demo_template", "live_portal", "page", "readers", "server", "visitors"]
