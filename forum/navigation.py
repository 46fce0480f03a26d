"""The three pillars as people find them in the header and the footer.

Only what exists is shown: an entry whose route is not there (a room not built yet, a feature switched off) is left out,
and a pillar without entries with it.
"""

from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    route: str
    label: str | Promise
    line: str | Promise


@dataclass(frozen=True)
class Pillar:
    slug: str
    label: str | Promise
    claim: str | Promise
    entries: tuple[Entry, ...]


PILLARS = (
    Pillar(
        "wissen",
        _("Wissen"),
        _("Finden, was sich bewährt hat, und verstehen, warum."),
        (
            Entry("library:index", _("Gute Praktiken"), _("Lösungen mit Kosten, Schritten und Wirkung")),
            Entry("learning:index", _("Lernangebote"), _("Einheiten von 10 bis 20 Minuten")),
            Entry("newsletter:index", _("Newsletter"), _("Bestellen und alle Ausgaben lesen")),
            Entry("library:submit", _("Praxis einreichen"), _("Auch Gescheitertes hilft")),
        ),
    ),
    Pillar(
        "austausch",
        _("Austausch"),
        _("Fragen, wer es schon gemacht hat. Reden statt rätseln."),
        (
            Entry("events:index", _("Veranstaltungen"), _("Termine mit freien Plätzen")),
            Entry("exchange:questions", _("Fragen an Kommunen"), _("Antworten aus erster Hand")),
            Entry("members:groups", _("Expertenrunden"), _("Fachleute mehrerer Kommunen an einem Thema")),
            Entry("members:experts", _("Fachleute"), _("Wen Sie wozu fragen können")),
            Entry("exchange:topics", _("Themen abstimmen"), _("Worüber als Nächstes gesprochen wird")),
        ),
    ),
    Pillar(
        "entwicklung",
        _("Entwicklung"),
        _("Gemeinsam vom Problem zum Betrieb."),
        (
            Entry("exchange:projects", _("Projekte"), _("Was Kommunen zusammen aufbauen")),
            Entry("exchange:challenges", _("Herausforderungen"), _("Probleme, die noch eine Lösung suchen")),
            Entry("library:fit", _("Passung"), _("Was sich auf Ihre Kommune übertragen lässt")),
            Entry("members:directory", _("Mitglieder"), _("Kommunen und kommunale Unternehmen")),
            Entry("members:apply", _("Mitglied werden"), _("Für Kommunen und ihre Unternehmen")),
        ),
    ),
)


def address(route: str) -> str:
    """The address of a named route without arguments, or "" when there is no such route."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


@cache
def _existing() -> list[tuple[Pillar, list[tuple[Entry, str]]]]:
    """The pillars with the addresses of their entries; they stay the same while the portal runs."""
    return [(pillar, [(entry, url) for entry in pillar.entries if (url := address(entry.route))]) for pillar in PILLARS]


def current(path: str) -> str:
    """The longest address of an entry that begins the path, or ""."""
    urls = (url for _pillar, entries in _existing() for _entry, url in entries if path.startswith(url))
    return max(urls, key=len, default="")


def pillars(path: str) -> list[dict[str, object]]:
    """What to show on the page at `path`: pillars with their existing entries, the current one marked."""
    here = current(path)
    return [
        {
            "slug": pillar.slug,
            "label": pillar.label,
            "claim": pillar.claim,
            "current": any(url == here for _entry, url in entries),
            "entries": [
                {"label": entry.label, "line": entry.line, "url": url, "current": url == here} for entry, url in entries
            ],
        }
        for pillar, entries in _existing()
        if entries
    ]
