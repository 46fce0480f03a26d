"""The lists of the Geschäftsstelle in the editors' room: organisations, people in them, joining, groups, words."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from forum import tables
from members import directory, permissions
from members.domains import validate_own_domain
from members.models import (
    Application,
    BuildingBlock,
    DataRequest,
    ExpertGroup,
    FundingProgramme,
    Invitation,
    Membership,
    ModelProject,
    Organisation,
)


class LoggedExports(IndexView):
    """Who takes a list of people out of the portal leaves a line in the log. No formula runs in it; times are local."""

    custom_value_preprocess = {
        **IndexView.custom_value_preprocess,
        datetime: {
            "csv": lambda at: f"{timezone.localtime(at):%d.%m.%Y %H:%M}",
            "xlsx": timezone.make_naive,
        },
        str: {"csv": tables.cell},
    }

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        log(
            self.request.user,
            "members.exported",
            user=self.request.user,
            title=str(self.model._meta.verbose_name_plural),
            data={"list": self.model._meta.label, "format": spreadsheet_format, "rows": queryset.count()},
        )
        return super().as_spreadsheet(queryset, spreadsheet_format)


class List(SnippetViewSet):
    """What all lists of this room share."""

    index_view_class = LoggedExports
    copy_view_enabled = False
    list_per_page = 50
    search_backend_name = None


class MadeByActs(ModelPermissionPolicy):
    """Rows that only an act creates (members/admission.py, members/people.py) and only time deletes."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class ActsList(List):
    """A list of such rows: to search, to look at, and to correct in the few fields that promise nothing."""

    inspect_view_enabled = True


class OrganisationForm(WagtailAdminModelForm):
    def clean_email_domain(self) -> str:
        domain = str(self.cleaned_data["email_domain"]).strip().lower()
        if domain:
            validate_own_domain(domain)
        return domain

    def save(self, commit: bool = True) -> Organisation:
        organisation = super().save(commit)
        if commit:
            directory.enter_into_search(organisation)
        return organisation


class Organisations(List):
    model = Organisation
    icon = "group"
    menu_label = _("Organisationen")
    list_display = ["name", "kind", "standing", "municipality", "joined_on", BooleanColumn("is_active", _("aktiv"))]
    list_filter = ["standing", "kind", "is_active", "municipality__land", "fields_of_action"]
    list_export = [
        "name", "slug", "kind", "standing", "ags", "land", "parent", "population", "website", "contact_email",
        "email_domain", "joined_on", "left_on", "is_active", "is_invented",
    ]  # fmt: skip
    export_headings = {"ags": _("AGS"), "land": _("Land"), "population": _("Einwohnerzahl")}
    export_filename = "organisationen"
    search_fields = ["name", "slug", "municipality__name", "municipality__ags", "email_domain"]
    ordering = ["slug"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("name"),
                    FieldPanel("slug"),
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("standing")]),
                    FieldPanel("municipality"),
                    FieldPanel("parent"),
                    FieldRowPanel([FieldPanel("is_active"), FieldPanel("is_convener")]),
                    FieldRowPanel([FieldPanel("joined_on"), FieldPanel("left_on")]),
                    FieldPanel("email_domain"),
                ],
                _("Stellung"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("summary"),
                    FieldPanel("offers"),
                    FieldPanel("seeks"),
                    FieldPanel("fields_of_action"),
                    FieldPanel("building_blocks"),
                    FieldPanel("logo"),
                    FieldPanel("source_url"),
                ],
                _("Profil"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("website"),
                    FieldPanel("contact_email"),
                    FieldPanel("phone"),
                    FieldPanel("legal_form"),
                    FieldPanel("staff_class"),
                ],
                _("Kontakt und Ausstattung"),
            ),
        ],
        base_form_class=OrganisationForm,
    )


class Memberships(ActsList):
    model = Membership
    icon = "user"
    menu_label = _("Zugehörigkeiten")
    list_display = ["user", "organisation", "role", "state", "created_at"]
    list_filter = ["role", "state", "organisation__kind", "is_contact"]
    list_export = ["user.first_name", "user.last_name", "user.email", "organisation.name", "role", "state", "function"]
    export_headings = {
        "user.first_name": _("Vorname"),
        "user.last_name": _("Nachname"),
        "user.email": _("E-Mail-Adresse"),
        "organisation.name": _("Organisation"),
    }
    export_filename = "zugehoerigkeiten"
    search_fields = ["user__first_name", "user__last_name", "user__email", "organisation__name"]
    ordering = ["organisation__slug", "user__last_name"]
    panels = [FieldPanel("function"), FieldPanel("is_contact")]


