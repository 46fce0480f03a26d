"""The acts on a date: each is one function, one transaction, one lock on the event's row (docs/architecture.md).

They take `now` for tests and imports of the past; nothing public passes it. They know no request, template or URL.
"""

from events.registration.answer import accept_offer, cancel, confirm_mail, say_again, substitute
from events.registration.desk import approve, check_in, may_take_back, message, promote, reject, take_back
from events.registration.due import expire_due, open_due, release_due, remind_due
from events.registration.entry import Person, decline, enter_received, register
from events.registration.promise import announce, change, make_public, set_kind_quotas
from events.registration.sessions import choose_sessions

__all__ = [
    "Person",
    "accept_offer",
    "announce",
    "approve",
    "cancel",
    "change",
    "check_in",
    "choose_sessions",
    "confirm_mail",
    "decline",
    "enter_received",
    "expire_due",
    "make_public",
    "may_take_back",
    "message",
    "open_due",
    "promote",
    "register",
    "reject",
    "release_due",
    "remind_due",
    "say_again",
    "set_kind_quotas",
    "substitute",
    "take_back",
]
