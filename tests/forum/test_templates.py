"""A template nobody opened in a test still has to be one."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.utils.translation import gettext

HOME = Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize("name", sorted(str(file.relative_to(HOME)) for file in HOME.rglob("*.*")))
def test_template_compiles(name):
    get_template(name)


def test_keys_stand_in_values_and_addresses_as_they_are():
    """Templates write 2052 as 2.052; a form or link that carries it so finds nothing."""
    grouped = re.compile(r'(?:value|href|src|action)="[^"]*\{\{ *[a-z_.]*(?:\.pk|\.id|_id) *\}\}')

    assert [str(file.relative_to(HOME)) for file in HOME.rglob("*.html") if grouped.search(file.read_text())] == []


MARKED = re.compile(r"""(?:\b_|gettext|gettext_lazy)\(\s*"((?:[^"\\]|\\.)+)"\s*\)|{% translate "([^"]+)\"""")


def test_no_german_word_is_translated_as_if_it_were_english():
    """„Tag“ is „Schlagwort“ in the catalogue of another package; such a word needs a context."""
    root = HOME.parent
    rooms = ("forum", "members", "library", "events", "newsletter", "templates")
    files = [path for room in rooms for path in (root / room).rglob("*") if path.suffix in {".py", ".html", ".txt"}]
    words = {word for path in files for pair in MARKED.findall(path.read_text()) for word in pair if word}

    assert len(words) > 1000
    assert {word: gettext(word) for word in words if gettext(word) != word} == {}
