"""A template nobody opened in a test still has to be one."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

HOME = Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize("name", sorted(str(file.relative_to(HOME)) for file in HOME.rglob("*.*")))
def test_template_compiles(name):
    get_template(name)


def test_keys_stand_in_values_and_addresses_as_they_are():
    """Templates write 2052 as 2.052; a form or link that carries it so finds nothing."""
    grouped = re.compile(r'(?:value|href|src|action)="[^"]*\{\{ *[a-z_.]*(?:\.pk|\.id|_id) *\}\}')

    assert [str(file.relative_to(HOME)) for file in HOME.rglob("*.html") if grouped.search(file.read_text())] == []
