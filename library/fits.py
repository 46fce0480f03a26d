"""The fit of many practices for one reader: sorts a list, draws its rows, finds one that is different on purpose.

Working out hundreds of fits takes a quarter of a second, so they are kept per place as it describes itself.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache import cache

from library import fit, fit_facts
from library.kept import SECONDS, kept, prefix
from library.models import PracticePage
from members.models import Organisation

LOOKED_AT = 60  # practices beyond the hits, when none of them is different


class Fits:
    """The fits asked for in one request. Without a home (visitors) there are none."""

    def __init__(self, home: Organisation | None) -> None:
        self.here = fit_facts.place(home) if home else None
        self.unlike: list[int] = []  # of the hits sorted, those from unlike places with good evidence
        self._drawn: dict[int, dict[str, Any] | None] = {}
        self._name = f"fit:{_digest(_told(self.here))}" if self.here else ""

    def best_first(self, object_ids: list[str]) -> list[str]:
        """The ids of hits, the best fit first; what fits equally well keeps the order of the search."""
        name = f"{self._name}:order:{_digest(','.join(object_ids))}"
        order, self.unlike = kept(name, lambda: self._ordered(object_ids))
        return order

    def once(self, name: str, work_out: Callable[[], Any]) -> Any:
        """What follows from the place and the practices alone, worked out once until a practice changes."""
        return kept(f"{self._name}:{name}", work_out)

    def draw(self, keys: Iterable[int]) -> None:
        """Works out what `drawn` is asked for, for all rows at once."""
        if self.here is None:
            return
        start = f"{prefix()}:{self._name}"
        names = {f"{start}:{key}": key for key in keys if key not in self._drawn}
        found = cache.get_many(list(names)) or {}
        self._drawn |= {names[name]: drawn for name, drawn in found.items()}
        if new := [key for name, key in names.items() if name not in found]:
            drawn = {key: fit_facts.drawn(judged) for key, judged in self._judged(new).items()}
            self._drawn |= drawn
            cache.set_many({f"{start}:{key}": each for key, each in drawn.items()}, SECONDS)

    def drawn(self, key: int) -> dict[str, Any] | None:
        return self._drawn.get(key)

    def in_full(self, practice: PracticePage) -> tuple[dict[str, Any] | None, bool]:
        """The fit of one practice with all its reasons, and whether all its parts are known."""

        def judge() -> tuple[dict[str, Any] | None, bool]:
            found = self._judged([practice.pk])[practice.pk]
            return fit_facts.drawn(found, large=True), found.known_weight == sum(fit.WEIGHTS.values())

        full: tuple[dict[str, Any] | None, bool] = self.once(f"full:{practice.pk}", judge)
        return full

    def unlike_in(self, field: str) -> list[int]:
        """Practices of a field of action from unlike places and with good evidence, the least like first."""
        others = PracticePage.objects.shown().filter(fields_of_action__slug=field).order_by("-pk")
        keys = others.values_list("pk", flat=True)[:LOOKED_AT]
        return list(kept(f"{self._name}:unlike:{field}", lambda: _unlike(self._judged(keys))))

    def _ordered(self, object_ids: list[str]) -> tuple[list[str], list[int]]:
        known = self._judged(map(int, object_ids))
        scores = {str(key): found.score or 0 for key, found in known.items()}
        return sorted(object_ids, key=lambda each: -scores.get(each, 0)), _unlike(known)

    def _judged(self, keys: Iterable[int]) -> dict[int, fit.Fit]:
        if self.here is None:
            return {}
        return fit_facts.judged(fit_facts.with_facts(PracticePage.objects.filter(pk__in=list(keys))), self.here)


def different(rows: list[dict[str, Any]], fits: Fits) -> dict[str, Any] | None:
    """„Bewusst anders“: not on this page, from the least similar place, and yet with good evidence. First of the hits,
    else of other practices in the first hit's field. None when nothing is both."""
    here = {row["key"] for row in rows}
    found = next((key for key in fits.unlike if key not in here), None)
    if found is None and rows and (fields := rows[0]["hit"].row.get("fields")):
        found = next((key for key in fits.unlike_in(fields[0]["slug"]) if key not in here), None)
    page = PracticePage.objects.shown().select_related("origin").filter(pk=found).first() if found else None
    if page is None:
        return None
    fits.draw([page.pk])
    return {"practice": page, "fit": fits.drawn(page.pk)}


def _unlike(known: dict[int, fit.Fit]) -> list[int]:
    candidates = []
    for key, found in known.items():
        shares = {part.part: part.share for part in found.parts}
        likeness, evidence = shares[fit.Part.STRUCTURE], shares[fit.Part.EVIDENCE]
        if likeness is not None and likeness < 0.5 and evidence is not None and evidence >= 0.3:
            candidates.append((likeness, -evidence, key))
    return [key for _likeness, _evidence, key in sorted(candidates)[:LOOKED_AT]]


def _told(place: fit.Place) -> str:
    """All that the fit knows of a place, always in the same order."""
    return repr([sorted(value) if isinstance(value, frozenset) else value for value in vars(place).values()])


def _digest(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
