"""What people offer to be asked about."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.membership import Membership


class ExpertiseQuerySet(models.QuerySet["Expertise"]):
    def visible(self) -> "ExpertiseQuerySet":
        return self.filter(membership__in=Membership.objects.active())


class Expertise(models.Model):
    """Fachwissen one person offers to the members on behalf of an organisation. No row, no entry among the experts."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="expertise")
    fields_of_action = models.ManyToManyField(
        "forum.FieldOfAction", verbose_name=_("Handlungsfelder"), related_name="experts"
    )
    text = models.CharField(_("Wozu kann man Sie fragen?"), max_length=300)

    objects: ClassVar[models.Manager["Expertise"]] = ExpertiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("Fachwissen")
        verbose_name_plural = _("Fachwissen")

    def __str__(self) -> str:
        return str(self.membership)
