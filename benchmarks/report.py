"""One line a figure: what was measured, against which limit of the same run, and what is asked for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`ratio` is value / limit. `target` is the most (with `at_least` the least) it may be; None: reported only."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    target: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        return self.value / self.limit if self.limit else None

    @property
    def verdict(self) -> str:
        measured = self.ratio if self.limit else self.value
        if self.target is None or measured is None:
            return ""
        reached = measured >= self.target if self.at_least else measured <= self.target
        return "ok" if reached else "MISSED"


def show(title: str, figures: list[Figure]) -> None:
    print(f"\n{title}\n{'-' * len(title)}")
    for figure in figures:
        ratio = f"{figure.ratio:8.2f} x" if figure.ratio is not None else " " * 10
        sign = "≥" if figure.at_least else "≤"
        target = f"{sign} {figure.target:g}" if figure.target is not None else ""
        print(f"{figure.name:<58}{figure.value:10.2f} {figure.unit:<8}{ratio}  {target:<8}{figure.verdict}")
