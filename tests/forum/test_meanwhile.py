"""Two people save the same form: the second one meets what the first one saved, in every room that has such a form."""

import re
from html import unescape

import pytest
from django.forms import CheckboxInput
from django.test import Client
from django.urls import reverse

from events.models import Event
from library import drafting
from library.models import PracticePage, Step
from members.models import Organisation
from members.permissions import EDITORS
from tests.factories import events, library, members

pytestmark = pytest.mark.django_db

MET = "Noch nicht gespeichert: Während Sie schrieben"


def opened_with(page):
    return unescape(re.search(r'name="opened_with"[^>]* value="([^"]*)"', page.content.decode())[1])


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


# --- A section of a practice ----------------------------------------------------------------------


@pytest.fixture
def found():
    return library.draft(title="Offene Stadtkarte", problem="Elf Karten.", solution="Eine Karte.")


def section(found, name="problem"):
    return reverse("library:write", args=[found.pk, name])


def text_of(found):
    return PracticePage.objects.get(pk=found.practice_id).get_latest_revision_as_object()


def colleague_saves(found, **values):
    text, colleague = text_of(found), members.member(found.organisation)
    for name, value in values.items():
        setattr(text, name, value)
    drafting.save_draft(found, text, by=colleague)


def test_second_one_meets_what_the_first_one_saved_and_saves_knowingly(found):
    author = signed_in(found.author)
    before = opened_with(author.get(section(found)))
    colleague_saves(found, problem="Zwölf Karten, sagt die Kollegin.", solution="Ein Dienst.")

    typed = {"problem": "Dreizehn Karten.", "solution": "Eine Karte.", "opened_with": before}
    met = author.post(section(found), typed)
    page = met.content.decode()

    assert MET in page
    assert "Zwölf Karten, sagt die Kollegin." in page  # beside what was typed
    assert "Dreizehn Karten.</textarea>" in page
    assert "Ein Dienst.</textarea>" in page  # left alone, so theirs
    assert text_of(found).problem == "Zwölf Karten, sagt die Kollegin."

    again = {"problem": "Dreizehn Karten.", "solution": "Ein Dienst.", "opened_with": opened_with(met)}
    assert author.post(section(found), again).status_code == 302
    assert (text_of(found).problem, text_of(found).solution) == ("Dreizehn Karten.", "Ein Dienst.")


def test_another_section_or_the_same_words_are_no_clash(found):
    author = signed_in(found.author)
    before = opened_with(author.get(section(found)))
    colleague_saves(found, problem="Zwölf\nKarten.", lessons="Früher fragen.")

    typed = {"problem": "Zwölf\r\nKarten.", "solution": "Ein Dienst.", "opened_with": before}

    assert author.post(section(found), typed).status_code == 302
    assert (text_of(found).solution, text_of(found).lessons) == ("Ein Dienst.", "Früher fragen.")


def test_saving_while_typing_neither_overwrites_nor_stands_in_its_own_way(found):
    author = signed_in(found.author)
    before = opened_with(author.get(section(found)))

    saved = author.post(section(found), {"problem": "Dreizehn.", "opened_with": before}, headers={"HX-Request": "true"})
    assert "Gespeichert um" in saved.content.decode()
    mine = {"problem": "Vierzehn.", "opened_with": opened_with(saved)}
    assert author.post(section(found), mine).status_code == 302

    before = opened_with(author.get(section(found)))
    colleague_saves(found, problem="Zwölf.")
    typed = {"problem": "Fünfzehn.", "opened_with": before}
    refused = author.post(section(found), typed, headers={"HX-Request": "true"}).content.decode()
    assert "Noch nicht gespeichert" in refused
    assert "opened_with" not in refused  # the next save is still measured against what was opened
    assert text_of(found).problem == "Zwölf."
    assert MET in author.post(section(found), typed).content.decode()


