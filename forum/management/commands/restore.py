"""manage.py restore FILE: what `backup` wrote, into an empty database and an empty folder."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from forum import backup


class Command(BaseCommand):
    help = "Stellt eine Sicherung in einer leeren Datenbank wieder her und bringt sie auf den Stand des Programms."
    requires_system_checks = ()  # there is no table yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            backup.restore(file)
        except (backup.NotPossible, OSError) as problem:
            raise CommandError(str(problem)) from problem
        call_command("migrate", verbosity=0)
        self.stdout.write("Wiederhergestellt.")
