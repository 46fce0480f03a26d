"""Takes in Kurzeinträge from a CSV file: everything is checked first, then all rows or none are written."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forum import tables
from library import importing


class Command(BaseCommand):
    help = (
        "Übernimmt Kurzeinträge aus einer CSV-Datei (Spalten wie data/good_practices.csv). Vorher prüfen mit --dry-run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="nur prüfen und sagen, was geschähe")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = importing.read(options["file"].name, options["file"].read_bytes())
            report = importing.take_in(rows, dry_run=options["dry_run"])
        except tables.UnreadableTable as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        except importing.ImportRefused as refused:
            for line, sentence in refused.report.problems:
                self.stderr.write(f"Zeile {line}: {sentence}")
            raise CommandError(str(refused)) from refused
        verb = "würde" if options["dry_run"] else "wurde"
        self.stdout.write(
            f"Neu {verb}: {len(report.created)}, geändert {verb}: {len(report.updated)},"
            f" unverändert: {len(report.unchanged)}"
        )
