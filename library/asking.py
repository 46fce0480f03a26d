"""The plain question to a contact point: one mail, nothing kept, no address shown."""

from django.core.cache import cache
from django.db import transaction

from forum.models import PortalSettings
from library import emails
from library.models import PracticePage

PER_HOUR = 5


class TooManyQuestions(Exception):
    """From one place more than PER_HOUR questions in an hour."""


def goes_to_office(practice: PracticePage) -> bool:
    """Without a mailbox of its own the office of the forum receives the question; the page says so beforehand."""
    return not practice.contact_mailbox


@transaction.atomic
def ask(practice: PracticePage, *, name: str, reply_to: str, text: str, key: str, asker: str) -> None:
    """Owes the mail. `asker` is what the limit counts (network address or account); with the same `key` it is one mail.

    Raises TooManyQuestions. Without Redis nothing is counted and the question goes out: the portal goes on.
    """
    counter = f"library:questions:{asker}"
    cache.add(counter, 0, 3600)
    try:
        asked = cache.incr(counter)
    except ValueError:  # Redis is away, or the hour ended between the two lines
        asked = 1
    if asked is not None and asked > PER_HOUR:
        raise TooManyQuestions
    to = practice.contact_mailbox or PortalSettings.current().contact_email
    emails.question(practice, to=to, name=name, reply_to=reply_to, text=text, key=key)
