"""Who may do what in the Library."""

from forum import tokens
from library import adoption, emails
from library.models import SavedSearch
from tests.factories import library
from tests.matrix import PUBLIC, everybody, only, row

MATRIX = [
    row("library:save_search", method="post", data={"q": "parken"}, expected=everybody(302)),
    row("library:alert_mails", method="post", expected=everybody(302)),
    row("library:forget_search", "{search}", method="post", expected=only("staff", yes=302, no=404)),
    row("library:suggest", query="?q=par", expected=PUBLIC),
    row("library:theme", "gibtesnicht", expected=everybody(404)),
    row("library:from_sheet", method="post", expected={**everybody(422), "visitor": 302}),
    row("library:write", "{draft}", expected=only("staff", "coordinator", "editor", "admin", no=404)),
    row(
        "library:write",
        "{draft}",
        method="post",
        data={"title": "Neu"},
        expected=only("staff", "coordinator", "editor", "admin", no=404),
    ),
    row("library:preview", "{draft}", expected=only("staff", "coordinator", "reviewer", "editor", "admin", no=404)),
    row(
        "library:hand_in",
        "{draft}",
        method="post",
        expected=only("staff", "coordinator", "editor", "admin", yes=302, no=404),
    ),
    row(
        "library:discard",
        "{draft}",
        method="post",
        expected=only("staff", "coordinator", "editor", "admin", yes=302, no=404),
    ),
    row(
        "library:upload",
        "{draft}",
        "bild",
        method="post",
        expected=only("staff", "coordinator", "editor", "admin", no=404),
    ),
    row(
        "library:picture",
        "{draft}",
        "gibtesnicht",
        method="post",
        data={"was": "entfernen"},
        expected=only("staff", "coordinator", "editor", "admin", yes=302, no=404),
    ),
    row("library:judge", "{submission}", method="post", expected=only("reviewer", "editor", "admin", yes=302)),
    row(
        "library:comment",
        "{submission}",
        method="post",
        data={"field": "title", "text": "x"},
        expected=only("reviewer", "editor", "admin", yes=302),
    ),
    row(
        "library:decide",
        "{submission}",
        method="post",
        data={"decision": "publish"},
        expected=only("reviewer", "editor", "admin", yes=302),
    ),
    row("library:confirm", "{freshness}", expected=PUBLIC),
    row("library:adoption", "{adoption}", expected=only("staff", "coordinator", "other_coordinator", no=404)),
    row(
        "library:adoption_confirm",
        "{adoption}",
        method="post",
        expected=only("staff", "coordinator", "other_coordinator", yes=302, no=404),
    ),
    row(
        "library:adoption_decline",
        "{adoption}",
        method="post",
        expected=only("staff", "coordinator", "other_coordinator", yes=302, no=404),
    ),
    row(
        "library:adoption_advance",
        "{adoption}",
        method="post",
        data={"stage": "betrieb"},
        expected=only("staff", "coordinator", "other_coordinator", yes=422, no=404),
    ),
    row(
        "library:adoption_abandon",
        "{adoption}",
        method="post",
        expected=only("staff", "coordinator", "other_coordinator", yes=422, no=404),
    ),
    row("library:keep", "{practice}", method="post", expected=everybody(302)),
    row(
        "library:keep",
        "{practice}",
        method="post",
        data={"organisation": "{ort}"},
        expected=only("staff", "coordinator", yes=302, no=404),
    ),
    row("library:take_over", "{practice}", method="post", expected=only(no=403)),
    row("library:change", "{practice}", expected=only("staff", "coordinator")),
    row("library:revise", "{practice}", method="post", expected=only("staff", "coordinator", yes=302)),
    row("library:confirm_here", "{practice}", method="post", expected=only("staff", "coordinator", yes=302, no=404)),
]


def things(people, place, other):
    practice = library.published(organisation=place, author=people["staff"])
    draft = library.draft(organisation=place, author=people["staff"])
    waiting = library.submitted(organisation=place, author=people["staff"])
    foreign = library.published(organisation=other, author=people["other_coordinator"])
    declared = adoption.declare(foreign, adopter=place, by=people["other_coordinator"], stage="betrieb")
    saved = SavedSearch.objects.create(user=people["staff"], query="q=parken")
    return {
        "practice": practice.slug,
        "draft": draft.pk,
        "submission": waiting.pk,
        "adoption": declared.pk,
        "search": saved.pk,
        "freshness": tokens.sign(
            "library.confirm",
            {
                "practice": practice.pk,
                "since": practice.freshness.confirmed_at.isoformat(),
                "to": emails.mark_of(practice.contact_mailbox),
            },
        ),
    }
