"""Who may do what in the newsletter's room."""

from forum import tokens
from newsletter import emails, links, subscription
from newsletter.models import PendingRequest
from tests.factories import library
from tests.factories import newsletter as make
from tests.matrix import PUBLIC, everybody, only, row

MATRIX = [
    row("newsletter:picture", "{picture}", expected=PUBLIC),
    row("newsletter:begin", method="post", data={"email": "x@y.example"}, expected=PUBLIC),
    row("newsletter:confirm", "{subscription}", expected=PUBLIC),
    row("newsletter:own_preferences", expected=everybody(302)),
    row("newsletter:one_click", "{one_click}", method="post", data={"List-Unsubscribe": "One-Click"}, expected=PUBLIC),
    row(
        "newsletter:desk_act",
        "{issue}",
        method="post",
        data={"act": "schedule"},
        expected=only("editor", "admin", yes=302),
    ),
    row("newsletter:desk_probe", "{issue}", method="post", expected=only("editor", "admin", yes=302)),
    row("newsletter:reader_proof", method="post", data={"email": "x@y.example"}, expected=only("admin")),
    row(
        "newsletter:reader_act",
        method="post",
        data={"email": "x@y.example", "act": "unsubscribe"},
        expected=only("admin"),
    ),
    row("newsletter:readers_list", method="post", expected=only("admin")),
]


def things(people, place, other):
    reader = make.subscriber()
    dispatch = make.approved(make.issue(make.poll(), publish=True))
    subscription.request("wartet@ort.example")
    pending = PendingRequest.objects.get()
    return {
        "issue": dispatch.issue_id,
        "subscription": tokens.sign(emails.CONFIRM, pending.subject.hex),
        "one_click": links.sign("one-click", reader.pk),
        "picture": library.short_entry().pk,
    }
