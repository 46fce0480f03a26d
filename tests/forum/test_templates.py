"""A template nobody opened in a test still has to be one."""

from pathlib import Path

import pytest
from django.template.loader import get_template

HOME = Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize("name", sorted(str(file.relative_to(HOME)) for file in HOME.rglob("*.*")))
def test_template_compiles(name):
    get_template(name)
