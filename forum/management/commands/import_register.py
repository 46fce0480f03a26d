"""Takes over the official register of municipalities; see members/register.py."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from members import gazetteer, register

SHOWN = 20
BAR = 30


class Command(BaseCommand):
    help = "Übernimmt das Gemeindeverzeichnis und berichtet, was neu, geändert oder weggefallen ist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            nargs="?",
            help="die Datei GV100AD von Destatis, .txt oder .zip; ohne sie der mitgelieferte Stand",
        )
        parser.add_argument("--municipalities", type=Path, default=settings.DATA_DIR / "municipalities.csv")
        parser.add_argument("--districts", type=Path, default=settings.DATA_DIR / "kreise.csv")
        parser.add_argument("--dry-run", action="store_true", help="nur berichten, nichts schreiben")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = (
                gazetteer.read(options["file"], progress=self._bar)
                if options["file"]
                else register.read(options["municipalities"], options["districts"], progress=self._bar)
            )
            report = register.take_over(rows, dry_run=options["dry_run"])
        except register.RegisterRefused as refusal:
            raise CommandError("Nichts übernommen.\n" + "\n".join(refusal.reasons)) from refusal
        for title, lines in (("neu", report.new), ("geändert", report.changed), ("weggefallen", report.gone)):
            if options["verbosity"]:
                self.stdout.write(f"{title}: {len(lines)}")
            if options["verbosity"] > 1 or len(lines) <= SHOWN:
                for line in lines:
                    self.stdout.write(f"  {line}")
        if options["verbosity"]:
            self.stdout.write(f"unverändert: {report.unchanged}")
            if options["dry_run"]:
                self.stdout.write("Probelauf: nichts geschrieben.")

    def _bar(self, name: str, done: int, total: int) -> None:
        """One line that fills up on a terminal; silent elsewhere."""
        if not self.stdout.isatty() or (done % 200 and done != total):
            return
        filled = BAR * done // total
        end = "\n" if done == total else ""
        self.stdout.write(f"\r{name}  [{'█' * filled}{' ' * (BAR - filled)}] {done}/{total}", ending=end)
        self.stdout.flush()
