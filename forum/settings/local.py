"""One machine, nothing configured: the embedded servers stand in for every address that is not in the environment."""

import os
from pathlib import Path

from forum import embedded

for _name, _value in embedded.environment(Path(__file__).resolve().parent.parent.parent).items():
    os.environ.setdefault(_name, _value)

from forum.settings.base import *  # noqa: E402
