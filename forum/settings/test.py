"""The suite: real PostgreSQL and Redis, quick password hashes, files thrown away."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ.setdefault("PORTAL_URL", "http://testserver")
os.environ.setdefault("EMAIL_URL", "smtp://127.0.0.1:1")
os.environ.setdefault("FORUM_DEMO", "on")

from forum.settings.base import *
from forum.settings.base import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="forum-media-"))
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="forum-static-"))  # nothing is collected for a test
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
ANONYMOUS_PAGE_SECONDS = 0  # a test looks at what it has just changed
