"""Components as assistive technology and the content policy see them: names, labels, unique ids, nothing inline."""

import datetime as dt
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.db.models import BLANK_CHOICE_DASH
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from forum.templatetags.german import unbroken

COMPONENTS = Path(__file__).parents[2] / "templates" / "components"
VOID = {"area", "br", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "wbr"}
PLACE = {"ags": "05913000", "seed": "dortmund", "field": "daten"}
FIT = {
    "number": 87,
    "word": "hoch",
    "place": "Musterstadt",
    "cells": [{"weight": 30, "points": 28}, {"weight": 25, "points": None}],
}


class Everything(forms.Form):
    title = forms.CharField(label="Titel", help_text="Kurz.", max_length=90)
    story = forms.CharField(label="Geschichte", widget=forms.Textarea, max_length=600, help_text="Ein Satz genügt.")
    kind = forms.ChoiceField(label="Reifegrad", choices=[("", "Bitte wählen"), ("a", "Pilot")])
    effects = forms.MultipleChoiceField(
        label="Wirkung", choices=[("u", "Umwelt"), ("v", "Verwaltung")], widget=forms.CheckboxSelectMultiple
    )
    way = forms.ChoiceField(label="Teilnahme", choices=[("o", "vor Ort"), ("v", "virtuell")], widget=forms.RadioSelect)
    day = forms.DateField(label="Datum", required=False)
    start = forms.SplitDateTimeField(label="Beginn", required=False)
    attachment = forms.FileField(label="Anhang", required=False)
    agreed = forms.BooleanField(label="Hausregeln gelesen", help_text="Gelten für alle.")
    source = forms.CharField(widget=forms.HiddenInput, required=False)


INPUTS = {
    "agenda-row": {
        "time": "10:00",
        "kind": "Impuls",
        "title": "Ankommen",
        "workshops": [{"title": "A", "who": "B", "taken": 1, "capacity": 2}],
    },
    "before-after": {
        "label": "Suchzeit",
        "change": "−33 %",
        "before": 9,
        "after": 6,
        "before_words": "9 Minuten",
        "after_words": "6 Minuten",
    },
    "breadcrumb": {"trail": [("Gute Praktiken", "/bibliothek/")], "here": "Parken"},
    "button": {"label": "Anmelden", "icon": "person"},
    "card": {"title": "Parken", "url": "/x/", "field_name": "Daten", "tags": [{"text": "Pilot"}], **PLACE},
    "chip": {"label": "Pilot", "url": "/x/", "removes": True},
    "completeness": {
        "percent": 69,
        "sentence": "Es fehlt etwas.",
        "sections": [{"name": "Ergebnisse", "url": "#", "percent": 50, "errors": 2}],
    },
    "contents": {"sections": [("a", "Problem")]},
    "date-block": {"date": dt.date(2029, 12, 5)},
    "empty": {"title": "Nichts", "text": "Noch nichts.", "ways": [("Start", "/"), ("Fehlt", "")]},
    "event-row": {
        "title": "Austausch",
        "url": "/x/",
        "line": "10 Uhr",
        "date": dt.date(2029, 12, 5),
        "taken": 16,
        "capacity": 60,
    },
    "example": {"text": "So.", "who": "Neuhafen schreibt"},
    "facet": {
        "facet": {
            "title": "Reifegrad",
            "name": "reife",
            "options": [{"value": "p", "label": "Pilot", "count": 0}],
        },
        "open": True,
    },
    "facts": {"rows": [("Einmalig", "85.000 €"), ("Leer", "")]},
    "field-error": {"field": Everything({})["title"]},
    "field-name": {"slug": "daten", "name": "Daten und Plattformen"},
    "field": {"field": Everything({})["story"], "example": "So."},
    "fields": {"form": Everything({})},
    "fit": {
        "fit": {**FIT, "reasons": [{"points": 28, "weight": 30, "name": "Struktur", "text": "Ähnlich."}]},
        "large": True,
    },
    "form-errors": {"form": Everything({})},
    "journal": {"rows": [{"number": 17, "time": "08:14:09", "kind": "Anmeldung", "hash": "e35a 71c4", "own": True}]},
    "member": {"name": "Musterstadt", "url": "/x/", "kind": "Stadt", "seed": "musterstadt"},
    "message": {"text": "Gespeichert.", "level": "success"},
    "messages": {"messages": []},
    "patterns": {},
    "pagination": {
        "page": Paginator(range(99), 6).page(3),
        "query": QueryDict("q=parken&seite=3"),
        "unit": "Praktiken",
    },
    "receipt": {"number": 17, "preline": "Eingegangen", "title": "Sie haben einen Platz."},
    "result": {
        "result": {
            "title": "Parken",
            "url": "/x/",
            "fields": [{"slug": "daten", "name": "Daten"}],
            "fit": FIT,
            "text": "Text",
            **PLACE,
        },
    },
    "scripts": {},
    "search-form": {"action": "/suche/", "label": "Suchen", "suggest": "/x/"},
    "seat-bar": {"taken": 20, "capacity": 20, "waiting": 7},
    "seat-grid": {"taken": 16, "own": 2, "capacity": 60, "words": "16 von 60"},
    "site-footer": {},
    "site-header": {},
    "stats": {"items": [("7", "warten")]},
    "steps": {"steps": [{"title": "Zählen", "who": "Zwei Personen", "months": 1}]},
    "styles": {},
    "suggest": {"terms": [{"value": "parken", "label": "Parken", "note": "12 Treffer"}], "pages": []},
    "tabs": {"label": "Veranstaltung", "tabs": [("Programm", "#", True)]},
    "tag": {"text": "wartet", "kind": "wait"},
    "tags": {"tags": [{"text": "Pilot"}]},
    "tile": PLACE,
    "todo": {"title": "Stimmt das noch?", "actions": [("Stimmt noch", "/x/")]},
    "wordmark": {"name": "Connected Smart City"},
}


