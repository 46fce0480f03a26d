"""Free ports for one copy of the portal, so that several copies run side by side."""

import socket
from collections.abc import Mapping
from typing import Any

from forum.embedded import FIRST_INBOX_PORT, FIRST_PORT, FIRST_SMTP_PORT
from forum.embedded.place import Problem

TRIES = 100


def choose_ports(port: int | None, before: Mapping[str, Any]) -> dict[str, int]:
    """Ports of portal, inbox and SMTP: the given one or Problem; else those of the last time if free; else
    the next.

    A copy keeps its ports over restarts, because links in its mails name them.
    """
    if port is not None:
        _require(port)
    return {
        "port": port or _next_free(before.get("port"), FIRST_PORT),
        "inbox_port": _next_free(before.get("inbox_port"), FIRST_INBOX_PORT),
        "smtp_port": _next_free(before.get("smtp_port"), FIRST_SMTP_PORT),
    }


def _next_free(before: Any, first: int) -> int:
    candidates = [before] if isinstance(before, int) else []
    for port in [*candidates, *range(first, first + TRIES)]:
        if is_free(port):
            return port
    raise Problem(f"Zwischen {first} und {first + TRIES - 1} ist kein Port frei: Bitte einen nennen, etwa PORT=9000.")


def _require(port: int) -> None:
    if not 0 < port < 65536:
        raise Problem(f"Den Port {port} gibt es nicht: Bitte eine Zahl von 1024 bis 65535 wählen.")
    try:
        _bind(port)
    except PermissionError as error:
        raise Problem(f"Der Port {port} ist dem Administrator vorbehalten: Bitte einen ab 1024 wählen.") from error
    except OSError as error:
        raise Problem(f"Der Port {port} ist schon belegt: Bitte einen anderen wählen, etwa PORT={port + 1}.") from error


def is_free(port: int) -> bool:
    try:
        _bind(port)
    except OSError:
        return False
    return True


def _bind(port: int) -> None:
    """Try the port under both addresses that browsers understand by "localhost"."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            probe = socket.socket(family)
        except OSError:
            # A machine without IPv6.
            continue
        with probe:
            # Connections of a portal just stopped linger for a minute; they do not take the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                if family == socket.AF_INET6 and not _has(address):
                    continue
                raise


def _has(address: str) -> bool:
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True
