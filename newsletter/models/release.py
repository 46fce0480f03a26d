"""The step of Wagtail's workflow in which a second person looks at an issue."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask


class SecondPerson(AbstractGroupApprovalTask):
    """Shown in Wagtail to everybody who may release; giving back works there too.

    Releasing itself has one door, the desk, because there stand pre-flight and preview (newsletter/release.py).
    """

    class Meta:
        verbose_name = _("Freigabe durch eine zweite Person")
        verbose_name_plural = _("Freigaben durch eine zweite Person")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        offered = super().get_actions(obj, user)
        return [action for action in offered if action[0] == "reject" and not wrote(obj, user)]

    @classmethod
    def get_description(cls) -> str:
        return str(_("Wer die Ausgabe zuletzt bearbeitet hat, gibt sie nicht selbst frei."))


def wrote(page: Any, user: Any) -> bool:
    """Whether the newest text of the page is by this person (or by nobody known)."""
    return page.latest_revision is None or page.latest_revision.user_id in (None, user.pk)
