"""The plain question to a contact point: one mail, nothing kept, no address shown."""

from django.db import transaction

from forum import outbox
from forum.models import OutgoingMail, PortalSettings
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


@outbox.when_returned("library/question", "library/freshness_asked")
def tell_that_nobody_reads(mail: OutgoingMail) -> None:
    """The contact point refuses mail: coordinators hear of it at once, and get the question while it is still there."""
    practices = PracticePage.objects.shown().filter(contact_mailbox__iexact=mail.recipient).select_related("origin")
    for practice in practices:
        emails.contact_point_returned(practice)
        if mail.name == "library/question" and mail.facts and mail.facts["link"].endswith(f"/{practice.slug}/"):
            emails.question_to_coordinators(practice, mail)
