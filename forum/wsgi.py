"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

from forum.catalogues import join_catalogues

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum.settings.local")

application = get_wsgi_application()
join_catalogues()
