"""Several organisations at once: taken off the public list without losing anything."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from members import directory, permissions
from members.models import Organisation


class TakeOffTheList(SnippetBulkAction):
    models = [Organisation]
    display_name = _("Stilllegen")
    aria_label = _("Ausgewählte Organisationen stilllegen")
    action_type = "stilllegen"
    template_name = "members/desk/bulk_off.html"
    action_priority = 20

    def check_perm(self, snippet: Any) -> bool:
        return permissions.is_admin(self.request.user)

    @classmethod
    def execute_action(cls, objects: list[Organisation], user: Any = None, **kwargs: Any) -> tuple[int, int]:  # noqa: ARG003
        for organisation in objects:
            organisation.is_active = False
            organisation.save(update_fields=["is_active", "changed_at"])
            directory.enter_into_search(organisation)
            log(organisation, "wagtail.edit", user=user)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "Eine Organisation ist stillgelegt.", "%(n)d Organisationen sind stillgelegt.", num_parent_objects
        ) % {"n": num_parent_objects}
