"""Who may do what in the newsletter's room."""

from forum import tokens
from newsletter import emails, links, subscription
from newsletter.models import PendingRequest, Prompt
from tests.factories import library
from tests.factories import newsletter as make
from tests.matrix import PUBLIC, SIGNED_IN, everybody, only, row

MATRIX = [
    row("newsletter:index", expected=PUBLIC),
    row("newsletter:feed", expected=PUBLIC),
    row("newsletter:picture", "{picture}", expected=PUBLIC),
    row("newsletter:sign_up", expected=PUBLIC),
    row("newsletter:begin", method="post", data={"email": "x@y.example"}, expected=PUBLIC),
    row("newsletter:confirm", "{subscription}", expected=PUBLIC),
    row("newsletter:own_preferences", expected=everybody(302)),
    row("newsletter:preferences", "{preferences}", expected=PUBLIC),
    row("newsletter:unsubscribe", "{unsubscribe}", expected=PUBLIC),
    row("newsletter:one_click", "{one_click}", method="post", data={"List-Unsubscribe": "One-Click"}, expected=PUBLIC),
    row("newsletter:answer", "{answer}", expected=PUBLIC),
    row("newsletter:own_answer", "{prompt}", 0, expected=SIGNED_IN),
    row("newsletter:desk_index", expected=only("editor", "admin")),
    row("newsletter:desk", "{issue}", expected=only("editor", "admin")),
    row("newsletter:desk_progress", "{issue}", expected=only("editor", "admin")),
    row(
        "newsletter:desk_act",
        "{issue}",
        method="post",
        data={"act": "schedule"},
        expected=only("editor", "admin", yes=302),
    ),
    row("newsletter:desk_preview", "{issue}", expected=only("editor", "admin")),
    row("newsletter:desk_preview_html", "{issue}", expected=only("editor", "admin")),
    row("newsletter:desk_probe", "{issue}", method="post", expected=only("editor", "admin", yes=302)),
    row("newsletter:readers", expected=only("admin")),
    row("newsletter:reader_proof", method="post", data={"email": "x@y.example"}, expected=only("admin")),
    row(
        "newsletter:reader_act",
        method="post",
        data={"email": "x@y.example", "act": "unsubscribe"},
        expected=only("admin"),
    ),
    row("newsletter:readers_list", method="post", expected=only("admin")),
    row("newsletter:desk_answers", "{issue}", expected=only("editor", "admin")),
]


def things(people, place, other):
    reader = make.subscriber()
    dispatch = make.approved(make.issue(make.poll(), publish=True))
    prompt = Prompt.objects.get(issue=dispatch.issue)
    subscription.request("wartet@ort.example")
    pending = PendingRequest.objects.get()
    return {
        "issue": dispatch.issue_id,
        "prompt": prompt.pk,
        "subscription": tokens.sign(emails.CONFIRM, pending.subject.hex),
        "preferences": links.sign("preferences", reader.pk),
        "unsubscribe": links.sign("unsubscribe", reader.pk),
        "one_click": links.sign("one-click", reader.pk),
        "answer": links.sign("answer", reader.pk, prompt.pk, 0),
        "picture": library.short_entry().pk,
    }
