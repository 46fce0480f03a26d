"""One machine, nothing configured: the embedded servers stand in for every address that is not in the environment."""

import os
from pathlib import Path

from forum import embedded

for _name, _value in embedded.environment(Path(__file__).resolve().parent.parent.parent).items():
    os.environ.setdefault(_name, _value)

from forum.settings.base import *  # noqa: E402
from forum.settings.base import PORTAL_URL  # noqa: E402

# Browsers do not tell ports apart: two copies on one machine would sign each other out.
_port = PORTAL_URL.rpartition(":")[2]
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"sessionid_{_port}", f"csrftoken_{_port}"
