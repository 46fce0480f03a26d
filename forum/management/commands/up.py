"""Starts the portal on this machine; the work is done in forum.embedded.up, before Django is loaded."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from forum.embedded import up


class Command(BaseCommand):
    help = "Startet das Portal auf diesem Rechner: Datenbank, Redis, Postfach, Webserver und Hintergrunddienste."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", help="Port des Portals (sonst 8000 oder der nächste freie)")
        parser.add_argument("--no-demo", action="store_true", help="ohne Demo-Inhalte und Demo-Konten")

    def handle(self, *args: Any, **options: Any) -> None:
        port = ["--port", options["port"]] if options["port"] else []
        raise SystemExit(up.main([*port, *(["--no-demo"] if options["no_demo"] else [])]))
