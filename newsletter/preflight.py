"""What could be wrong with an issue, before anybody gets it: each problem has a name, a place and a way out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from forum.models import PortalSettings
from newsletter import audience, prompts
from newsletter.blocks import is_complete
from newsletter.composition import OPEN, Composition, compose
from newsletter.models import IssuePage

# Gmail cuts longer mails off, and with them the Impressum and the way out.
MOST_BYTES = 100_000
LOGO = "/static/img/marke-mail.png"  # stands beside the name it would repeat


@dataclass(frozen=True)
class Problem:
    """`stops` means: not released before it is solved."""

    name: str
    sentence: str
    stops: bool = True


class _Seen(HTMLParser):
    """Links and pictures of the finished mail."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a":
            self.links.append(values.get("href") or "")
        elif tag == "img":
            self.pictures.append(values)


def problems(page: IssuePage, *, now: datetime | None = None) -> list[Problem]:
    """Checks the text of one revision, as it would be mailed."""
    now = now or timezone.now()
    composition = compose(page, prompts.of(page, page))
    return [*_head(page), *_blocks(page, now), *_mail(page, composition), *_law(composition), *_people(page)]


def stopping(page: IssuePage, *, now: datetime | None = None) -> list[Problem]:
    return [problem for problem in problems(page, now=now) if problem.stops]


def _head(page: IssuePage) -> Iterator[Problem]:
    if not page.mail_preheader:
        yield Problem(
            _("Vorschauzeile fehlt"),
            _("Schreiben Sie einen Satz, der im Postfach hinter dem Betreff steht."),
            stops=False,
        )
    elif page.mail_preheader.strip() == page.mail_subject.strip():
        yield Problem(_("Vorschauzeile"), _("Sie wiederholt den Betreff. Sagen Sie, was noch kommt."), stops=False)
    if len(page.mail_subject) > 60:
        yield Problem(
            _("Betreff lang"),
            _("Auf dem Telefon sind etwa 40 Zeichen zu sehen, hier sind es %(n)d.") % {"n": len(page.mail_subject)},
            stops=False,
        )


def _blocks(page: IssuePage, now: datetime) -> Iterator[Problem]:
    if not page.body:
        yield Problem(_("Kein Inhalt"), _("Die Ausgabe hat noch keinen Baustein."))
    for block in page.body:
        value: Any = block.value
        if not is_complete(block):
            yield Problem(
                _("Baustein unvollständig"),
                _("„%(kind)s“ hat noch Lücken, oder die Seite dahinter gibt es nicht mehr.")
                % {"kind": block.block.label},
            )
        elif block.block_type in ("practice", "event", "result"):
            linked: Page = value["issue"] if block.block_type == "result" else value["page"]
            if not linked.live:
                yield Problem(_("Toter Link"), _("„%(title)s“ ist nicht veröffentlicht.") % {"title": linked.title})
        elif block.block_type in ("poll", "vote", "question", "rating") and value["closes_at"] <= now:
            yield Problem(
                _("Antworten schon geschlossen"),
                _("„%(question)s“ ist nicht mehr offen. Bitte ein neues Ende setzen.")
                % {"question": value["question"]},
            )


def _mail(page: IssuePage, composition: Composition) -> Iterator[Problem]:
    size = len(composition.html.encode())
    if size >= MOST_BYTES:
        yield Problem(
            _("Mail zu groß"),
            _("%(size)d kB. Über 100 kB schneiden Mailprogramme das Ende ab.") % {"size": size // 1000},
        )
    seen = _Seen()
    seen.feed(composition.html)
    for picture in seen.pictures:
        if not picture.get("alt") and not (picture.get("src") or "").endswith(LOGO):
            yield Problem(
                _("Bild ohne Beschreibung"), _("Bitte im Bild eine Beschreibung eintragen: %s") % picture.get("src")
            )
        if not (picture.get("src") or "").startswith((settings.PORTAL_URL + "/", "cid:")):
            yield Problem(_("Fremdes Bild"), _("Bilder kommen nur vom Portal selbst: %s") % picture.get("src"))
    own = f"{settings.PORTAL_URL}/newsletter/{page.slug}/"  # goes online with the dispatch
    for link in dict.fromkeys(seen.links):
        if link != own and (sentence := _wrong_with(link)):
            yield Problem(_("Toter Link"), sentence)


def _wrong_with(link: str) -> str:
    if OPEN in link or link.startswith("mailto:"):
        return ""
    parts = urlsplit(link)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return _("„%s“ führt nirgendwohin.") % link
    if link.startswith(settings.PORTAL_URL) and not _exists(parts.path):
        return _("Diese Seite gibt es im Portal nicht: %s") % parts.path
    return ""


def _exists(path: str) -> bool:
    try:
        match = resolve(path)
    except Resolver404:
        return False
    if match.url_name != "wagtail_serve":
        return True
    slugs = [part for part in path.split("/") if part]
    url_path = "/".join(slugs)
    return Page.objects.filter(live=True, url_path__endswith=f"/{url_path}/").exists()


def _law(composition: Composition) -> Iterator[Problem]:
    portal = PortalSettings.current()
    if not portal.operator or not portal.operator_address or not portal.contact_email:
        yield Problem(
            _("Impressum unvollständig"), _("Anbieter, Anschrift und Postfach stehen unter Einstellungen, „Das Forum“.")
        )
    elif portal.operator not in composition.text or "impressum" not in composition.html.lower():
        yield Problem(_("Impressum fehlt"), _("Die Vorlage der Mail zeigt es nicht."))
    for part in (composition.text, composition.html):
        if f"{OPEN}token.unsubscribe" not in part:
            yield Problem(_("Abbestellen fehlt"), _("Die Vorlage der Mail zeigt keinen Link zum Abbestellen."))


def _people(page: IssuePage) -> Iterator[Problem]:
    if not audience.recipients(page).exists():
        yield Problem(
            _("Niemand bekommt sie"), _("Mit dieser Auswahl gibt es zurzeit keine Empfänger*innen."), stops=False
        )
