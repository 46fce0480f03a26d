"""Who wants mail, what an issue is, what was sent to whom, and what came back."""

from newsletter.models.answer import Answer, Prompt
from newsletter.models.dispatch import Delivery, Dispatch, Pace
from newsletter.models.pages import ArchivePage, IssuePage
from newsletter.models.release import SecondPerson
from newsletter.models.settings import NewsletterSettings
from newsletter.models.subscriber import ConsentEvent, PendingRequest, Subscriber, Suppression

__all__ = [
    "Answer",
    "ArchivePage",
    "ConsentEvent",
    "Delivery",
    "Dispatch",
    "IssuePage",
    "NewsletterSettings",
    "Pace",
    "PendingRequest",
    "Prompt",
    "SecondPerson",
    "Subscriber",
    "Suppression",
]
