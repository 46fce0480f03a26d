from typing import Any

from django.core.management.base import BaseCommand

from forum import search
from library import indexing as library


class Command(BaseCommand):
    help = "Learns the search's vocabulary anew and writes every vector. After an upgrade of PostgreSQL or a bulk load."

    def handle(self, *args: Any, **options: Any) -> None:
        library.rebuild()
        self.stdout.write(f"{search.rebuild()} Sucheinträge neu geschrieben.")
