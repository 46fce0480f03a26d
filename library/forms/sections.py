"""One form per section of a practice, over the same page that editors change in their room.

Nothing is required here: a draft may have gaps. What binds stands in library/completeness.py.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django import forms
from django.db import models
from django.forms import BoundField
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from modelcluster.forms import ClusterForm
from wagtail.models import Page

from forum.meanwhile import MindsOthers, mark
from forum.models import PortalDocument
from library import guide
from library.completeness import REQUIRED, Required
from library.forms.addresses import AddressOfPage
from library.forms.numbers import written_as_here
from library.models import PracticePage
from members.models import Membership

FIELDS: dict[str, tuple[str, ...]] = {
    "grunddaten": (
        "title", "lead", "fields_of_action", "maturity", "outcome", "effort", "duration_months", "start", "end", "tags",
        "target_groups", "spatial_scope", "sdgs",
    ),
    "problem": ("problem", "solution", "solution_types", "participation", "participation_how"),
    "ergebnisse": ("not_measurable_because", "success_factors", "hurdles", "lessons", "impact_dimensions"),
    "kosten": (
        "cost_once_from", "cost_once_to", "cost_yearly_from", "cost_yearly_to", "cost_year", "cost_includes_staff",
        "staff_setup", "staff_operation", "skills", "is_model_project", "procurement",
    ),
    "schritte": (
        "first_step", "standards", "interfaces", "data_used", "open_data_url", "software_licence", "repository",
        "publiccode_url", "builds_on",
    ),
    "uebertragbarkeit": (
        "transfer_summary", "transfer_fixed", "transfer_adapt", "suitable_sizes", "suitable_regions", "legal_notes",
        "data_protection_assessment", "cooperation_form", "sustain_communication", "sustain_evidence",
        "sustain_technology", "sustain_responsibility", "sustain_funding",
    ),
    "anlaufstelle": ("contact_unit", "contact_mailbox", "contact_person", "support_offer"),
    "dateien": ("text_licence",),
}  # fmt: skip

# Rows of a section: relation, its columns, the heading, and the field before which they stand.
ROWS: dict[str, tuple[tuple[str, tuple[str, ...], Any], ...]] = {
    "grunddaten": (("partner_rows", ("organisation", "role"), _("Beteiligte")),),
    "ergebnisse": (
        (
            "results",
            ("indicator", "before", "after", "unit", "period", "source", "aim"),
            _("Was hat sich messbar verändert?"),
        ),
    ),
    "kosten": (
        ("cost_items", ("label", "once", "yearly"), _("Einzelne Posten")),
        ("funding", ("programme", "share_percent"), _("Förderung")),
    ),
    "schritte": (
        ("steps", ("title", "who", "months"), _("Schritte")),
        ("building_blocks", ("block", "necessity"), _("Bausteine")),
    ),
    "uebertragbarkeit": (("conditions", ("text", "necessity", "kind"), _("Voraussetzungen")),),
    "anlaufstelle": (("presentations", ("event",), _("Vorgestellt bei")),),
    "dateien": (
        ("attachments", ("document", "title", "kind", "licence", "is_accessible"), _("Vorlagen")),
        ("links", ("title", "url"), _("Links")),
    ),
}
# Columns without which a row says nothing; drafts may have them empty (library/completeness.py).
BINDING_COLUMNS = {"before", "after", "kind"}
OPTIONAL_ROWS = (
    "partner_rows", "cost_items", "funding", "building_blocks", "presentations", "attachments", "links",
)  # fmt: skip
# Sections whose rows stand behind the fields: there the fields come first to mind.
ROWS_LAST = ("grunddaten", "anlaufstelle")

WIDGETS = {
    "start": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "end": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "lead": forms.Textarea(attrs={"rows": 3}),
    "problem": forms.Textarea(attrs={"rows": 6}),
    "solution": forms.Textarea(attrs={"rows": 8}),
    "first_step": forms.Textarea(attrs={"rows": 3}),
    "fields_of_action": forms.CheckboxSelectMultiple(),
}


class SectionForm(MindsOthers, ClusterForm):
    """Base of the eight forms; `bound` marks what is required for submitting, so that the rest reads „freiwillig“."""

    section: str
    use_required_attribute = False
    row_gaps: dict[str, Any]
    said: dict[str, list[str]]  # what reviewers said, by name of field or rows

    def __init__(self, data: QueryDict | None = None, *, instance: PracticePage, **kwargs: Any) -> None:
        self.stored_rows = {name: list(getattr(instance, name).all()) for name, _columns, _heading in self._rows()}
        kept_files = [row.document_id for row in instance.attachments.all()]
        if data is not None:
            data = self._rows_as_new(data, instance)
        super().__init__(data, instance=instance, **kwargs)
        if "attachments" in self.formsets:
            for form in self.formsets["attachments"].forms:
                form.fields["document"].queryset = PortalDocument.objects.filter(pk__in=kept_files)
        for fields in (self.fields, *(form.fields for formset in self.formsets.values() for form in formset.forms)):
            written_as_here(fields)
        self.row_gaps, self.said = {}, {}
        binding = {required.field for required in REQUIRED}
        for name, field in self.fields.items():
            field.help_text = guide.HINTS.get(name, "" if name == "tags" else field.help_text)
            field.is_binding = name in binding
            # The component shows „freiwillig“ for what is not required; the browser must not stop a save with gaps.
            field.required = field.is_binding
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("rows", 4)
        if "contact_person" in self.fields:
            self._only_colleagues()
        if "builds_on" in self.fields:
            others = PracticePage.objects.shown().exclude(pk=instance.pk)
            self.fields["builds_on"] = self._address(self.fields["builds_on"], others)
        for form in self.formsets["presentations"].forms if "presentations" in self.formsets else ():
            self.as_addresses(form)

    @classmethod
    def _rows(cls) -> tuple[tuple[str, tuple[str, ...], Any], ...]:
        return ROWS.get(cls.section, ())

    def stored(self) -> dict[str, Any]:
        """Fields and rows, for forum/meanwhile.py."""
        rows = {name: [_values(row, columns) for row in self.stored_rows[name]] for name, columns, _h in self._rows()}
        return {**super().stored(), **rows}

    def typed(self, name: str) -> Any:
        if name not in self.formsets:
            return super().typed(name)
        columns = self._columns(name)
        filled = [row.cleaned_data for row in self.formsets[name].forms if row.has_changed()]
        return [[row[column] for column in columns] for row in filled if not row.get("DELETE")]

    def is_typed_otherwise(self, name: str) -> bool:
        if name not in self.formsets:
            return super().is_typed_otherwise(name)
        return mark(self.typed(name)) != mark(self.stored()[name])

    def take_over(self, name: str) -> None:
        if name in self.formsets:
            draft = PracticePage.objects.get(pk=self.instance.pk).get_latest_revision_as_object()
            self.formsets[name] = type(self)(instance=draft).formsets[name]
        else:
            super().take_over(name)

    def set_beside(self, name: str) -> None:
        if name in self.formsets:
            lines = "; ".join(_in_words(row, self._columns(name)) for row in self.stored_rows[name])
            self.row_gaps[name] = _("Inzwischen geändert. Gespeichert ist zurzeit: %s") % (lines or "–")
        else:
            super().set_beside(name)

    def _columns(self, name: str) -> tuple[str, ...]:
        return next(columns for each, columns, _heading in self._rows() if each == name)

    def _rows_as_new(self, data: QueryDict, instance: PracticePage) -> QueryDict:
        """What was sent is the whole list of rows: saving twice, or by itself while typing, never doubles one."""
        data = data.copy()
        for name, _columns, _heading in self._rows():
            setattr(instance, name, [])
            data[f"{name}-INITIAL_FORMS"] = "0"
            for key in [key for key in data if key.startswith(f"{name}-") and key.endswith("-id")]:
                del data[key]
        return data

    @staticmethod
    def _address(field: forms.Field, pages: Any) -> AddressOfPage:
        address = AddressOfPage(pages, label=field.label, help_text=field.help_text, required=field.required)
        address.is_binding = False  # type: ignore[attr-defined]
        return address

    def as_addresses(self, row: forms.BaseForm) -> None:
        """Rows of `presentations` name their event by its address."""
        row.fields["event"] = self._address(row.fields["event"], _events())

    def _only_colleagues(self) -> None:
        field = self.fields["contact_person"]
        field.queryset = Membership.objects.filter(
            organisation=self.instance.origin, state=Membership.State.ACTIVE, is_public=True
        ).select_related("user", "organisation")
        field.label_from_instance = lambda membership: str(membership.user)

    def _clean_fields(self) -> None:
        for field in self.fields.values():
            field.required = False
        super()._clean_fields()
        for field in self.fields.values():
            field.required = getattr(field, "is_binding", False)

    def clean_fields_of_action(self) -> Any:
        chosen = self.cleaned_data["fields_of_action"]
        if len(chosen) > 3:
            raise forms.ValidationError(_("Bitte höchstens drei Handlungsfelder wählen."))
        return chosen

    def clean_title(self) -> str:
        title = self.cleaned_data["title"].strip()
        if not title:
            return self.instance.title  # a page needs a name; the old one stays until a new one is typed
        if len(title) > 90:
            raise forms.ValidationError(_("Bitte höchstens 90 Zeichen."))
        return title

    def show_gaps(self, gaps: Iterable[Required]) -> None:
        """Marks what is missing like any other mistake, although a save with gaps never fails."""
        here = [gap for gap in gaps if gap.section == self.section]
        self._errors = ErrorDict(
            {gap.field: ErrorList([str(gap.sentence)]) for gap in here if gap.field in self.fields}
        )
        self.row_gaps = {gap.field: gap.sentence for gap in here if gap.field in self.formsets}

    @property
    def row_sets(self) -> list[dict[str, Any]]:
        """For library/parts/rows.html."""
        for formset in self.formsets.values():
            for form in formset.forms:
                for name in BINDING_COLUMNS & form.fields.keys():
                    form.fields[name].required = True  # only for the label: checking is over when this is drawn
        return [
            {
                "name": name,
                "heading": heading,
                "formset": self.formsets[name],
                "is_binding": name not in OPTIONAL_ROWS,
                "gap": self.row_gaps.get(name, ""),
                "said": self.said.get(name, []),
                "hint": guide.ROW_HINTS.get(name, ""),
                "example": guide.ROW_EXAMPLES.get(name, ""),
            }
            for name, _columns, heading in ROWS.get(self.section, ())
        ]

    @property
    def guided_fields(self) -> Iterator[tuple[BoundField, str, list[str]]]:
        """Fields in order, each with its example or "" and what reviewers said to it."""
        for field in self:
            yield field, str(guide.EXAMPLES.get(field.name, "")), self.said.get(field.name, [])

    @property
    def has_rows_last(self) -> bool:
        return self.section in ROWS_LAST


def _values(row: models.Model, columns: Iterable[str]) -> list[Any]:
    return [getattr(row, row._meta.get_field(column).attname) for column in columns]  # type: ignore[union-attr]


def _in_words(row: models.Model, columns: Iterable[str]) -> str:
    shown = (getattr(row, f"get_{column}_display", partial(getattr, row, column))() for column in columns)
    return " · ".join(str(localize(value)) for value in shown if value not in (None, "", False, True))


def _events() -> Any:
    """Pages of events that everybody may see; the Library knows the other room by its name only."""
    return Page.objects.live().public().filter(content_type__app_label="events", content_type__model="eventpage")


def form_class(section: str) -> type[SectionForm]:
    """The form of one section. Raises KeyError for a section that does not exist."""
    rows = ROWS.get(section, ())

    class Meta:
        model = PracticePage
        fields = FIELDS[section]
        widgets = {name: widget for name, widget in WIDGETS.items() if name in FIELDS[section]}
        labels = {"lead": _("Kurz gesagt")}  # other kinds of pages call it otherwise
        formsets = {
            name: {
                "fields": columns,
                "extra": 0 if name == "attachments" else 1,
                "widgets": {"document": forms.HiddenInput},
            }
            for name, columns, _heading in rows
        }

    return type("SectionForm", (SectionForm,), {"Meta": Meta, "section": section})
