"""One page for council or superiors: always one, tagged, in the portal's letters, with the chain of re-use."""

import json
import re
import zlib
from contextlib import suppress

import pytest
import typst
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.pdf import _letters
from library import adoption
from library.models import Condition, PracticePage, Result, Step
from library.one_pager import TEMPLATE, data, shortened
from tests.factories import library, members

pytestmark = pytest.mark.django_db


def test_one_pager_is_one_tagged_page_even_when_everything_is_long(client):
    page = library.published(
        problem="Ein langer Satz über das Problem. " * 60,
        solution="Ein langer Satz über die Lösung. " * 80,
        results=[Result(indicator=f"Kennzahl {n}", before=1, after=2, unit="Stück") for n in range(8)],
    )

    response = client.get(reverse("library:one_pager", args=[page.slug]))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in response.content
    assert len(data(page)["problem"]) <= 420
    assert is_one_page(page)


def is_one_page(page):
    """Typst answers with a list of pictures when there are several pages."""
    told = {"data": json.dumps(data(page))}
    pictures = typst.compile(TEMPLATE.read_bytes(), format="png", ppi=20, sys_inputs=told, font_paths=_letters())
    return isinstance(pictures, bytes)


def inside(content):
    """The PDF with its streams unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    parts = []
    for stream in streams:
        with suppress(zlib.error):
            parts.append(zlib.decompress(stream))
    return content + b"".join(parts)


def re_used(number, **fields):
    """A practice that `number` others run, each taken over from the one before."""
    page = library.published(**fields)
    before = None
    for place in range(number):
        other = members.organisation(name=f"Ort {place}")
        by = members.coordinator(other)
        before = adoption.declare(
            page, adopter=other, by=by, stage="betrieb", successor_of=before, adaptation="Ohne Tafeln. " * 9
        )
    return PracticePage.objects.for_lists().get(pk=page.pk)


def test_one_pager_is_set_in_the_portals_letters(client):
    page = re_used(2)

    content = inside(client.get(reverse("library:one_pager", args=[page.slug])).content)

    assert b"FiraSans" in content
    assert b"Libertinus" not in content


def test_one_pager_draws_the_chain_and_names_it_in_a_table(client):
    page = re_used(2)

    told = data(page)
    assert "Ort 1" in told["chain"]["svg"]
    assert "var(--" not in told["chain"]["svg"]
    assert [row[0] for row in told["reuse"]] == ["Ort 0", "Ort 1, über Ort 0"]
    assert client.get(reverse("library:one_pager", args=[page.slug])).status_code == 200  # PDF/UA asks for its words
    assert is_one_page(page)


def test_one_pager_without_re_use_has_no_graph():
    told = data(PracticePage.objects.for_lists().get(pk=library.published().pk))

    assert (told["chain"]["svg"], told["reuse"]) == ("", [])


def test_one_pager_shows_nobody_who_has_not_confirmed():
    page = library.published()
    other = members.organisation(name="Neuhafen-Nord")
    adoption.declare(page, adopter=other, by=members.coordinator(page.origin), stage="betrieb")

    assert "Neuhafen-Nord" not in json.dumps(data(PracticePage.objects.for_lists().get(pk=page.pk)))


@pytest.mark.parametrize("number", [1, 4, 9])
def test_one_pager_stays_one_page_with_a_long_chain_and_long_texts(number):
    long = dict.fromkeys(("problem", "solution"), "Ein langer Satz, der viel Platz braucht. " * 40)
    page = re_used(
        number,
        **long,
        lessons="Ein Satz. " * 60,
        transfer_adapt="Punkt mit einigen Wörtern, die umbrechen müssen\n" * 6,
        results=[Result(indicator=f"Kennzahl {n}", before=1, after=2, unit="Stück") for n in range(8)],
        steps=[Step(title=f"Ein Schritt mit einem langen Namen, der umbricht {n}", months=3) for n in range(9)],
        conditions=[Condition(text="Eine lange Voraussetzung " * 5, kind="technik") for n in range(9)],
    )

    assert is_one_page(page)


def test_one_pager_costs_the_same_for_many_re_uses():
    counts = []
    data(re_used(2))  # what is kept for all readers is there from now on
    for number in (1, 3):
        page = re_used(number)
        with CaptureQueriesContext(connection) as queries:
            data(page)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_shortened_text_ends_with_a_sentence():
    assert shortened("Erster Satz. Zweiter Satz, der zu lang ist.", 20) == "Erster Satz."
