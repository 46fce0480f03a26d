"""The fact sheet as a table: what was filled in without the portal comes back as a draft, and nothing else does."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forum import tables
from library import completeness, sheet
from library.models import PracticePage, Submission
from tests.factories import members

pytestmark = pytest.mark.django_db

# Everything that binds, in the words people use.
ANSWERS = {
    "Titel": "Freie Stellplätze in Echtzeit",
    "Kurz gesagt": "Neuhafen zeigt, wo Platz ist.",
    "Handlungsfelder": "Mobilität und Logistik; Umwelt, Klima und Wasser",
    "Reifegrad": "regelbetrieb",
    "Ausgang": "Erfolgreich",
    "Aufwand": "Projekt",
    "Dauer bis Start in Monaten": "10",
    "Beginn": "01.04.2026",
    "Schlagworte": "Parken, Sensorik",
    "Bezug zu den Nachhaltigkeitszielen": "9, 11 und 13",
    "Ausgangslage und Problem": "Neun Minuten Suche.\nNiemand wusste, wo frei ist.",
    "Lösung": "Sensoren melden frei oder belegt.",
    "Art der Lösung": "technisch, organisatorisch",
    "Erfolgsfaktoren": "Eine Ansprechperson",
    "Stolpersteine": "Denkmalschutz",
    "Das würden wir anders machen": "Früher fragen.",
    "Kennzahl 1: Kennzahl": "Suchzeit",
    "Kennzahl 1: Vorher": "9",
    "Kennzahl 1: Nachher": "6,5",
    "Kennzahl 1: Einheit": "Minuten",
    "Kosten einmalig, von (€)": "85.000 €",
    "Kosten einmalig, bis (€)": "90.000",
    "Kosten jährlich, von (€)": "7200",
    "Kosten jährlich, bis (€)": "7200",
    "Preisstand (Jahr)": "2026",
    "Personalkosten sind enthalten": "ja",
    "Stellen im Aufbau": "0,5",
    "Stellen im Betrieb": "0,2",
    "Erster Schritt: in 30 Tagen machbar": "Zählen.",
    "Schritt 1: Was war zu tun?": "Ausschreiben",
    "Schritt 3: Was war zu tun?": "Bauen",
    "Schritt 7: Was war zu tun?": "Feiern",
    "Schritt 7: Monate": "1",
    "Was brauchen andere?": "Ein Funknetz.",
    "Voraussetzung 1: Voraussetzung": "Zusage des Tiefbauamts",
    "Voraussetzung 1: Art": "Politik",
    "Funktionspostfach": "smartcity@neuhafen.example",
    "Lizenz des Steckbriefs": "CC BY 4.0",
}


def table(answers, *, as_file=tables.as_csv):
    """The template with the answers where people write them; further questions below."""
    rows = [{**row, "Antwort": answers.get(row["Frage"], "")} for row in sheet.template()]
    known = {row["Frage"] for row in rows}
    rows += [{"Abschnitt": "", "Frage": q, "Pflicht": "", "Antwort": a} for q, a in answers.items() if q not in known]
    made = as_file(rows)
    return made.encode() if isinstance(made, str) else made


def filled(answers):
    return sheet.fill(PracticePage(origin=members.organisation()), answers)


def test_every_question_stands_once():
    questions = [row["Frage"] for row in sheet.template()]

    assert len(questions) == len({question.casefold() for question in questions})
    binding = {row["Frage"] for row in sheet.template() if row["Pflicht"]}
    assert {"Titel", "Schritt 1: Was war zu tun?", "Voraussetzung 1: Art"} <= binding
    assert "Schritt 2: Was war zu tun?" not in binding


@pytest.mark.parametrize(("name", "as_file"), [("a.csv", tables.as_csv), ("a.xlsx", tables.as_xlsx)])
def test_filled_template_is_complete_and_says_what_was_written(name, as_file):
    result = filled(sheet.read(name, table(ANSWERS, as_file=as_file)))

    page = result.practice
    assert (result.problems, completeness.missing(page), len(result.taken)) == ([], [], len(ANSWERS))
    assert sorted(field.slug for field in page.fields_of_action.all()) == ["mobilitaet", "umwelt"]
    assert (page.effort, page.sdgs, page.solution_types) == ("projekt", [9, 11, 13], ["technisch", "organisatorisch"])
    assert (page.cost_once_from, str(page.staff_setup), page.cost_includes_staff) == (85_000, "0.5", True)
    assert [(step.title, step.months) for step in page.steps.all()] == [
        ("Ausschreiben", None),
        ("Bauen", None),
        ("Feiern", 1),
    ]
    assert page.results.all()[0].after == pytest.approx(6.5)
    assert (page.conditions.all()[0].necessity, page.conditions.all()[0].kind) == ("noetig", "politik")


@pytest.mark.parametrize(
    ("change", "question", "sentence"),
    [
        ({"Reifegrad": "fast fertig"}, "Reifegrad", "steht nicht zur Wahl. Möglich: Idee, Konzept"),
        ({"Handlungsfelder": "Mobilität und Logistik, Raumfahrt"}, "Handlungsfelder", "„raumfahrt“ steht nicht"),
        ({"Dauer bis Start in Monaten": "bald"}, "Dauer bis Start in Monaten", "ganze Zahl"),
        ({"Beginn": "Frühjahr"}, "Beginn", "gültiges Datum"),
        ({"Kosten einmalig, bis (€)": "5"}, "Kosten einmalig, bis (€)", "nicht kleiner"),
        ({"Kennzahl 1: Vorher": "viel"}, "Kennzahl 1: Vorher", "Zahl"),
        ({"Schritt 2: Monate": "3"}, "Schritt 2: Was war zu tun?", "muss ausgefüllt"),
        ({"Funktionspostfach": "Rathaus"}, "Funktionspostfach", "E-Mail-Adresse"),
        ({"Titel": "x" * 91}, "Titel", "90 Zeichen"),
        ({"Wetter": "schön"}, "Wetter", "kennt der Steckbrief nicht"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_wrong_is_left_out_and_named_the_rest_is_taken(change, question, sentence):
    result = filled({**ANSWERS, **change})

    assert [words for words, _sentence in result.problems] == [question]
    assert sentence in result.problems[0][1]
    assert len(result.taken) == len(ANSWERS | change) - 1
    assert result.practice.lead == ANSWERS["Kurz gesagt"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name;ort\na;b\n", "nicht die Vorlage"),
        (b"Frage;Antwort\nTitel;\n", "steht noch nichts"),
    ],
)
def test_other_tables_are_refused(content, sentence):
    with pytest.raises(sheet.NotASheet, match=sentence):
        sheet.read("a.csv", content)


# --- In the browser -------------------------------------------------------------------------------------------------


def look(client, content, organisation, name="steckbrief.csv"):
    data = {"file": SimpleUploadedFile(name, content), "organisation": organisation.pk}
    return client.post(reverse("library:from_sheet"), data)


def test_member_looks_first_and_then_begins_with_the_answers(client):
    person = members.member()
    organisation = person.memberships.get().organisation
    client.force_login(person)
    answers = {name: answer for name, answer in ANSWERS.items() if name != "Lösung"}

    looked = look(client, table({**answers, "Reifegrad": "fast fertig"}), organisation)
    text = looked.content.decode()
    assert "Reifegrad: „fast fertig“ steht nicht zur Wahl" in text
    assert "Lösung: Bitte beschreiben Sie, was Sie getan haben." in text
    assert not Submission.objects.exists()

    hidden = looked.context["checked"].initial["answers"]
    response = client.post(
        reverse("library:from_sheet"), {"answers": json.dumps(hidden), "organisation": organisation.pk}
    )

    begun = Submission.objects.get()
    assert response.url == reverse("library:write", args=[begun.pk, "grunddaten"])  # where something is missing first
    page = PracticePage.objects.get(pk=begun.practice_id).get_latest_revision_as_object()
    assert (page.title, page.problem) == (ANSWERS["Titel"], ANSWERS["Ausgangslage und Problem"])
    assert ANSWERS["Kurz gesagt"] in client.get(response.url).content.decode()


def test_without_a_title_nothing_can_begin(client):
    person = members.member()
    organisation = person.memberships.get().organisation
    client.force_login(person)

    text = look(client, table({"Kurz gesagt": "Ohne Titel."}), organisation).content.decode()

    assert "Ohne Titel lässt sich kein Entwurf anlegen" in text
    assert 'name="answers"' not in text
    client.post(reverse("library:from_sheet"), {"answers": '{"Kurz gesagt": "x"}', "organisation": organisation.pk})
    assert not Submission.objects.exists()


@pytest.mark.parametrize("answers", ['["a"]', "kein JSON", ""])
def test_nonsense_in_the_hidden_field_begins_nothing(client, answers):
    person = members.member()
    client.force_login(person)
    organisation = person.memberships.get().organisation

    response = client.post(reverse("library:from_sheet"), {"answers": answers, "organisation": organisation.pk})

    assert (response.status_code, Submission.objects.exists()) == (302, False)


def test_nobody_begins_for_another_organisation(client):
    client.force_login(members.member())
    data = {"answers": '{"Titel": "Fremd"}', "organisation": members.organisation().pk}

    client.post(reverse("library:from_sheet"), data)

    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"PK kaputt"), ("a.csv", b"\x00\x01"), ("a.csv", b"x;y\n1;2")]
)
def test_file_that_is_no_sheet_is_refused_with_a_sentence(client, name, content):
    person = members.member()
    client.force_login(person)

    response = look(client, content, person.memberships.get().organisation, name)

    assert (response.status_code, bool(response.context["form"].errors["file"])) == (422, True)


def test_answers_from_a_table_are_those_of_a_draft_like_any_other(client):
    """What an upload begins can be handed in at once when nothing is missing."""
    person = members.member()
    begun, _filled = sheet.begin(ANSWERS, by=person, on_behalf_of=person.memberships.get().organisation)
    client.force_login(person)

    client.post(reverse("library:hand_in", args=[begun.pk]))

    assert Submission.objects.get().state == Submission.State.SUBMITTED
