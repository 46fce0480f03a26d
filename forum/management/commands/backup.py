"""manage.py backup FILE: the database and the uploaded files in one archive."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forum import backup


class Command(BaseCommand):
    help = "Schreibt Datenbank und hochgeladene Dateien in eine Datei."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            backup.backup(file)
        except (backup.NotPossible, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Gesichert: {file} ({file.stat().st_size / 1_000_000:.1f} MB)")
