"""`python -m benchmarks [--practices 20000] [pages search …]`: fills a database of its own, measures, prints."""

import argparse
import os
import sys
from importlib import import_module

from tests import servers  # sets DATABASE_URL and REDIS_URL to the embedded servers where they are not given

SUITES = ["pages", "search", "directory", "registration", "dispatch", "silence", "growth"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…")
    parser.add_argument("suites", nargs="*", default=SUITES, metavar="suite", help=", ".join(SUITES))
    parser.add_argument("--practices", type=int, default=20_000, help="invented practices in the database")
    parser.add_argument("--keep", action="store_true", help="use the database of the run before")
    arguments = parser.parse_args()

    _own_database(arguments.keep, arguments.practices)
    from benchmarks.report import show

    missed = 0
    for suite in arguments.suites:
        figures = import_module(f"benchmarks.{suite}").run()
        show(suite, figures)
        missed += sum(figure.verdict == "MISSED" for figure in figures)
    return 1 if missed else 0


def _own_database(keep: bool, practices: int) -> None:
    """A database named forum_bench on the same server, so that nothing measured touches anything used."""
    import psycopg

    url = os.environ["DATABASE_URL"]
    server, _slash, _name = url.rpartition("/")
    os.environ.update(
        DATABASE_URL=f"{server}/forum_bench", DJANGO_SETTINGS_MODULE="benchmarks.settings", FORUM_DEMO="on",
        SECRET_KEY="only-for-benchmarks-" + "x" * 40,
    )  # fmt: skip
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        exists = admin.execute("SELECT 1 FROM pg_database WHERE datname = 'forum_bench'").fetchone()
        if not (keep and exists):
            admin.execute("DROP DATABASE IF EXISTS forum_bench WITH (FORCE)")
            admin.execute("CREATE DATABASE forum_bench TEMPLATE template0")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    if not (keep and exists):
        call_command("set_up")
        call_command("seed_demo", scale=practices)
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        servers.pytest_unconfigure()
