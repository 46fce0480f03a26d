"""What could be wrong with an issue, before anybody gets it: each problem has a name, a place and a way out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesParser
from email.policy import default
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from forum.models import PortalSettings
from newsletter import audience, contrast, outside, prompts
from newsletter.blocks import is_complete
from newsletter.composition import OPEN, Composition, compose
from newsletter.letter import Letter, Recipient
from newsletter.models import IssuePage

# Gmail cuts longer mails off, and with them the Impressum and the way out.
MOST_BYTES = 100_000
NEEDED_HEADERS = ("From", "Subject", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Message-ID", "Date")
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
    return [
        *_head(page),
        *_blocks(page, now),
        *_mail(page, composition),
        *_outside(outside_links(composition)),
        *_headers(composition),
        *_law(composition),
        *_people(page),
    ]


def links_outside(page: IssuePage) -> list[str]:
    """The addresses beyond the portal that the mail would name."""
    return outside_links(compose(page, prompts.of(page, page)))


def outside_links(composition: Composition) -> list[str]:
    seen = _Seen()
    seen.feed(composition.html)
    return [
        link
        for link in dict.fromkeys(seen.links)
        if urlsplit(link).scheme in ("http", "https") and not link.startswith(settings.PORTAL_URL)
    ]


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

    for words in dict.fromkeys(contrast.too_faint(composition.html)):
        yield Problem(_("Kontrast zu schwach"), _("„%s“ hebt sich zu wenig von seinem Grund ab.") % words[:80])


def _outside(links: list[str]) -> Iterator[Problem]:
    known = outside.remembered(links)
    for link in links:
        if known.get(link) is False:
            yield Problem(
                _("Toter Link"), _("%s antwortet nicht. Bitte öffnen Sie den Link selbst.") % link, stops=False
            )
    if new := len(links) - len(known):
        yield Problem(
            _("Links nach außen"),
            _("%(n)d noch nicht geprüft. Der Knopf unten fragt sie ab.") % {"n": new},
            stops=False,
        )


def _headers(composition: Composition) -> Iterator[Problem]:
    """What receivers ask for before they show a mail: the way out in the headers, and a sender that is the portal's."""
    letter = Letter(composition, issue=0, archive=settings.PORTAL_URL)
    reader = Recipient(0, 0, "demo@ort.example", "", timezone.now())
    mail = BytesParser(policy=default).parsebytes(letter.for_recipient(reader), headersonly=True)
    missing = [name for name in NEEDED_HEADERS if not mail[name]]
    if missing or mail.defects:
        yield Problem(_("Kopfzeilen fehlen"), _("Es fehlt: %s") % (", ".join(missing) or "–"))
    sender = letter.sender.rpartition("@")[2].lower()
    signs = settings.EMAIL_DKIM_DOMAIN.lower()
    if signs and sender != signs and not sender.endswith(f".{signs}"):
        yield Problem(
            _("Absender und Signatur"),
            _("Unterschrieben wird für %(signs)s, abgesendet von %(sender)s. Viele Empfänger lehnen das ab.")
            % {"signs": signs, "sender": sender},
        )


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
    chosen = page.audience != IssuePage.Audience.EVERYBODY or bool(page.organisations.all())
    if chosen and not page.get_view_restrictions().exists():
        yield Problem(
            _("Öffentlich im Archiv"),
            _(
                "Nur ein Teil bekommt die Mail, lesen können die Ausgabe danach alle. Soll sie nicht öffentlich sein,"
                " stellen Sie beim Bearbeiten die Privatsphäre auf angemeldete Menschen."
            ),
            stops=False,
        )
    if not audience.recipients(page).exists():
        yield Problem(
            _("Niemand bekommt sie"), _("Mit dieser Auswahl gibt es zurzeit keine Empfänger*innen."), stops=False
        )
