"""The suite: real PostgreSQL and Redis, quick password hashes, files thrown away."""

import os
import tempfile
from pathlib import Path

# Only the two servers may come from outside; everything else is the same wherever the suite runs.
os.environ |= {
    "SECRET_KEY": "only-for-tests-" + "x" * 40,
    "PORTAL_URL": "http://testserver",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "FORUM_DEMO": "on",
}

from forum.settings.base import *
from forum.settings.base import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="forum-media-"))
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="forum-static-"))  # nothing is collected for a test
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
ANONYMOUS_PAGE_SECONDS = REMEMBERED_SECONDS = 0  # a test looks at what it has just changed
