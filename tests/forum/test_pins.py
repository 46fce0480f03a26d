"""Two machines build the same portal: whatever is installed for it has its exact version in the files that name it."""

from importlib.metadata import distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

NAMED, BROUGHT = ["requirements.txt", "requirements-dev.txt"], "constraints.txt"
WITH_PYTHON = {"pip", "setuptools"}  # as venv brings them
OTHER_PYTHONS = {"async-timeout"}  # needed by others than this one


def lines(*files: str) -> list[Requirement]:
    texts = [line for file in files for line in (ROOT / file).read_text().splitlines()]
    return [Requirement(text.partition("#")[0]) for text in texts if text and not text.startswith(("-", "#"))]


def needed() -> set[str]:
    """What we name and what that brings along here; leftovers of an older state do not count."""
    todo, seen = lines(*NAMED), set()
    while todo:
        wanted = todo.pop()
        for extra in {"", *wanted.extras}:
            name = canonicalize_name(wanted.name)
            if (name, extra) not in seen:
                seen.add((name, extra))
                more = map(Requirement, distribution(name).requires or [])
                todo += [each for each in more if not each.marker or each.marker.evaluate({"extra": extra})]
    return {name for name, _extra in seen} - WITH_PYTHON


def test_what_we_name_and_what_that_brings_along_is_pinned():
    pins = {canonicalize_name(each.name): str(each.specifier) for each in lines(*NAMED, BROUGHT)}

    here = {name: f"=={distribution(name).version}" for name in needed()}
    assert {name: pin for name, pin in pins.items() if name in here} == here
    assert set(pins) - set(here) <= OTHER_PYTHONS, "nothing brings these along any more"