class Document(HTMLParser):
    """Elements with their attributes, and the texts inside buttons and links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: dict[int, str] = {}
        self.named: list[int] = []
        self.feed(html)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            if tag in ("a", "button"):
                self.named.append(len(self.elements) - 1)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag in ("a", "button"):
            self.named.pop()

    def handle_data(self, data):
        for number in self.named:
            self.texts[number] = self.texts.get(number, "") + data.strip()


def render(name: str, **inputs) -> str:
    return render_to_string(f"components/{name}.html", {**INPUTS[name], **inputs})


def test_every_component_is_tried_here():
    assert {file.stem for file in COMPONENTS.glob("*.html")} == set(INPUTS)


@pytest.mark.parametrize("file", sorted(COMPONENTS.glob("*.html")), ids=lambda file: file.stem)
def test_component_names_its_inputs_on_line_one(file):
    first = file.read_text().splitlines()[0]

    assert re.search(r"\{# .*(inputs:|Small comforts)", first)


@pytest.mark.parametrize("name", sorted(INPUTS))
def test_component_is_sound(name):
    document = Document(render(name))

    ids = Counter(attrs["id"] for _tag, attrs in document.elements if attrs.get("id"))
    assert [key for key, count in ids.items() if count > 1] == []
    labels = {attrs.get("for") for tag, attrs in document.elements if tag == "label"}
    for number, (tag, attrs) in enumerate(document.elements):
        assert "style" not in attrs, (tag, attrs)
        assert not [key for key in attrs if key.startswith("on")], (tag, attrs)
        if tag == "script":
            assert attrs.get("src")
        if tag in ("input", "select", "textarea") and attrs.get("type") != "hidden":
            inside_label = name == "facet"
            assert attrs.get("id") in labels or attrs.get("aria-label") or inside_label, attrs
        if tag in ("a", "button"):
            assert document.texts.get(number) or attrs.get("aria-label"), (tag, attrs)
        if tag == "svg":
            assert attrs.get("aria-hidden") == "true" or attrs.get("role") == "group", attrs
        if tag == "nav":
            assert attrs.get("aria-label") or attrs.get("aria-labelledby"), attrs
        for reference in ("aria-describedby", "aria-labelledby", "aria-controls"):
            assert set((attrs.get(reference) or "").split()) <= ids.keys(), (tag, attrs)


def test_field_ties_hint_error_and_counter_to_the_control():
    html = render("field", field=Everything({"story": ""})["story"])

    assert 'aria-describedby="id_story_hint id_story_error id_story_count"' in html
    assert 'aria-invalid="true"' in html
    assert 'data-counts="id_story"' in html
    assert html.index('id="id_story"') < html.index('id="id_story_error"') < html.index('id="id_story_count"')


def test_field_escapes_what_people_typed():
    html = render("field", field=Everything({"title": '"><b>x'})["title"])

    assert "<b>" not in html


def test_optional_field_says_so_and_required_does_not():
    assert "freiwillig" in render("field", field=Everything()["day"])
    assert "freiwillig" not in render("field", field=Everything()["title"])


def test_tick_box_is_not_called_voluntary():
    class Consent(forms.Form):
        together = forms.BooleanField(label="Nur gemeinsam", required=False)

    assert "freiwillig" not in render("field", field=Consent()["together"])


@pytest.mark.parametrize(("required", "words"), [(True, "Bitte wählen"), (False, "keine Angabe")])
def test_select_says_in_words_that_nothing_is_chosen(required, words):
    class Choice(forms.Form):
        stage = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("a", "A")], required=required)

    html = render("field", field=Choice()["stage"])

    assert f">{words}</option>" in html
    assert "---" not in html


def test_dates_reach_the_browsers_picker_in_iso():
    form = Everything(initial={"day": dt.date(2029, 12, 5), "start": dt.datetime(2029, 12, 5, 10, tzinfo=dt.UTC)})

    assert 'type="date" name="day" value="2029-12-05"' in render("field", field=form["day"])
    html = render("field", field=form["start"])
    assert 'type="date" name="start_0" value="2029-12-05"' in html
    assert 'type="time" name="start_1" value="11:00"' in html  # ten o'clock UTC in Berlin


def test_group_keeps_what_was_chosen_and_requires_no_single_box():
    html = render("field", field=Everything({"effects": ["v"], "way": "o"})["effects"])

    assert html.count("checked") == 1
    assert re.search(r'value="v"[^>]* checked|checked[^>]* value="v"', html)
    assert "required" not in html


def test_error_summary_leads_to_fields_and_to_the_first_of_a_group():
    html = render("form-errors", form=Everything({}))

    assert 'href="#id_title"' in html
    assert 'href="#id_effects_0"' in html
    assert "data-takes-focus" in html
    assert render("form-errors", form=Everything()).strip() == ""


def test_pagination_keeps_the_query_and_marks_the_page():
    html = render("pagination")

    assert 'href="?q=parken&amp;seite=4"' in html
    assert re.search(r'aria-current="page"[^>]*>.*3</span>', html)
    assert "Praktiken 13–18 von 99" in html


def test_a_word_with_a_hyphen_and_a_time_span_stay_on_one_line():
    assert unbroken("per E-Mail-Anhang") == 'per <span class="nowrap">E-Mail</span>-Anhang'
    assert unbroken("Mi, 10:00–13:00 Uhr") == 'Mi, <span class="nowrap">10:00–13:00</span> Uhr'
    assert unbroken("<b>E-Mail") == '&lt;b&gt;<span class="nowrap">E-Mail</span>'
    assert unbroken(mark_safe('<a title="E-Mail">x</a>')) == '<a title="E-Mail">x</a>'


def test_seats_say_the_number_in_words():
    assert "Noch 44 Plätze frei" in render("seat-bar", taken=16, capacity=60, waiting=0)
    assert "Noch 1 Platz frei" in render("seat-bar", taken=59, capacity=60, waiting=0)
    assert "Ausgebucht" in render("seat-bar", taken=60, capacity=60, waiting=0)
    assert "Warteliste: 1 Person" in render("seat-bar", taken=60, capacity=60, waiting=1)
    assert "Ohne Begrenzung" in render("seat-bar", taken=3, capacity=None, waiting=0)


def test_seat_grid_draws_each_seat_once_and_a_bar_above_a_hundred():
    html = render("seat-grid", taken=16, own=2, capacity=60, waiting=3)

    kinds = Counter(re.findall(r"seat--(\w+)", html))
    assert kinds == {"taken": 14, "own": 2, "free": 44, "waits": 3}
    assert "seat--" not in render("seat-grid", taken=16, capacity=101)


def test_empty_leaves_out_ways_that_do_not_exist():
    html = render("empty")

    assert 'href="/"' in html
    assert "Fehlt" not in html


def test_facts_leave_out_what_is_not_known():
    html = render("facts", rows=[("Einmalig", "85.000 €"), ("Leer", ""), ("Null", 0)])

    assert re.findall(r"<dt>(.*?)</dt>", html) == ["Einmalig", "Null"]


def test_query_tags_change_one_thing():
    template = Template(
        "{% load look %}{% query_with query sortierung='neu' seite=None %} {% query_without query 'feld' 'daten' %}"
    )

    html = template.render(Context({"query": QueryDict("feld=daten&feld=ki&seite=2")}))

    assert html == "?feld=daten&amp;feld=ki&amp;sortierung=neu ?feld=ki"


def test_navigation_shows_only_what_exists_and_marks_the_longest_match(settings):
    from forum import navigation

    shown = navigation.pillars("/veranstaltungen/leitstelle-bergheide/")

    assert all(entry["url"] for pillar in shown for entry in pillar["entries"])
    assert navigation.address("no-such:room") == ""
    assert [pillar["slug"] for pillar in shown if pillar["current"]] in ([], ["austausch"])


@pytest.mark.parametrize("template", ["404.html", "403.html", "403_csrf.html", "500.html"])
def test_error_pages_render_without_any_context(template):
    html = render_to_string(template)

    document = Document(re.sub(r"<!DOCTYPE html>", "", html))
    assert [tag for tag, _attrs in document.elements].count("h1") == 1
    assert "csrfmiddlewaretoken" not in html


@pytest.mark.django_db
def test_frame_has_its_landmarks_and_no_token_for_strangers():
    html = render_to_string("404.html", request=RequestFactory().get("/bibliothek/"))

    assert html.count("<main") == html.count("<header") == html.count("<footer") == 1
    assert 'lang="de"' in html
    assert 'href="#inhalt"' in html
    assert "csrfmiddlewaretoken" not in html
