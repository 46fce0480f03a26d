"""How readers answered: counts only, never who."""

from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils import timezone

from forum.templatetags.german import day
from newsletter.models import Answer, IssuePage, Prompt


@dataclass(frozen=True)
class Row:
    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class Result:
    prompt: Prompt
    rows: list[Row]
    total: int

    @property
    def words(self) -> list[str]:
        """What was answered in own words; for editors."""
        return list(self.prompt.answers.exclude(text="").order_by("answered_at").values_list("text", flat=True))

    @property
    def speakers(self) -> list[str]:
        """Who offered to speak; for editors, because they said so to be asked."""
        offers = self.prompt.answers.filter(offers_talk=True).values_list(
            Coalesce("subscriber__email", "user__email"), "choice"
        )
        return [f"{email} ({self.prompt.label(choice)})" for email, choice in offers if email]

    @property
    def title(self) -> str:
        return self.prompt.title

    @property
    def is_open(self) -> bool:
        return self.prompt.is_open()

    @property
    def until(self) -> str:
        return day(self.prompt.closes_at)


def results_of(issue: IssuePage) -> list[Result]:
    """One result per prompt of the issue, two queries. In votes only members count (their talks are chosen by it)."""
    prompts = list(Prompt.objects.filter(issue_id=issue.pk))
    counts = (
        Answer.objects.filter(prompt__in=prompts)
        .exclude(prompt__kind=Prompt.Kind.VOTE, is_member=False)
        .values_list("prompt", "choice")
        .annotate(Count("pk"))
        .order_by()
    )
    by_prompt: dict[int, dict[int, int]] = {}
    for prompt_id, choice, count in counts:
        by_prompt.setdefault(prompt_id, {})[choice] = count
    return [result(prompt, by_prompt.get(prompt.pk, {}), timezone.now()) for prompt in prompts]


def result(prompt: Prompt, counts: dict[int, int], now: object = None) -> Result:
    total = sum(counts.values())
    rows = [
        Row(label, counts.get(choice, 0), round(100 * counts.get(choice, 0) / total) if total else 0)
        for choice, label in enumerate(prompt.choices)
    ]
    return Result(prompt, rows, total)
