"""A mailbox that the portal reads: by IMAP, or a Maildir on this machine.

The address is imaps://user:password@host/folder or maildir:///absolute/path. Each unseen mail is handed over, and
marked as seen only when the caller has come back for the next one: a crash in between hands it over again.
"""

import imaplib
import logging
import ssl
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

log = logging.getLogger(__name__)

MOST_AT_ONCE = 200
LARGEST = 1_000_000  # bytes; answers and reports are small, a larger mail is left for a person to read
PATIENCE = 20  # seconds


def unseen(address: str) -> Iterator[bytes]:
    """The unseen mails of this mailbox, oldest first, at most MOST_AT_ONCE. Raises OSError or imaplib.IMAP4.error."""
    url = urlsplit(address)
    if url.scheme == "maildir":
        yield from _from_folder(Path(url.path))
    elif url.scheme in ("imap", "imaps"):
        yield from _from_server(url)
    else:
        raise ValueError("a mailbox is imaps://user:password@host/folder or maildir:///path")


def _from_folder(box: Path) -> Iterator[bytes]:
    """The mail server delivers to new/; what was read moves to cur/ with the flag for seen (maildir(5))."""
    new, seen = box / "new", box / "cur"
    if not new.is_dir():
        log.warning("mailbox has no folder for new mail")
        return
    seen.mkdir(exist_ok=True)
    for file in islice(sorted(new.iterdir()), MOST_AT_ONCE):
        if file.stat().st_size <= LARGEST:
            yield file.read_bytes()
        file.rename(seen / f"{file.name}:2,S")


def _from_server(url: SplitResult) -> Iterator[bytes]:
    """`imap` without the s is for a server on the same machine only: the password would travel in the open."""
    host = url.hostname or ""
    if url.scheme == "imap" and host not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError("imap:// is for this machine only; write imaps://")
    server = (
        imaplib.IMAP4_SSL(host, url.port or 993, ssl_context=ssl.create_default_context(), timeout=PATIENCE)
        if url.scheme == "imaps"
        else imaplib.IMAP4(host, url.port or 143, timeout=PATIENCE)
    )
    with server:
        server.login(unquote(url.username or ""), unquote(url.password or ""))
        server.select(f'"{unquote(url.path.strip("/")) or "INBOX"}"')
        _ok, found = server.uid("SEARCH", "UNSEEN", "SMALLER", str(LARGEST))
        for uid in (found[0] or b"").split()[:MOST_AT_ONCE]:
            _ok, parts = server.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
            for part in parts:
                if isinstance(part, tuple):
                    yield part[1]
            server.uid("STORE", uid.decode(), "+FLAGS", r"(\Seen)")
