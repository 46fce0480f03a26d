"""The settings of a running portal, but that nothing has been collected for it."""

from forum.settings.base import *  # noqa: F403 - settings are layers
from forum.settings.base import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
