"""The fact sheet as a table to fill in without the portal, and its way back: one line per question.

Answers go through the same forms as in the portal, so that a table can say nothing which the page could not. What is
wrong is left out and told; the rest becomes a draft (Concepts §6).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum import tables
from forum.models import User
from library import completeness, drafting, guide
from library.forms.addresses import AddressOfPage
from library.forms.sections import BINDING_COLUMNS, FIELDS, ROWS, SectionForm, form_class
from library.models import PracticePage, Submission
from members.models import Organisation

# How many empty rows the template brings; more are copied and counted on. Files come in the portal only.
ROWS_TO_FILL = {
    "partner_rows": 2, "results": 3, "cost_items": 3, "funding": 2, "steps": 5, "building_blocks": 4, "conditions": 4,
    "presentations": 1, "links": 3,
}  # fmt: skip
MAX_ROWS = 50
MAX_CHOICES_IN_HINT = 20
UNTITLED = "–"  # a page is never without a title, a table may be
NO_TITLE = gettext_lazy(
    "Ohne Titel lässt sich kein Entwurf anlegen. Bitte schreiben Sie einen mit höchstens 90 Zeichen in die Tabelle."
)
WORDS_FOR_YES = {"ja", "j", "x", "wahr", "true", "1"}


class NotASheet(Exception):
    """The table is not the fact sheet; the sentence says what to do."""


@dataclass
class Filled:
    """A practice with the answers of a table. `problems` are (question, sentence): what was left out and why."""

    practice: PracticePage
    taken: list[tuple[str, str]] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def missing(self) -> list[completeness.Required]:
        return completeness.missing(self.practice)


@dataclass(frozen=True)
class Question:
    """One line of the table: `key` is the name under which the section's form takes the answer."""

    words: str
    key: str
    field: forms.Field
    is_binding: bool
    hint: str
    example: str = ""


def template() -> Iterator[dict[str, str]]:
    """The lines to fill in: section, question, whether it binds, answer, hint, example."""
    for section in FIELDS:
        for question in _questions(form_class(section)(None, instance=PracticePage())):
            yield {
                _("Abschnitt"): str(completeness.SECTIONS[section]),
                _("Frage"): question.words,
                _("Pflicht"): _("ja") if question.is_binding else "",
                _("Antwort"): "",
                _("Hinweis"): question.hint,
                _("Beispiel (Neuhafen, erfunden)"): question.example,
            }


def read(name: str, content: bytes) -> dict[str, str]:
    """The answers that were given, by question. Raises tables.UnreadableTable and NotASheet."""
    rows = tables.read(name, content)
    question, answer = _("Frage").lower(), _("Antwort").lower()
    if not {question, answer} <= rows[0].keys():
        raise NotASheet(_("Das ist nicht die Vorlage des Steckbriefs: Es fehlen die Spalten „Frage“ und „Antwort“."))
    answers = {" ".join(row[question].split()): row[answer] for row in rows if row[answer]}
    if not answers:
        raise NotASheet(_("In der Spalte „Antwort“ steht noch nichts."))
    return answers


@transaction.atomic
def begin(answers: Mapping[str, str], *, by: User, on_behalf_of: Organisation) -> tuple[Submission, Filled]:
    """A new draft with all that can be taken. Raises NotASheet without a title, and what drafting.begin raises."""
    title = fill(PracticePage(origin=on_behalf_of), answers).practice.title
    if not title:
        raise NotASheet(NO_TITLE)
    begun = drafting.begin(title, by=by, on_behalf_of=on_behalf_of)
    filled = fill(begun.practice.get_latest_revision_as_object(), answers)
    return drafting.save_draft(begun, filled.practice, by=by), filled


def fill(practice: PracticePage, answers: Mapping[str, str]) -> Filled:
    """Writes the answers into `practice`, in memory only."""
    filled = Filled(practice)
    practice.title = practice.title or UNTITLED
    left = {question.casefold(): (question, answer) for question, answer in answers.items()}
    for section in FIELDS:
        _fill_section(section, filled, left)
    if filled.practice.title == UNTITLED:
        filled.practice.title = ""
    filled.problems += [(question, _("Diese Frage kennt der Steckbrief nicht.")) for question, _answer in left.values()]
    return filled


def _fill_section(section: str, filled: Filled, left: dict[str, tuple[str, str]]) -> None:
    form = form_class(section)(None, instance=filled.practice)
    questions = {question.key: question for question in _questions(form, _row_numbers(left))}
    typed: dict[str, Any] = {}
    given: dict[str, str] = {}
    for key, question in questions.items():
        found = left.pop(question.words.casefold(), None)
        if found is None:
            continue
        given[key] = found[1]
        try:
            typed[key] = _typed(question.field, found[1])
        except forms.ValidationError as error:
            filled.problems.append((question.words, " ".join(error.messages)))
    bound = form_class(section)(_as_data(form, typed), instance=filled.practice)
    for _answer in given:  # each round leaves out what is wrong, until the rest is right
        if bound.is_valid():
            break
        for key, sentence in _mistakes(bound):
            filled.problems.append((questions[key].words if key in questions else "", sentence))
            if typed.pop(key, None) is None:  # what makes the row a row is missing
                row = f"{key.rpartition('-')[0]}-"
                typed = {each: answer for each, answer in typed.items() if not each.startswith(row)}
        bound = form_class(section)(_as_data(form, typed), instance=filled.practice)
    filled.practice = bound.save(commit=False)
    filled.taken += [(questions[key].words, given[key]) for key in typed]


