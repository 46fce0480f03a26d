"""What holds everywhere. Where a value differs between machines it comes from the environment and fails loudly."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = Env()

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
DEBUG = False

# The address readers see, used in mails and feeds where no request is at hand.
PORTAL_URL = env.str("PORTAL_URL").rstrip("/")
WAGTAILADMIN_BASE_URL = PORTAL_URL
_portal_host = urlsplit(PORTAL_URL).hostname or ""
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [_portal_host])
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]

# Demo mode: marked invented content, published passwords. Refused on anything but this machine.
DEMO_MODE = env.bool("FORUM_DEMO", False)
if DEMO_MODE and _portal_host not in ("localhost", "127.0.0.1", "testserver"):
    raise RuntimeError(f"FORUM_DEMO is on, but PORTAL_URL is {PORTAL_URL}: demo accounts must not be reachable.")

INSTALLED_APPS = [
    "forum",
    "members",
    "library",
    "events",
    "newsletter",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "forum.page_cache.AnonymousPageCache",
    "forum.middleware.PrivateUnlessAnonymous",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "forum.accounts.second_factor.SecondFactorAtTheDoor",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "forum.urls"
WSGI_APPLICATION = "forum.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "forum.context.portal",
            ],
        },
    },
]

# --- Store of truth -------------------------------------------------------------------------------

# A thread keeps its connection for the next request: opening one costs as much as several queries.
DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=60, conn_health_checks=True)}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
# Nobody waits for a row longer than a person would (events/registration/lock.py says so in words).
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c lock_timeout=8s")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHE_URL = env.str("CACHE_URL", REDIS_URL)

CACHES = {
    "default": {
        "BACKEND": "forum.cache.ForgivingRedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "forum",
        "TIMEOUT": 300,  # every key has an end: the broker's Redis must not evict
        "OPTIONS": {
            # The portal goes on when Redis is gone; a cache miss is all that may happen.
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 0.1,
            "SOCKET_TIMEOUT": 0.1,
        },
    },
    # Parts of the frame that are the same for everybody as long as this process runs: menu, footer, style sheets.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "frame"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
ANONYMOUS_PAGE_SECONDS = env.int("ANONYMOUS_PAGE_SECONDS", 10)
REMEMBERED_SECONDS = 1  # how old may be what a process shows without asking again, while many people register

# --- Worker ---------------------------------------------------------------------------------------


def _broker(url: str) -> str:
    """The same Redis as kombu writes it: a socket has another scheme and names the database differently."""
    if url.startswith("unix://"):
        return url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
    return url


CELERY_BROKER_URL = _broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the hard time limit, or a running task would be started a second time.
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Berlin"
# Due times live in the database; these only ring the bell. A bell nobody heard in time is dropped.
CELERY_BEAT_SCHEDULE = {
    "send-due-mail": {"task": "forum.send_due_mail", "schedule": 5, "options": {"expires": 10}},
    "newsletter-ring": {"task": "newsletter.ring", "schedule": 5, "options": {"expires": 10}},
    "newsletter-bounces": {
        "task": "newsletter.collect_bounces",
        "schedule": 300,
        "options": {"expires": 300},
    },
    "publish-scheduled": {"task": "forum.publish_scheduled", "schedule": 60, "options": {"expires": 60}},
    "members-digest": {"task": "members.send_digest", "schedule": 1800, "options": {"expires": 1800}},
    "retain": {"task": "forum.retain", "schedule": 3600, "options": {"expires": 3600}},
    "learn-words": {"task": "forum.learn_words", "schedule": 86_400, "options": {"expires": 3600}},
    "events-expire": {"task": "events.expire_due", "schedule": 20, "options": {"expires": 20}},
    "events-release": {"task": "events.release_due", "schedule": 20, "options": {"expires": 20}},
    "events-tell": {"task": "events.tell_due", "schedule": 300, "options": {"expires": 300}},
    "events-replies": {"task": "events.read_replies", "schedule": 60, "options": {"expires": 60}},
    "library-stale": {"task": "library.mark_stale", "schedule": 3600, "options": {"expires": 3600}},
    "library-links": {"task": "library.check_links", "schedule": 300, "options": {"expires": 300}},
    "library-adopters": {"task": "library.ask_adopters", "schedule": 3600, "options": {"expires": 3600}},
    "library-searchers": {"task": "library.tell_searchers", "schedule": 3600, "options": {"expires": 3600}},
}

# --- Mail -----------------------------------------------------------------------------------------

_mail = env.dj_email_url("EMAIL_URL")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"Forum <forum@{_portal_host}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_ONLY_TO: list[str] = env.list("MAIL_ONLY_TO", [])  # addresses or domains; empty: everybody
MAIL_DOMAIN = env.str("MAIL_DOMAIN", _portal_host)  # right side of every Message-ID and List-Id

NEWSLETTER_SENDERS = env.int("NEWSLETTER_SENDERS", 1)  # tasks that send issues at once; fewer than worker processes
NEWSLETTER_CONNECTIONS = env.int("NEWSLETTER_CONNECTIONS", 8)  # SMTP connections of each
NEWSLETTER_BOUNCE_MAILBOX = env.str("NEWSLETTER_BOUNCE_MAILBOX", "")  # must take addresses with +detail
NEWSLETTER_BOUNCE_MAILDIR = env.str("NEWSLETTER_BOUNCE_MAILDIR", "")  # a folder that the mail server delivers to
NEWSLETTER_BOUNCE_IMAP = env.str("NEWSLETTER_BOUNCE_IMAP", "")  # or imaps://user:password@host
# What a mail provider needs to report bounces by webhook (django-anymail): ANYMAIL_WEBHOOK_SECRET opens the door.
ANYMAIL = {name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_")}
# Own signatures for relays that do not sign: a PEM file with an RSA or Ed25519 key.
EMAIL_DKIM_DOMAIN = env.str("EMAIL_DKIM_DOMAIN", "")
EMAIL_DKIM_SELECTOR = env.str("EMAIL_DKIM_SELECTOR", "forum")
EMAIL_DKIM_KEY = env.str("EMAIL_DKIM_KEY", "")
# Keeps suppressed addresses and cast votes recognisable; unlike SECRET_KEY it must never change.
NEWSLETTER_HASH_KEY = env.str("NEWSLETTER_HASH_KEY", SECRET_KEY)

# Where calendar answers arrive (imaps://user:password@host/INBOX), and the name under which that server signs its
# Authentication-Results. Without a mailbox answers are not read; the links in every mail do the same.
CALENDAR_MAILBOX = env.str("CALENDAR_MAILBOX", "")
MAIL_AUTHSERV_ID = env.str("MAIL_AUTHSERV_ID", "")

# --- Sign-in --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "forum.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "/"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAILADMIN_LOGIN_URL = "account_login"

# One door: allauth's. Wagtail's and Django's own log-in pages are closed (forum/urls.py).
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

ACCOUNT_ADAPTER = "forum.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "forum.accounts.forms.SignInForm",
    "signup": "forum.accounts.forms.SignUpForm",
    "request_login_code": "forum.accounts.forms.SignInCodeForm",
    "confirm_login_code": "forum.accounts.forms.ConfirmSignInCodeForm",
    "confirm_email_verification_code": "forum.accounts.forms.ConfirmAddressForm",
    "add_email": "forum.accounts.forms.ChangeAddressForm",
    "reset_password": "forum.accounts.forms.ResetPasswordForm",
    "confirm_password_reset_code": "forum.accounts.forms.ConfirmResetCodeForm",
    "reset_password_from_key": "forum.accounts.forms.NewPasswordForm",
    "change_password": "forum.accounts.forms.ChangePasswordForm",
    "set_password": "forum.accounts.forms.SetPasswordForm",
    "reauthenticate": "forum.accounts.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_CHANGE_EMAIL = True  # one address per account; a new one replaces the old when its code is entered
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Codes instead of links: they also work when mail is read on another device, and scanners cannot use them up.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Mail takes its time on the way into a town hall.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
# How many of our own proxies stand before the portal; only what they add to X-Forwarded-For is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)

MFA_ADAPTER = "forum.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "forum.accounts.forms.SecondFactorForm",
    "authenticate_webauthn": "forum.accounts.forms.PasskeyForm",
    "reauthenticate": "forum.accounts.forms.ReauthenticateCodeForm",
    "reauthenticate_webauthn": "forum.accounts.forms.ReauthenticatePasskeyForm",
    "login_webauthn": "forum.accounts.forms.SignInPasskeyForm",
    "activate_totp": "forum.accounts.forms.ActivateAppForm",
    "add_webauthn": "forum.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "forum.accounts.forms.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # half a minute for clocks that are slow
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO_MODE  # http://localhost
# Editors and the Geschäftsstelle need a second factor; in the demo it is offered only.
SECOND_FACTOR_REQUIRED = not DEMO_MODE

# Sign-in through organisations' own services: a JSON list of objects with id, name, client_id, secret, server_url.
_oidc_providers = env.json("OIDC_PROVIDERS", [])
SOCIALACCOUNT_ADAPTER = "forum.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {
    "signup": "forum.accounts.forms.SocialSignUpForm",
    "disconnect": "forum.accounts.forms.DisconnectForm",
}
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "oidc"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": provider["id"],
                "name": provider["name"],
                "client_id": provider["client_id"],
                "secret": provider["secret"],
                "settings": {"server_url": provider["server_url"]},
            }
            for provider in _oidc_providers
        ],
    }
}
# Browsers follow a form's redirect only to hosts that form-action names (below).
_sign_in_hosts = ["{0.scheme}://{0.netloc}".format(urlsplit(provider["server_url"])) for provider in _oidc_providers]

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PORTAL_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- Words and time -------------------------------------------------------------------------------

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

FORMS_URLFIELD_ASSUME_HTTPS = True  # what somebody types without a scheme is https; Django 6 does so by itself

# --- Files ----------------------------------------------------------------------------------------

_node_modules = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("kern", _node_modules / "@kern-ux" / "native" / "dist"),
    ("htmx", _node_modules / "htmx.org" / "dist"),
]
MEDIA_URL = "/medien/"
MEDIA_ROOT = BASE_DIR / "var" / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "forum.stylesheets.JoinedStaticFilesStorage"},
}
DATA_DIR = BASE_DIR / "data"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Wagtail --------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Forum"
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
WAGTAILIMAGES_IMAGE_MODEL = "forum.PortalImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "forum.picture_form.PictureForm"
WAGTAILDOCS_DOCUMENT_MODEL = "forum.PortalDocument"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
# A password shared by all readers protects nothing and reaches neither images nor search.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = ["Europe/Berlin"]
WAGTAILEMBEDS_FINDERS: list[dict] = []  # nothing is embedded from third parties; video stands behind a click
# Editors find pages by title; readers use the portal's own search.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "german"},
}
TAGGIT_CASE_INSENSITIVE = True
TAG_LIMIT = 12

# --- Safety ---------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews pages in a frame of its own origin
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Wagtail previews pages in a frame of our own origin, so X-Frame-Options cannot be DENY.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

CONTENT_SECURITY_POLICY = {
    # The editors' room needs inline scripts and styles of Wagtail's own; members of the public never load it.
    "EXCLUDE_URL_PREFIXES": ["/redaktion/", "/admin/"],
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *_sign_in_hosts],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "masked": {"()": "forum.logs.MaskedFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "masked"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
    },
}
