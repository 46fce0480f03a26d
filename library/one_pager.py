"""The practice on one A4 page for council or superiors: PDF/UA-1, set by Typst from plain data."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum import chain, motifs, pdf
from forum.models import PortalSettings
from library import fit_facts, key_facts, reuse
from library.models import Adoption, PracticePage
from library.models.vocabulary import Necessity
from members.models import Organisation

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "library" / "one_pager.typ"
BODY_COLOUR = "#23335e"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"'
# css/chain.css with the colours of css/tokens.css written out, for paper.
CHAIN_STYLE = """
text { font-family: "Fira Sans"; font-size: 12px; fill: #51577a; }
.chain__name { fill: #131525; font-weight: 600; }
.chain__node { fill: #2044aa; stroke: #2044aa; stroke-width: 1.5; }
.chain__node--progress { fill: #dbe3f7; }
.chain__edge { fill: none; stroke: #7f86a8; stroke-width: 1.6; }
"""


def one_pager(practice: PracticePage, home: Organisation | None = None) -> bytes:
    """The PDF, with the fit for `home`. Long texts are cut at a sentence so that it stays one page; the page of the
    portal says everything."""
    return pdf.typeset(TEMPLATE, data(practice, home))


def data(practice: PracticePage, home: Organisation | None = None) -> dict[str, Any]:
    """All words and numbers of the page, in German, ready to be set."""
    results = [key_facts.before_after(row) for row in practice.results.all() if None not in (row.before, row.after)]
    needed = [c.text for c in practice.conditions.all() if c.necessity == Necessity.NEEDED]
    changed = practice.last_published_at or practice.first_published_at
    fields = [field.name for field in practice.fields_in_order]
    adoptions = _adoptions(practice)
    kicker = [practice.place, *fields, practice.maturity_word, proven(practice)]
    return {
        "portal": PortalSettings.current().full_name,
        "title": practice.title,
        "lead": practice.lead,
        "kicker": " · ".join(part for part in kicker if part),
        "stand": _("Gute Praxis · Stand %(day)s · %(path)s")
        % {"day": date_format(changed, "j. F Y") if changed else "–", "path": practice.get_url() or ""},
        "outline": _outline(practice),
        "outline-alt": _("Umriss von %s") % (practice.place or practice.title),
        "problem": shortened(practice.problem, 420),
        "solution": shortened(practice.solution, 480),
        "results": [_bars(result) for result in results[:3]],
        "steps": [_step(step.title, step.months) for step in practice.steps.all()[:6]],
        "facts": [[str(label), _plain(label, value, practice)] for label, value in key_facts.facts(practice) if value],
        "needed": needed[:5],
        "adapt": practice.points("transfer_adapt")[:4],
        "lessons": shortened(practice.lessons, 260),
        "fit": _fit(practice, home),
        "reuse": _reuse(adoptions),
        "chain": _chain(practice, adoptions),
        "source": practice.source_url,
        "source-words": _("Kurzeintrag aus einer öffentlichen Quelle, nicht von der Kommune bestätigt.")
        if practice.is_short
        else "",
        "footer": _footer(practice),
        "licence": practice.text_licence,
        "words": {
            "problem": _("Problem"),
            "solution": _("Lösung"),
            "results": _("Ergebnisse"),
            "before": _("vorher"),
            "after": _("nachher"),
            "steps": _("Schritte"),
            "glance": _("Auf einen Blick"),
            "fact": _("Angabe"),
            "value": _("Wert"),
            "needed": _("Das brauchen Sie"),
            "adapt": _("Das können Sie ändern"),
            "lessons": _("Das würde %s anders machen") % practice.place,
            "source": _("Quelle"),
            "reuse": _("Nachnutzung"),
            "who": _("Kommune"),
            "stage": _("Stand"),
            "adapted": _("Angepasst"),
        },
    }


def proven(practice: PracticePage) -> str:
    number = practice.proven_in
    return ngettext("erprobt in %d Kommune", "erprobt in %d Kommunen", number) % number if number else ""


def _fit(practice: PracticePage, home: Organisation | None) -> dict[str, Any] | None:
    """Number, bars and points in one line; None for visitors and for the origin itself."""
    if home is None or home.pk == practice.origin_id:
        return None
    page = fit_facts.with_facts(PracticePage.objects.filter(pk=practice.pk)).get()
    drawn = fit_facts.drawn(fit_facts.judged([page], fit_facts.place(home))[page.pk], large=True)
    if drawn is None:
        return None
    points = [
        f"{reason['name']} {'–' if reason['points'] is None else reason['points']}/{reason['weight']}"
        for reason in drawn["reasons"]
    ]
    return {
        "heading": _("Passung für %(place)s: %(number)s, %(word)s")
        % {"place": home.name, "number": drawn["number"], "word": drawn["word"]},
        "cells": [[cell["weight"], (cell["points"] or 0) / cell["weight"]] for cell in drawn["cells"]],
        "words": f"{' · '.join(points)}. {_('Orientierung, keine Prüfung.')}",
    }


def _adoptions(practice: PracticePage) -> list[Adoption]:
    """Who re-uses it, as far as everybody may know."""
    found = Adoption.objects.open_to_everybody().filter(practice=practice).exclude(stage=Adoption.Stage.DROPPED)
    adoptions = list(found.select_related("adopter__municipality", "adopter__parent", "successor_of__adopter"))
    for each in adoptions:
        each.practice = practice  # known here: not asked for once per line
    return adoptions


def _reuse(adoptions: list[Adoption]) -> list[list[str]]:
    """The first four in words."""
    rows = [reuse.row(each) for each in adoptions[:4]]
    return [
        [
            _("%(name)s, über %(via)s") % row if row["via"] else row["name"],
            row["stage"],
            shortened(row["adapted"], 60) or "–",
        ]
        for row in rows
    ]


def _chain(practice: PracticePage, adoptions: list[Adoption]) -> dict[str, Any]:
    """All of them as a graph that stands for itself: with its own colours and letters."""
    head, gap, rest = str(chain.draw(reuse.chain(practice, adoptions))).partition(">")
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', head)
    return {
        "svg": f"{head.replace('<svg', SVG, 1)}{gap}<style>{CHAIN_STYLE}</style>{rest}" if rest else "",
        "width": int(size[1]) if size else 0,
        "height": int(size[2]) if size else 0,
        "alt": _("Wer die Praxis von wem übernommen hat. Die Tabelle darüber nennt dieselben Kommunen."),
    }


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut behind a sentence where there is one, else behind a word."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    head = text[:limit]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? "))
    return head[: end + 1] if end > limit // 2 else head.rsplit(" ", 1)[0] + " …"


def _bars(result: dict[str, Any]) -> dict[str, Any]:
    most = max(abs(result["before"]), abs(result["after"])) or 1
    return {
        "label": result["label"],
        "change": result["change"],
        "before-share": abs(result["before"]) / most,
        "after-share": abs(result["after"]) / most,
        "before-words": result["before_words"],
        "after-words": result["after_words"],
    }


def _step(title: str, months: int | None) -> str:
    return title if months is None else _("%(title)s (%(months)d Mon.)") % {"title": title, "months": months}


def _plain(label: Any, value: Any, practice: PracticePage) -> str:
    """Facts as text: the link to the source code becomes words."""
    if str(label) == _("Software") and practice.repository:
        return ", ".join(part for part in (practice.software_licence, _("Quellcode offen")) if part)
    return str(value)


def _outline(practice: PracticePage) -> str:
    path = escape(motifs.shape(practice.ags or None, practice.seed, 100))
    return (
        f'{SVG} viewBox="0 0 100 100" width="100" height="100">'
        f'<path fill="{BODY_COLOUR}" fill-rule="evenodd" d="{path}"/></svg>'
    )


def _footer(practice: PracticePage) -> str:
    address = f"{settings.PORTAL_URL}{practice.get_url() or ''}"
    if practice.is_short:
        return address
    unit = ", ".join(part for part in (practice.contact_unit, practice.place) if part)
    return _("Anlaufstelle: %(unit)s · Fragen über %(address)s") % {"unit": unit, "address": address}
