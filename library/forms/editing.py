"""The form of a practice in the editors' room."""

from wagtail.admin.forms import WagtailAdminPageForm

from library import completeness


class PracticeForm(WagtailAdminPageForm):
    """Drafts may have gaps here too; a Steckbrief that is published or sent on has what binds (Concepts §6)."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        if self.is_deferred_validation or self.instance.is_short:
            return True
        for gap in completeness.missing(self.save(commit=False)):
            self.add_error(gap.field if gap.field in self.fields else None, f"{gap.label}: {gap.sentence}")
        return not self.errors