def test_rows_are_met_as_well(found):
    text = text_of(found)
    text.steps = [Step(title="Zählen", who="Tiefbauamt", months=1)]
    drafting.save_draft(found, text, by=found.author)
    author = signed_in(found.author)
    before = opened_with(author.get(section(found, "schritte")))
    colleague_saves(found, steps=[Step(title="Messen", who="Vermessung", months=2)], first_step="Anrufen.")

    rows = {"steps-TOTAL_FORMS": 1, "steps-INITIAL_FORMS": 0, "steps-0-who": "Tiefbauamt", "steps-0-months": "1"}
    blocks = {"building_blocks-TOTAL_FORMS": 0, "building_blocks-INITIAL_FORMS": 0}
    untouched = {**rows, **blocks, "steps-0-title": "Zählen", "first_step": "Ich rufe an.", "opened_with": before}
    page = author.post(section(found, "schritte"), untouched).content.decode()
    assert MET in page
    assert 'value="Messen"' in page  # the rows were left alone, so theirs stand there

    page = author.post(section(found, "schritte"), {**untouched, "steps-0-title": "Zählen lassen"}).content.decode()
    assert "Gespeichert ist zurzeit: Messen · Vermessung · 2" in page
    assert 'value="Zählen lassen"' in page
    assert text_of(found).steps.get().title == "Messen"


def test_mistake_does_not_hide_the_clash(found):
    author = signed_in(found.author)
    before = opened_with(author.get(section(found, "grunddaten")))
    colleague_saves(found, lead="Von der Kollegin.")

    rows = {"partner_rows-TOTAL_FORMS": 0, "partner_rows-INITIAL_FORMS": 0}
    typed = {**rows, "title": "x" * 91, "lead": "Von mir.", "opened_with": before}
    wrong = author.post(section(found, "grunddaten"), typed)
    typed |= {"title": "Karte", "opened_with": opened_with(wrong)}

    assert MET in author.post(section(found, "grunddaten"), typed).content.decode()
    assert text_of(found).lead == "Von der Kollegin."


@pytest.mark.parametrize("nonsense", ["", "x", "[1]", '{"problem": 1, "anderes": 2}'])
def test_nonsense_in_the_hidden_field_is_harmless(found, nonsense):
    answer = signed_in(found.author).post(section(found), {"problem": "Neu.", "opened_with": nonsense})

    assert answer.status_code in (200, 302)


# --- Profile of an organisation -------------------------------------------------------------------


def test_two_coordinators_edit_the_profile():
    place = members.organisation(summary="Alt.")
    one, other = signed_in(members.coordinator(place)), signed_in(members.coordinator(place))
    address = reverse("members:edit", args=[place.slug])
    before = opened_with(one.get(address))
    theirs = {"summary": "Von der anderen.", "offers": "Besuche", "opened_with": opened_with(other.get(address))}
    assert other.post(address, theirs).status_code == 302

    met = one.post(address, {"summary": "Von der einen.", "opened_with": before})

    assert MET in met.content.decode()
    assert "Von der anderen." in met.content.decode()
    assert "Besuche</textarea>" in met.content.decode()
    assert Organisation.objects.get(pk=place.pk).summary == "Von der anderen."
    again = {"summary": "Von der einen.", "offers": "Besuche", "opened_with": opened_with(met)}
    assert one.post(address, again).status_code == 302
    assert Organisation.objects.get(pk=place.pk).summary == "Von der einen."


# --- A date ---------------------------------------------------------------------------------------


def typed_into(page, **changes):
    """What the browser sends of the form about the promise."""
    form, data = page.context["forms"]["angaben"], {"formular": "angaben", "opened_with": opened_with(page)}
    for field in form:
        shown = field.field.widget.format_value(field.value())
        if isinstance(field.field.widget, CheckboxInput):
            shown = "on" if field.value() else None
        if shown is not None:
            data[field.html_name] = shown
    return {**data, **changes}


def test_two_editors_change_a_date():
    date = events.event(capacity=60, motto="Gemeinsam")
    one, other = (signed_in(members.in_group(EDITORS)) for _editor in range(2))
    address = reverse("events:desk_edit", args=[date.slug])
    opened, theirs = one.get(address), other.get(address)
    assert other.post(address, typed_into(theirs, capacity="80", cost_note="5 Euro")).status_code == 302

    met = one.post(address, typed_into(opened, capacity="70"))
    page = met.content.decode()

    assert MET in page
    assert "<p>80</p>" in page
    assert 'value="70"' in page
    assert 'value="5 Euro"' in page  # left alone, so theirs
    assert Event.objects.get(pk=date.pk).capacity == 80
    knowingly = typed_into(met, capacity="70")
    assert one.post(address, knowingly).status_code == 302
    saved = Event.objects.get(pk=date.pk)
    assert (saved.capacity, saved.cost_note, saved.motto) == (70, "5 Euro", "Gemeinsam")
