"""Where the office decides reports: a list by due date, and one form that calls the act."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from forum import reporting
from forum.models import Report


def open_reports() -> QuerySet[Report]:
    return Report.objects.filter(decided_at=None).order_by("answer_by")


class DecisionForm(WagtailAdminModelForm):
    """Only the decision can be changed; what was reported is shown as it came."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = Report.OUTCOMES.get(self.instance.kind, ())
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Entscheidung"), choices=[(outcome.value, outcome.label) for outcome in outcomes]
        )
        self.fields["reasons"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.is_decided:
            raise forms.ValidationError(_("Diese Meldung ist schon entschieden; beide Seiten haben die Antwort."))
        return cleaned

    def save(self, commit: bool = True) -> Report:
        user = self.for_user
        cleaned = self.cleaned_data
        report = Report.objects.get(pk=self.instance.pk)
        return reporting.decide(
            report,
            by=user,
            outcome=cleaned["outcome"],
            reasons=cleaned["reasons"],
            affected_email=cleaned.get("affected_email", ""),
        )


class DecidePolicy(ModelPermissionPolicy):
    """Reports come from outside and leave by their clock: nobody adds or deletes one here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class ReportViewSet(ModelViewSet):
    model = Report
    icon = "warning"
    menu_label = _("Meldungen")
    add_to_settings_menu = True
    inspect_view_enabled = True
    list_display = [
        "number",
        "kind",
        "address",
        DateColumn("received_at", label=_("Eingegangen")),
        Column("answer_by", label=_("Antwort bis"), sort_key="answer_by"),
        "get_outcome_display",
    ]
    list_filter = ["kind", "outcome"]
    search_fields = ["address", "description"]
    copy_view_enabled = False
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("kind", read_only=True),
                FieldPanel("address", read_only=True),
                FieldPanel("description", read_only=True),
                FieldPanel("name", read_only=True),
                FieldPanel("email", read_only=True),
                FieldPanel("received_at", read_only=True),
                FieldPanel("answer_by", read_only=True),
            ],
            _("Was gemeldet wurde"),
        ),
        MultiFieldPanel(
            [FieldPanel("outcome"), FieldPanel("reasons"), FieldPanel("affected_email")], _("Entscheidung")
        ),
    ]

    def get_edit_handler(self) -> Any:
        return ObjectList(self.panels, base_form_class=DecisionForm).bind_to_model(Report)