def _questions(form: SectionForm, numbers: Mapping[str, int] | None = None) -> Iterator[Question]:
    """Every line of a section; with `numbers` as many rows as somebody counted on to."""
    for name, each in form.fields.items():
        yield Question(
            words=str(each.label),
            key=name,
            field=each,
            is_binding=getattr(each, "is_binding", False),
            hint=_hint(str(guide.HINTS.get(name, "")), each),
            example=str(guide.EXAMPLES.get(name, "")),
        )
    binding = {required.field for required in completeness.REQUIRED}
    for name, columns, _heading in ROWS.get(form.section, ()):
        if name not in ROWS_TO_FILL:
            continue
        formset: Any = form.formsets[name]
        row = formset.model._meta.verbose_name
        if name == "presentations":
            form.as_addresses(formset.empty_form)
        columns_of_row = formset.empty_form.fields
        for number in range(1, max(ROWS_TO_FILL[name], (numbers or {}).get(str(row).casefold(), 0)) + 1):
            for place, column in enumerate(columns):
                each = columns_of_row[column]
                first = number == 1 and place == 0
                yield Question(
                    words=f"{row} {number}: {each.label}",
                    key=f"{name}-{number}-{column}",
                    field=each,
                    is_binding=number == 1 and name in binding and (place == 0 or column in BINDING_COLUMNS),
                    hint=_hint(str(guide.ROW_HINTS.get(name, "")) if first else "", each),
                    example=str(guide.ROW_EXAMPLES.get(name, "")) if first else "",
                )


def _row_numbers(left: Mapping[str, Any]) -> dict[str, int]:
    """{„schritt“: 7}: the highest number somebody gave a row."""
    found: dict[str, int] = defaultdict(int)
    for question in left:
        if match := re.match(r"(.+) (\d{1,2}): ", question):
            found[match[1]] = max(found[match[1]], min(int(match[2]), MAX_ROWS))
    return found


def _hint(sentence: str, each: forms.Field) -> str:
    if isinstance(each, forms.BooleanField):
        return f"{sentence} {_('ja oder nein')}".strip()
    labels = [label for _value, label in _options(each)]
    if not 0 < len(labels) <= MAX_CHOICES_IN_HINT:
        return sentence
    return f"{sentence} {_('Möglich: %s') % ' | '.join(labels)}".strip()


def _options(each: forms.Field) -> list[tuple[str, str]]:
    """What may be chosen, without the empty choice."""
    choices: Iterable[Any] = () if isinstance(each, AddressOfPage) else getattr(each, "choices", ())
    return [(str(value), str(label)) for value, label in choices if str(value)]


def _typed(each: forms.Field, answer: str) -> Any:
    """An answer in words as the browser would send it."""
    if isinstance(each, forms.BooleanField):
        return "on" if answer.casefold().strip(" .") in WORDS_FOR_YES else ""
    if isinstance(each, AddressOfPage) or not hasattr(each, "choices"):
        return answer
    options = _options(each)
    if isinstance(each, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)):
        return _several(options, answer)
    for value, label in options:
        if answer.casefold() in (value.casefold(), label.casefold(), label.split(":")[0].casefold()):
            return value
    raise forms.ValidationError(_unknown(answer, options))


def _several(options: list[tuple[str, str]], answer: str) -> list[str]:
    """Choices named one after the other, however separated: labels hold commas themselves („Umwelt, Klima und …“)."""
    rest, chosen = f" {answer} ".casefold(), set()
    for value, label in sorted(options, key=lambda option: -len(option[1])):
        for words in (label, value):
            pattern = rf"(?<!\w){re.escape(words.casefold())}(?!\w)"
            if re.search(pattern, rest):
                rest = re.sub(pattern, ";", rest)
                chosen.add(value)
                break
    unknown = [part.strip() for part in re.split(r"[;,|/\n•]|\bund\b", rest) if part.strip(" -.")]
    if unknown:
        raise forms.ValidationError(_unknown(unknown[0], options))
    return [value for value, _label in options if value in chosen]


def _unknown(answer: str, options: list[tuple[str, str]]) -> str:
    if not 0 < len(options) <= MAX_CHOICES_IN_HINT:
        return _("„%s“ kennt das Portal nicht. Bitte wählen Sie es im Portal aus.") % answer
    return _("„%(answer)s“ steht nicht zur Wahl. Möglich: %(options)s.") % {
        "answer": answer,
        "options": ", ".join(label for _value, label in options),
    }


def _as_data(form: SectionForm, typed: Mapping[str, Any]) -> QueryDict:
    """What the section's page would have sent: rows that nobody filled in hold what was chosen beforehand."""
    data = QueryDict(mutable=True)
    for key, value in typed.items():
        data.setlist(key, value if isinstance(value, list) else [value])
    for name, _columns, _heading in ROWS.get(form.section, ()):
        total = 1 + max((int(key.split("-")[1]) for key in typed if key.startswith(f"{name}-")), default=-1)
        data[f"{name}-INITIAL_FORMS"], data[f"{name}-TOTAL_FORMS"] = "0", str(total)
        for column, each in form.formsets[name].empty_form.fields.items():
            for number in range(total) if each.initial is not None else ():
                data.setdefault(f"{name}-{number}-{column}", str(each.initial))
    return data


def _mistakes(form: SectionForm) -> Iterator[tuple[str, str]]:
    for name, errors in form.errors.items():
        yield name, " ".join(errors)
    for rows, formset in form.formsets.items():
        for number, errors_of_row in enumerate(formset.errors):
            for column, errors in errors_of_row.items():
                yield f"{rows}-{number}-{column}", " ".join(errors)
