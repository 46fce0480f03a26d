"""Checks the journals of all events, or of the named ones; fails when anything was changed afterwards."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.journal import verify
from events.models import Event


class Command(BaseCommand):
    help = "Recomputes the hash chain of each journal and compares it with heads, receipts and numbers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="*", help="Only these events.")

    def handle(self, *args: Any, **options: Any) -> None:
        events = Event.objects.filter(journal_length__gt=0).order_by("slug")
        if options["slug"]:
            events = Event.objects.filter(slug__in=options["slug"])
        flawed = 0
        for event in events:
            for flaw in verify(event):
                flawed += 1
                self.stderr.write(f"{event.slug}, line {flaw.n}: {flaw.what}")
        if flawed:
            raise CommandError(f"{flawed} flaws found.")
        self.stdout.write(f"{len(events)} journals are sound.")
