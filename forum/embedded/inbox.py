"""The pages of the mail catcher: all mails, and each one as a person and as a mail program sees it."""

from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from forum.embedded.mailbox import RECIPIENT, SENDER, Mail, Mailbox

PER_PAGE = 50
# Mails show the pictures they bring along and the portal's own on this machine; nothing else is loaded, nothing runs.
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self' http://localhost:* http://127.0.0.1:*"
)
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: http://localhost:* http://127.0.0.1:*; "
    "form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)

STYLE = Path(__file__).with_suffix(".css").read_text()


def page(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="de"><head><meta charset="utf-8"><title>{escape(title)} – Postfach</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head><body>'
        '<header><div><a href="/"><strong>Postfach</strong></a>'
        "<p>Hier landet jede Mail des Portals auf diesem Rechner. Nichts wird verschickt.</p></div></header>"
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


def list_page(mailbox: Mailbox, query: str, number: int) -> str:
    """The mails whose subject or address contains `query`, `PER_PAGE` at a time, counted from page 1."""
    matching = (mail for mail in mailbox if not query or _matches(mail, query))
    mails = list(islice(matching, (number - 1) * PER_PAGE, number * PER_PAGE + 1))
    more = len(mails) > PER_PAGE
    rows = "".join(
        f"<li><time>{mail.received_at.strftime('%d.%m.%Y %H:%M:%S')}</time><div>"
        f'<a href="/mail/{mail.key}">{escape(mail.header("Subject")) or "(ohne Betreff)"}</a><br>'
        f'<span class="muted">an {escape(_recipients(mail))}</span></div></li>'
        for mail in mails[:PER_PAGE]
    )
    count = len(mailbox)
    body = (
        '<div class="row"><form role="search"><div><label for="q">Betreff oder Adresse</label>'
        f'<input id="q" name="q" type="search" value="{escape(query)}"></div><button>Suchen</button></form>'
    )
    if count:
        body += '<form method="post" action="/leeren"><button>Alle Mails löschen</button></form>'
    body += "</div>"
    if rows:
        body += f'<ol class="mails">{rows}</ol>'
    elif query:
        body += f'<p>Keine Mail passt zu „{escape(query)}“. <a href="/">Alle Mails zeigen</a></p>'
    else:
        body += "<p>Noch keine Mail. Melden Sie sich im Portal zu einer Veranstaltung oder zum Newsletter an.</p>"
    links = []
    if number > 1:
        links.append(f'<a href="/?q={quote(query)}&amp;seite={number - 1}">Neuere Mails</a>')
    if more:
        links.append(f'<a href="/?q={quote(query)}&amp;seite={number + 1}">Ältere Mails</a>')
    if links:
        body += f'<nav aria-label="Seiten">{" ".join(links)}</nav>'
    return page("Eine Mail" if count == 1 else f"{count} Mails", body)


def mail_page(mail: Mail) -> str:
    facts = {
        "Von": mail.header("From"),
        "An": mail.header("To"),
        "Umschlag": f"{mail.header(SENDER)} an {_recipients(mail)}",
        "Datum": mail.header("Date"),
        "Empfangen": mail.received_at.strftime("%d.%m.%Y, %H:%M:%S Uhr"),
    }
    body = "<dl>" + "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items()) + "</dl>"
    if mail.html:
        body += (
            '<h2>So sieht sie aus</h2><iframe title="Die Mail als HTML" '
            f'sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mail/{mail.key}/html"></iframe>'
        )
    body += f"<h2>Text</h2><pre>{escape(mail.text) or '(kein Textteil)'}</pre>"
    if mail.links:
        items = "".join(f'<li><a href="{escape(url)}" rel="noreferrer">{escape(url)}</a></li>' for url in mail.links)
        body += f'<h2>Links</h2><ul class="links">{items}</ul>'
    if mail.one_click:
        body += (
            "<h2>Abbestellen mit einem Klick</h2>"
            "<p>Mailprogramme bieten diesen Knopf neben dem Absender an.</p>"
            f'<form method="post" action="{escape(mail.one_click)}">'
            '<input type="hidden" name="List-Unsubscribe" value="One-Click">'
            "<button>Abbestellen</button></form>"
        )
    if mail.attachments:
        items = "".join(
            f'<li><a href="/mail/{mail.key}/anhang/{index}">{escape(part.get_filename() or "ohne Namen")}</a> '
            f'<span class="muted">{escape(part.get_content_type())}</span></li>'
            for index, part in enumerate(mail.attachments)
        )
        body += f"<h2>Anhänge</h2><ul>{items}</ul>"
    headers = "\n".join(f"{name}: {value}" for name, value in mail.headers.items())
    body += f"<h2>Alle Kopfzeilen</h2><pre>{escape(headers)}</pre>"
    body += f'<p><a href="/mail/{mail.key}/quelltext">Quelltext</a></p>'
    return page(mail.header("Subject") or "(ohne Betreff)", body)


def _matches(mail: Mail, query: str) -> bool:
    return query.lower() in f"{mail.header('Subject')} {mail.header('To')} {_recipients(mail)}".lower()


def _recipients(mail: Mail) -> str:
    return ", ".join(str(value) for value in mail.headers.get_all(RECIPIENT, []))


class _Handler(BaseHTTPRequestHandler):
    mailbox: Mailbox
    server_version = "Postfach"
    sys_version = ""

    def do_GET(self) -> None:
        if not self._is_local():
            return
        url = urlsplit(self.path)
        match url.path.strip("/").split("/"):
            case [""]:
                query = parse_qs(url.query)
                number = query.get("seite", ["1"])[0]
                self._send(
                    list_page(
                        self.mailbox,
                        query.get("q", [""])[0],
                        max(1, int(number) if number.isdecimal() else 1),
                    )
                )
            case ["mail", key, *rest] if mail := self.mailbox.get(key):
                self._mail(mail, rest)
            case _:
                self._send(page("Nicht gefunden", '<p><a href="/">Alle Mails</a></p>'), status=HTTPStatus.NOT_FOUND)

    do_HEAD = do_GET  # noqa: N815 - the name is the base class's

    def _mail(self, mail: Mail, rest: list[str]) -> None:
        match rest:
            case []:
                self._send(mail_page(mail))
            case ["html"]:
                # Links leave the frame, so that the portal opens in a tab of its own.
                self._send(f'<base target="_blank">{mail.html}', security=MAIL_POLICY)
            case ["quelltext"]:
                self._send(mail.path.read_text(errors="replace"), kind="text/plain; charset=utf-8")
            case ["anhang", index] if index.isdecimal() and int(index) < len(mail.attachments):
                part = mail.attachments[int(index)]
                name = quote(part.get_filename() or "anhang")
                self._send(
                    bytes(part.get_payload(decode=True) or b""),
                    kind="application/octet-stream",
                    disposition=f"attachment; filename*=UTF-8''{name}",
                )
            case _:
                self._send(page("Nicht gefunden", '<p><a href="/">Alle Mails</a></p>'), status=HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Only one act: empty the inbox, and only from its own page."""
        if not self._is_local():
            return
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        origin = urlsplit(self.headers.get("Origin", "")).netloc
        if self.path != "/leeren" or (origin and origin != self.headers.get("Host")):
            self._send(page("Nicht erlaubt", '<p><a href="/">Alle Mails</a></p>'), status=HTTPStatus.FORBIDDEN)
            return
        self.mailbox.clear()
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _is_local(self) -> bool:
        """A page from elsewhere must not read mails by pointing its own name at this machine (DNS rebinding)."""
        if (self.headers.get("Host") or "").rsplit(":", 1)[0] in ("localhost", "127.0.0.1"):
            return True
        self._send(
            "Nur über http://localhost erreichbar.",
            status=HTTPStatus.FORBIDDEN,
            kind="text/plain; charset=utf-8",
        )
        return False

    def _send(
        self,
        content: str | bytes,
        *,
        status: HTTPStatus = HTTPStatus.OK,
        kind: str = "text/html; charset=utf-8",
        security: str = PAGE_POLICY,
        disposition: str = "",
    ) -> None:
        body = content.encode(errors="replace") if isinstance(content, str) else content
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", security)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        if disposition:
            self.send_header("Content-Disposition", disposition)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: addresses of mails would end up in a log."""


def inbox_server(mailbox: Mailbox, port: int) -> ThreadingHTTPServer:
    """The web server of the inbox, bound to this machine; the caller runs it."""
    return ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"mailbox": mailbox}))
