"""The portal as it runs, plus one bare view to compare with."""

from forum.settings.local import *  # noqa: F403

SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"
ROOT_URLCONF = "benchmarks.urls"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "ERROR"}}
# A connection that ends while it is measured would take its processor time with it.
DATABASES["default"]["CONN_MAX_AGE"] = None  # noqa: F405
