"""Taking over a list of readers from elsewhere: a table in which each row brings the proof of its consent."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import User
from newsletter import subscription
from newsletter.models import Subscriber

COLUMNS = ("E-Mail", "Name", "Nachweis", "Datum")
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")


class NotAList(Exception):
    """What is wrong with the table as a whole, as a sentence."""


@dataclass
class Report:
    """What became of each row: taken over, known before, kept away, or refused with line and reason."""

    new: int = 0
    known: int = 0
    kept_away: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def take_over(rows: list[dict[str, str]], *, by: User) -> Report:
    """Each row is an act of its own: what is in stays in, and the same table may be taken over again."""
    if missing := [column for column in COLUMNS if column.lower() not in rows[0]]:
        raise NotAList(_("In der ersten Zeile fehlt: %(columns)s.") % {"columns": ", ".join(missing)})
    report = Report()
    for line, row in enumerate(rows, start=2):
        email = row["e-mail"].lower()
        try:
            given_at = _moment(row["datum"])
            before = Subscriber.objects.filter(email=email).exists()
            found = subscription.enter_with_proof(
                email, name=row["name"][:120], proof=row["nachweis"], given_at=given_at, by=by
            )
        except ValidationError:
            report.refused.append((line, _("Das ist keine E-Mail-Adresse.")))
        except subscription.SubscriptionRefused as refusal:
            report.refused.append((line, str(refusal)))
        else:
            report.kept_away += found is None
            report.known += found is not None and before
            report.new += found is not None and not before
    return report


def _moment(typed: str) -> datetime:
    for form in DATES:
        try:
            at = timezone.make_aware(datetime.strptime(typed, form))  # noqa: DTZ007 - made aware at once
        except ValueError:
            continue
        if at > timezone.now():
            raise subscription.SubscriptionRefused(_("Das Datum der Einwilligung liegt in der Zukunft."))
        return at
    raise subscription.SubscriptionRefused(_("Das Datum der Einwilligung fehlt, etwa 31.12.2025."))