class Applications(ActsList):
    model = Application
    icon = "mail"
    menu_label = _("Anträge")
    list_display = ["organisation_name", "kind", "state", "received_at", "answer_by"]
    list_filter = ["state", "kind"]
    list_export = ["organisation_name", "kind", "state", "received_at", "answer_by", "decided_at"]
    export_filename = "antraege"
    search_fields = ["organisation_name", "last_name", "email"]
    panels = [FieldPanel("answer_by")]


class Invitations(ActsList):
    model = Invitation
    icon = "mail"
    menu_label = _("Einladungen")
    list_display = ["organisation", "email", "role", "state", "expires_at"]
    list_filter = ["state", "role"]
    list_export = ["organisation", "email", "role", "state", "created_at", "expires_at"]
    export_filename = "einladungen"
    search_fields = ["email", "organisation__name"]
    panels = [FieldPanel("expires_at")]


class Groups(List):
    model = ExpertGroup
    icon = "group"
    menu_label = _("Expertenrunden")
    list_display = ["name", "purpose", BooleanColumn("is_active", _("aktiv"))]
    list_export = ["name", "purpose", "is_active"]
    export_filename = "expertenrunden"
    search_fields = ["name", "purpose"]
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("purpose"),
        FieldPanel("fields_of_action"),
        FieldPanel("is_active"),
    ]


class DataRequests(ActsList):
    model = DataRequest
    icon = "lock"
    menu_label = _("Datenschutz-Anfragen")
    list_display = ["kind", "state", "received_at", "due_on", "answered_at"]
    list_filter = ["state", "kind"]
    list_export = ["kind", "state", "received_at", "due_on", "extension_reason", "answered_at"]
    export_filename = "datenschutz-anfragen"
    ordering = ["due_on"]
    panels = [FieldPanel("due_on"), FieldPanel("extension_reason")]


class Programmes(List):
    model = FundingProgramme
    icon = "list-ul"
    menu_label = _("Förderprogramme")
    list_display = ["name", "funder"]
    list_export = ["name", "funder", "url"]
    export_filename = "foerderprogramme"
    search_fields = ["name"]
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("funder"), FieldPanel("url")]


class Projects(List):
    model = ModelProject
    icon = "list-ul"
    menu_label = _("Modellprojekte")
    list_display = ["title", "programme", "round"]
    list_export = ["code", "title", "programme", "round"]
    export_filename = "modellprojekte"
    list_filter = ["programme", "round"]
    search_fields = ["title", "code"]
    panels = [
        FieldPanel("programme"),
        FieldPanel("code"),
        FieldPanel("title"),
        FieldPanel("round"),
        FieldPanel("source_urls"),
    ]


class Blocks(List):
    model = BuildingBlock
    icon = "snippet"
    menu_label = _("Bausteine")
    list_display = ["name", "explanation"]
    list_export = ["slug", "name", "explanation"]
    export_filename = "bausteine"
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("explanation"), FieldPanel("sort_order")]


class ForAdmins(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return permissions.is_admin(request.user)


class MembersGroup(SnippetViewSetGroup):
    """„Mitglieder“ in the menu; only the Geschäftsstelle has the rights that make it visible."""

    items = (
        Organisations,
        Memberships,
        Applications,
        Invitations,
        Groups,
        DataRequests,
        Programmes,
        Projects,
        Blocks,
    )
    menu_label = _("Mitglieder")
    menu_name = "mitglieder"
    menu_icon = "group"
    menu_order = 600

    def get_submenu_items(self) -> list[Any]:
        """Acts stand below the lists; the pages about people and merging belong to the roof, hence by name."""
        url = lazy(reverse, str)
        acts = [
            ForAdmins(_("Personen und Rollen"), url("people_desk"), icon_name="user", order=800),
            ForAdmins(_("Organisationen einlesen"), url("import_organisations"), icon_name="upload", order=810),
            ForAdmins(_("Personen einladen (Tabelle)"), url("invite_people"), icon_name="mail", order=812),
            ForAdmins(_("Organisationen zusammenführen"), url("merge_desk"), icon_name="resubmit", order=820),
            ForAdmins(_("Datenschutz-Anfrage eintragen"), url("enter_data_request"), icon_name="lock", order=830),
            ForAdmins(_("Protokoll"), url("members_log"), icon_name="history", order=840),
        ]
        return [*super().get_submenu_items(), *acts]


for _model in (Membership, Application, Invitation, DataRequest):
    register_permission_policy(_model, MadeByActs(_model))
register_snippet(MembersGroup)
