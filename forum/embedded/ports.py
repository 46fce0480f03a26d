"""Free ports for one copy of the portal, so that several copies run side by side."""

import socket
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from forum.embedded import FIRST_INBOX_PORT, FIRST_PORT, FIRST_SMTP_PORT
from forum.embedded.place import Problem

TRIES = 100


class Ports:
    """The ports of portal, inbox and SMTP, held until their program starts.

    Held, because the first start takes a minute, and another copy that starts meanwhile must not choose the same.
    """

    def __init__(self, port: int | None, before: Mapping[str, Any]) -> None:
        """Take the given port or raise Problem; else the ports of the last time if they are free; else the next.

        A copy keeps its ports over restarts, because links in its mails name them.
        """
        self._held: dict[str, socket.socket] = {}
        if port is None:
            self.portal = self._first_free("port", _candidates(before.get("port"), FIRST_PORT))
        else:
            self.portal = self._hold_given(port)
        self.inbox = self._first_free("inbox_port", _candidates(before.get("inbox_port"), FIRST_INBOX_PORT))
        self.smtp = self._first_free("smtp_port", _candidates(before.get("smtp_port"), FIRST_SMTP_PORT))

    @property
    def state(self) -> dict[str, int]:
        """As the state file has them and the next start takes them up again."""
        return {"port": self.portal, "inbox_port": self.inbox, "smtp_port": self.smtp}

    def release(self, *names: str) -> None:
        """Let the named ports go, all if none is named; to be called right before the program that takes them."""
        for name in names or tuple(self._held):
            self._held.pop(name).close()

    def _first_free(self, name: str, candidates: Iterable[int]) -> int:
        last = 0
        for last in candidates:
            with suppress(OSError):
                self._held[name] = _listen(last)
                return last
        raise Problem(f"Bis {last} ist kein Port frei: Bitte andere Programme beenden oder PORT=9000 versuchen.")

    def _hold_given(self, port: int) -> int:
        if not 0 < port < 65536:
            raise Problem(f"Den Port {port} gibt es nicht: Bitte eine Zahl von 1024 bis 65535 wählen.")
        try:
            self._held["port"] = _listen(port)
        except PermissionError as error:
            raise Problem(f"Der Port {port} ist dem Administrator vorbehalten: Bitte einen ab 1024 wählen.") from error
        except OSError as error:
            raise Problem(
                f"Der Port {port} ist schon belegt: Bitte einen anderen wählen, etwa PORT={port + 1}."
            ) from error
        return port


def _candidates(before: Any, first: int) -> list[int]:
    return ([before] if isinstance(before, int) else []) + list(range(first, first + TRIES))


def _listen(port: int) -> socket.socket:
    """Hold a port on 127.0.0.1; raises OSError if it is taken there or on ::1, the other "localhost"."""
    _probe_ipv6(port)
    held = socket.socket()
    try:
        # Connections of a portal just stopped linger for a minute; they do not take the port.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", port))
        held.listen()
    except OSError:
        held.close()
        raise
    return held


def _probe_ipv6(port: int) -> None:
    try:
        socket.create_connection(("::1", port), timeout=1).close()
    except OSError:
        # Nobody answers, or the machine has no IPv6.
        return
    raise OSError(f"port {port} is taken on ::1")
