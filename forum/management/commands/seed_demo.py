"""Demo content: honest about what is real and what is invented. Safe to repeat."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

ROOMS = ["members", "content", "library", "adoptions", "events", "newsletter"]


class Command(BaseCommand):
    help = "Fills the portal with the demo. --scale N multiplies the invented rows for benchmarks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale",
            type=int,
            default=0,
            help="how many practices, people and registrations there shall be, and five times as many readers",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from django.conf import settings

        if not settings.DEMO_MODE:
            raise CommandError("Der Demo-Bestand gehört nicht in ein echtes Portal (FORUM_DEMO ist aus).")
        for room in ROOMS:
            if find_spec(f"forum.demo.{room}") is None:
                continue
            self.stdout.write(f"Demo: {room} …")
            module = import_module(f"forum.demo.{room}")
            module.seed()
            if options["scale"] and hasattr(module, "multiply"):
                module.multiply(options["scale"])
