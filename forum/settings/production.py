"""Behind a proxy with TLS: every address comes from the environment; nothing has a convenient default."""

from forum.settings.base import *
from forum.settings.base import env

NEWSLETTER_HASH_KEY = env.str("NEWSLETTER_HASH_KEY")  # must outlive SECRET_KEY
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
