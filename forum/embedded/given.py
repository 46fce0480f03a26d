"""Servers named by the environment: does each answer, and if not, which variable is wrong and why?"""

import smtplib
import socket
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from forum.embedded.place import Problem

OLDEST_POSTGRES = 15
PATIENCE_SECONDS = 5

# What the servers and libraries say, and what it means for the person who wrote the address.
MEANINGS = {
    "password authentication failed": "Benutzername oder Passwort ist falsch",
    "no password supplied": "das Passwort fehlt",
    "authentication required": "das Passwort fehlt",
    "invalid username-password": "Benutzername oder Passwort ist falsch",
    "wrongpass": "Benutzername oder Passwort ist falsch",
    "noauth": "das Passwort fehlt",
    "without any password configured": "der Server kennt kein Passwort, die Adresse nennt aber eines",
    "db index is out of range": "diese Nummer einer Datenbank gibt es dort nicht",
    "pg_hba.conf": "der Server lässt diesen Benutzer von diesem Rechner nicht zu (pg_hba.conf)",
    "connection refused": "dort läuft kein solcher Dienst (Verbindung abgelehnt)",
    "no such file": "den Socket gibt es nicht",
    "name or service not known": "diesen Rechnernamen gibt es nicht",
    "could not translate host name": "diesen Rechnernamen gibt es nicht",
    "failed to resolve host": "diesen Rechnernamen gibt es nicht",
    "name resolution": "der Rechnername lässt sich gerade nicht auflösen",
    "no address associated": "diesen Rechnernamen gibt es nicht",
    "timeout": "der Rechner antwortet nicht",
    "timed out": "der Rechner antwortet nicht",
    "unreachable": "der Rechner ist nicht erreichbar",
    "permission denied": "der Zugriff auf den Socket ist nicht erlaubt",
    "wrong version number": "der Dienst dort spricht kein TLS",
    "certificate verify failed": "das Zertifikat des Servers ist ungültig",
    "authentication failed": "Benutzername oder Passwort ist falsch",
    "authentication credentials invalid": "Benutzername oder Passwort ist falsch",
}


def check(environ: Mapping[str, str]) -> None:
    """Try every server the environment names; raises Problem for the first that cannot be used."""
    for variable, attempt in CHECKS.items():
        url = environ.get(variable)
        if not url:
            continue
        try:
            attempt(url)
        except Problem:
            raise
        except Exception as error:
            raise Problem(
                f"{variable} ({without_password(url)}) ist so nicht nutzbar: {meaning(error)}. "
                f"Bitte die Adresse berichtigen oder {variable} weglassen."
            ) from error


def check_database(url: str) -> None:
    import psycopg

    if urlsplit(url).scheme not in ("postgres", "postgresql"):
        raise ValueError("nötig ist PostgreSQL, also postgresql://benutzer:passwort@rechner/datenbank")
    with psycopg.connect(url, connect_timeout=PATIENCE_SECONDS) as connection:
        major = connection.info.server_version // 10000
        if major < OLDEST_POSTGRES:
            raise ValueError(f"dort läuft PostgreSQL {major}, nötig ist {OLDEST_POSTGRES} oder neuer")
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise ValueError(f"die Datenbank hat die Kodierung {encoding}, nötig ist UTF8")


def check_redis(url: str) -> None:
    import redis

    if urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("nötig ist eine Adresse wie redis://rechner:6379/0")
    with redis.Redis.from_url(
        url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS, retry=None
    ) as client:
        client.ping()


def check_email(url: str) -> None:
    import dj_email_url  # type: ignore[import-untyped]

    try:
        settings = dj_email_url.parse(url)
    except KeyError:
        settings = {}
    if not settings.get("EMAIL_BACKEND"):
        raise ValueError("nötig ist eine Adresse wie smtp+tls://benutzer:passwort@rechner:587")
    if not settings["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        return
    client = smtplib.SMTP_SSL if settings["EMAIL_USE_SSL"] else smtplib.SMTP
    with client(settings["EMAIL_HOST"], settings["EMAIL_PORT"] or 25, timeout=PATIENCE_SECONDS) as connection:
        if settings["EMAIL_USE_TLS"]:
            connection.starttls()
        if settings["EMAIL_HOST_USER"]:
            connection.login(settings["EMAIL_HOST_USER"], settings["EMAIL_HOST_PASSWORD"])


CHECKS: dict[str, Callable[[str], None]] = {
    "DATABASE_URL": check_database,
    "REDIS_URL": check_redis,
    "CACHE_URL": check_redis,
    "EMAIL_URL": check_email,
}


def meaning(error: Exception) -> str:
    """The German meaning of a client library's error; its own last line where none is known."""
    text = str(error).strip() or type(error).__name__
    if 'database "' in text and "does not exist" in text:
        return "diese Datenbank gibt es dort nicht"
    if 'role "' in text and "does not exist" in text:
        return "diesen Benutzer gibt es dort nicht"
    if isinstance(error, (socket.timeout, TimeoutError)):
        return MEANINGS["timeout"]
    for words, german in MEANINGS.items():
        if words in text.lower():
            return german
    return text.splitlines()[-1].strip().rstrip(".")


def without_password(url: str) -> str:
    """The address as it may be shown on a screen."""
    parts = urlsplit(url)
    if not parts.password:
        return url
    return url.replace(f":{parts.password}@", ":…@", 1)
