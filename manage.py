#!/usr/bin/env python
"""The portal's command line: `manage.py up` starts everything, `manage.py help` lists the rest."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings.local")
    if sys.argv[1:2] == ["up"]:
        # Loading Django takes longer than starting PostgreSQL, and it needs PostgreSQL: so `up` goes first.
        from forum.embedded.up import main as up

        sys.exit(up(sys.argv[2:]))

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
