"""The demo, for the tests that look at the portal as a whole."""

from tests.demo import demo, demo_template

__all__ = ["demo", "demo_template"]
