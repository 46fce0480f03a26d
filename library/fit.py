"""Passung: how well a practice fits one municipality, 0 to 100, with reasons (docs/passung.md).

Pure functions on plain facts; `fit_facts.py` reads them from rows. Six parts carry weights that add up to 100. A part
without data is neutral: it counts half of its weight, and the stated confidence falls. So a practice of which little is
known stands in the middle, not at the top. Fit sorts and explains, it never hides. Orientation, no examination.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

HIGH, MEDIUM = 70, 45


class Part(StrEnum):
    STRUCTURE = "struktur"
    PRECONDITIONS = "voraussetzungen"
    RESOURCES = "ressourcen"
    EVIDENCE = "evidenz"
    OPENNESS = "offenheit"
    LAW = "recht"


WEIGHTS = {
    Part.STRUCTURE: 30,
    Part.PRECONDITIONS: 25,
    Part.RESOURCES: 15,
    Part.EVIDENCE: 10,
    Part.OPENNESS: 10,
    Part.LAW: 10,
}


@dataclass(frozen=True)
class Place:
    """What the fit knows of a municipality. None or empty: not stated.

    `size` counts size classes from 0 (Landgemeinde) to 3 (Großstadt); `density` is inhabitants per km²; `posts` is how
    many full-time posts for digital matters there are at most; `blocks` are slugs of building blocks, None when never
    stated.
    """

    name: str
    size: int | None = None
    density: float | None = None
    degurba: int | None = None
    is_independent: bool | None = None
    land: str = ""
    blocks: frozenset[str] | None = None
    posts: float | None = None


@dataclass(frozen=True)
class Practice:
    """What the fit knows of a practice. `proven` are the origin and adopters who confirmed here that they run it;
    `cost_class` counts classes from 0 (to 10,000 €) to 4 (over 1 million €); `in_operation` counts municipalities that
    confirmed here. None: not stated."""

    proven: tuple[Place, ...] = ()
    origin_land: str = ""
    needed: frozenset[str] = frozenset()
    helpful: frozenset[str] = frozenset()
    cost_class: int | None = None
    staff: float | None = None
    in_operation: int = 0
    has_results: bool = False
    maturity: str = ""
    is_open_source: bool | None = None
    has_templates: bool | None = None
    has_support: bool | None = None
    has_contact: bool | None = None
    needs_own_body: bool | None = None
    block_names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Judgement:
    """One part: `share` 0 … 1 of its weight, or None without data; why; what would raise it, and by which share."""

    part: Part
    share: float | None
    reason: str
    advice: str = ""
    gain: float = 0.0

    @property
    def weight(self) -> int:
        return WEIGHTS[self.part]

    @property
    def points(self) -> float | None:
        return None if self.share is None else self.share * self.weight


@dataclass(frozen=True)
class Fit:
    place: Place
    parts: tuple[Judgement, ...]

    @property
    def known_weight(self) -> int:
        return sum(part.weight for part in self.parts if part.share is not None)

    @property
    def score(self) -> int | None:
        """0 … 100; parts without data count half. None when nothing is known."""
        if not self.known_weight:
            return None
        return rounded(sum(part.weight / 2 if part.points is None else part.points for part in self.parts))

    @property
    def word(self) -> str:
        if self.score is None:
            return str(_("keine Aussage"))
        return str(_("hoch") if self.score >= HIGH else _("mittel") if self.score >= MEDIUM else _("gering"))

    @property
    def confidence(self) -> str:
        """Aussagekraft: how much of the weight rests on data."""
        known = self.known_weight
        return str(_("hoch") if known >= 80 else _("mittel") if known >= 50 else _("gering"))

    @property
    def best_advice(self) -> Judgement | None:
        """The advice that would raise the fit most."""
        given = [part for part in self.parts if part.advice and part.gain]
        return max(given, key=lambda part: part.weight * part.gain, default=None)

    @property
    def helps(self) -> str:
        """„Parksensorik beschaffen (+3)“: the best advice and what it adds to the score."""
        best = self.best_advice
        if best is None:
            return ""
        return f"{best.advice} (+{max(rounded(best.weight * best.gain), 1)})"


def rounded(value: float) -> int:
    """Half up, as people round by hand; the tiny addition takes back what binary fractions lose (2.4999… for 2.5)."""
    return math.floor(value + 0.5 + 1e-9)


def fit(practice: Practice, place: Place) -> Fit:
    judges: list[Callable[[Practice, Place], Judgement]] = [
        structure,
        preconditions,
        resources,
        evidence,
        openness,
        law,
    ]
    return Fit(place, tuple(judge(practice, place) for judge in judges))


def structure(practice: Practice, place: Place) -> Judgement:
    """Mean of what is known of size class (same 1, next 0.5), density (logarithmic, a factor of 20 is 0), degree of
    urbanisation (one step 0.5) and kreisfrei or not; the best match among the origin and confirmed adopters."""
    best: tuple[float, Place] | None = None
    for proven in practice.proven:
        likeness = _likeness(proven, place)
        if likeness is not None and (best is None or likeness > best[0]):
            best = likeness, proven
    if best is None:
        return Judgement(Part.STRUCTURE, None, _("Zu Größe oder Lage fehlen Angaben."))
    share, nearest = best
    how = _("sehr ähnlich") if share >= 0.8 else _("ähnlich") if share >= 0.5 else _("anders")
    return Judgement(
        Part.STRUCTURE, share, _("%(name)s ist in Größe und Lage %(how)s.") % {"name": nearest.name, "how": how}
    )


def _likeness(one: Place, other: Place) -> float | None:
    known = []
    if one.size is not None and other.size is not None:
        known.append(max(1 - abs(one.size - other.size) / 2, 0))
    if one.density and other.density:
        known.append(1 - min(abs(math.log(one.density / other.density)) / math.log(20), 1))
    if one.degurba and other.degurba:
        known.append(1 - abs(one.degurba - other.degurba) / 2)
    if one.is_independent is not None and other.is_independent is not None:
        known.append(float(one.is_independent == other.is_independent))
    return sum(known) / len(known) if known else None


def preconditions(practice: Practice, place: Place) -> Judgement:
    """Present building blocks over wanted ones; a helpful one counts half as much as a needed one."""
    wanted = len(practice.needed) + len(practice.helpful) / 2
    if not wanted:
        return Judgement(Part.PRECONDITIONS, None, _("Die Praxis nennt keine Bausteine."))
    if place.blocks is None:
        return Judgement(
            Part.PRECONDITIONS, None, _("Ihre Organisation hat noch keine Bausteine angegeben."),
        )  # fmt: skip
    share = (len(practice.needed & place.blocks) + len(practice.helpful & place.blocks) / 2) / wanted
    needed = sorted(practice.needed - place.blocks)
    missing = needed or sorted(practice.helpful - place.blocks)
    if not missing:
        return Judgement(Part.PRECONDITIONS, share, _("Alle genannten Bausteine sind vorhanden."))
    names = dict(practice.block_names)
    words = ", ".join(names.get(slug, slug) for slug in missing)
    return Judgement(
        Part.PRECONDITIONS,
        share,
        _("Es fehlt: %(blocks)s.") % {"blocks": words},
        _("%(block)s beschaffen oder mitnutzen") % {"block": names.get(missing[0], missing[0])},
        (1 if needed else 0.5) / wanted,
    )


def resources(practice: Practice, place: Place) -> Judgement:
    """Mean of what is known of money and people.

    Money: a cost class not above the size class is 1, one above 0.5, more 0. People: the posts needed are at most a
    quarter of those at hand 1, all of them 0.5, more 0.
    """
    known: list[float] = []
    hurdles = []
    if practice.cost_class is not None and place.size is not None:
        known.append(max(1 - max(practice.cost_class - place.size, 0) / 2, 0))
        if known[-1] < 1:
            hurdles.append(_("Die Kosten liegen über dem, was in Ihrer Größenklasse üblich ist."))
    if practice.staff is not None and place.posts is not None:
        enough = practice.staff <= place.posts / 4
        known.append(1.0 if enough else 0.5 if practice.staff <= place.posts else 0.0)
        if not enough:
            hurdles.append(_("Der Betrieb bindet einen großen Teil Ihrer Stellen für Digitales."))
    if not known:
        return Judgement(Part.RESOURCES, None, _("Zu Kosten, Personal oder Ihren Stellen fehlen Angaben."))
    reason = " ".join(hurdles) or _("Kosten und Personal passen zu Ihrer Größe.")
    if not hurdles:
        return Judgement(Part.RESOURCES, sum(known) / len(known), reason)
    # Sharing costs and work moves one of the scales by one step.
    advice = _("mit Nachbarn gemeinsam betreiben")
    return Judgement(Part.RESOURCES, sum(known) / len(known), reason, advice, 0.5 / len(known))


MATURITY_SHARE = {"idee": 0.0, "konzept": 0.2, "pilot": 0.5, "umsetzung": 0.7, "regelbetrieb": 1.0, "beendet": 0.5}


def evidence(practice: Practice, place: Place) -> Judgement:
    """0.4 for adoption (in operation in one municipality half of it, in two or more all), 0.3 for measured results, 0.3
    for maturity. Without a stated maturity there is no data."""
    if practice.maturity not in MATURITY_SHARE:
        return Judgement(Part.EVIDENCE, None, _("Der Reifegrad ist nicht bekannt."))
    adopted = min(practice.in_operation / 2, 1)
    share = 0.4 * adopted + 0.3 * practice.has_results + 0.3 * MATURITY_SHARE[practice.maturity]
    said = [
        _("in %(n)s Kommunen im Betrieb") % {"n": practice.in_operation}
        if practice.in_operation > 1
        else _("in einer Kommune im Betrieb")
        if practice.in_operation
        else _("noch nirgends bestätigt im Betrieb"),
        _("Wirkung gemessen") if practice.has_results else _("Wirkung nicht gemessen"),
    ]
    return Judgement(Part.EVIDENCE, share, "; ".join(said)[:1].upper() + "; ".join(said)[1:] + ".")


def openness(practice: Practice, place: Place) -> Judgement:
    """Share of what is there among what is known: templates to start from, support offered, a contact that answers,
    source code open (or no software). A Kurzeintrag says nothing about the first three."""
    marks = {
        _("Vorlagen"): practice.has_templates,
        _("Unterstützung"): practice.has_support,
        _("Ansprechstelle"): practice.has_contact,
        _("offener Quellcode"): practice.is_open_source,
    }
    known = {word: mark for word, mark in marks.items() if mark is not None}
    if not known:
        return Judgement(Part.OPENNESS, None, _("Zu Vorlagen, Lizenz und Ansprechstelle ist nichts bekannt."))
    there = [word for word, mark in known.items() if mark]
    reason = _("Vorhanden: %(what)s.") % {"what": ", ".join(there)} if there else _("Nichts davon ist genannt.")
    missing = [word for word, mark in known.items() if not mark]
    if missing:
        reason += " " + _("Fehlt: %(what)s.") % {"what": ", ".join(missing)}
    return Judgement(Part.OPENNESS, len(there) / len(known), reason)


def law(practice: Practice, place: Place) -> Judgement:
    """Mean of what is known: the same Land 1, another 0.5 (municipal law differs); no body of its own needed 1, one
    needed 0.3."""
    known: list[float] = []
    said = []
    if practice.origin_land and place.land:
        same = practice.origin_land == place.land
        known.append(1.0 if same else 0.5)
        said.append(_("Gleiches Land, gleiches Kommunalrecht.") if same else _("Anderes Land: Kommunalrecht prüfen."))
    if practice.needs_own_body is not None:
        known.append(0.3 if practice.needs_own_body else 1.0)
        if practice.needs_own_body:
            said.append(_("Es wird eine eigene Rechtsform gebraucht, zum Beispiel ein Zweckverband."))
    if not known:
        return Judgement(Part.LAW, None, _("Zu Land oder Rechtsform fehlen Angaben."))
    return Judgement(Part.LAW, sum(known) / len(known), " ".join(said) or _("Keine besondere Rechtsform nötig."))
