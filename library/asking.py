"""The plain question to a contact point: one mail, nothing kept, no address shown."""

from django.db import transaction

from forum.models import PortalSettings
from library import emails
from library.models import PracticePage


def goes_to_office(practice: PracticePage) -> bool:
    """Without a mailbox of its own the office of the forum receives the question; the page says so beforehand."""
    return not practice.contact_mailbox


@transaction.atomic
def ask(practice: PracticePage, *, name: str, reply_to: str, text: str, key: str) -> None:
    """Owes the mail; with the same `key` it is one mail, however often the button was pressed."""
    to = practice.contact_mailbox or PortalSettings.current().contact_email
    emails.question(practice, to=to, name=name, reply_to=reply_to, text=text, key=key)
