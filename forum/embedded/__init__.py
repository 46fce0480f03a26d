"""PostgreSQL, Redis, a mail catcher and their supervisor for one machine, without anything to install.

Used for whatever DATABASE_URL, REDIS_URL and EMAIL_URL leave open. Everything here can be imported before
Django's settings exist, because the settings ask here where the servers are. Sentences for people are plain
German and not passed through gettext: at this point there is no Django that could translate them.
"""

import os
from pathlib import Path

from forum.embedded.place import Place

__all__ = ["environment"]

# What answers when no portal is running: the ports a first portal takes.
FIRST_PORT = 8000
FIRST_INBOX_PORT = 8025
FIRST_SMTP_PORT = 1025


def environment(root: Path) -> dict[str, str]:
    """DATABASE_URL, REDIS_URL, EMAIL_URL, PORTAL_URL, FORUM_DEMO and SECRET_KEY, as far as the environment
    leaves them open.

    The addresses follow from the folder `root` alone; ports come from the portal that runs there, if one
    does. Nothing is started and nothing is written.
    """
    place = Place(root / "var")
    state = place.state()
    values = {
        "DATABASE_URL": place.database_url,
        "REDIS_URL": place.redis_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{state.get('smtp_port', FIRST_SMTP_PORT)}",
        "PORTAL_URL": f"http://localhost:{state.get('port', FIRST_PORT)}",
        "FORUM_DEMO": "on" if state.get("demo", True) else "off",
    }
    if secret_key := place.secret_key():
        values["SECRET_KEY"] = secret_key
    return {name: value for name, value in values.items() if not os.environ.get(name)}
