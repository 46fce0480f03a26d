"""Who may do what in the events room."""

from events import emails
from events.models import Interest, Organiser, Speaker
from forum import tokens
from tests.factories import events
from tests.matrix import PUBLIC, everybody, only, row

MATRIX = [
    row("events:feed_series", "gibtesnicht", expected=everybody(404)),
    row("events:desk_index", expected=only("coordinator", "other_coordinator", "editor", "admin")),
    row("events:mine", "tag", expected=only("staff", yes=302, no=404)),
    row("events:ours", "tag", expected=only("coordinator", "other_coordinator")),
    row("events:receipt", "tag", "{receipt}", expected=PUBLIC),
    row("events:receipt", "anderer-tag", "{receipt}", expected=everybody(404)),
    row("events:take_back", "tag", "{receipt}", method="post", expected=everybody(302)),
    row("events:accept", "tag", "{receipt}", method="post", expected=everybody(302)),
    row("events:ics_receipt", "tag", "{receipt}", expected=PUBLIC),
    row("events:ics_receipt", "anderer-tag", "{receipt}", expected=everybody(404)),
    row("events:interest", "tag", expected=everybody(302)),
    row("events:interest", "vorlaeufig", expected=PUBLIC),
    row("events:interest_confirm", "tag", "{interest}", expected=PUBLIC),
    row("events:interest_stop", "tag", "{interest}", expected=PUBLIC),
    row("events:speaker", "tag", "{speaker}", expected=PUBLIC),
    row("events:desk", "tag", expected=only("coordinator", "editor", "admin")),
    row("events:desk", "anderer-tag", expected=only("other_coordinator", "editor", "admin")),
    row("events:desk_enter", "tag", expected=only("coordinator", "editor", "admin")),
    row("events:desk_message", "tag", expected=only("coordinator", "editor", "admin")),
    row("events:desk_export", "tag", "csv", expected=only("coordinator", "editor", "admin")),
    row("events:desk_export", "anderer-tag", "csv", expected=only("other_coordinator", "editor", "admin")),
    row("events:desk_person", "tag", 1, expected=only("coordinator", "editor", "admin")),
    row("events:desk_edit", "tag", expected=only("coordinator", "editor", "admin")),
    row("events:desk_edit", "tag", method="post", expected=only("coordinator", "editor", "admin")),
    row("events:desk_publish", "tag", method="post", expected=only("editor", "admin", yes=302)),
    row("events:desk_programme", "tag", expected=only("coordinator", "editor", "admin")),
    row("events:desk_rows", "tag", "fragen", expected=only("coordinator", "editor", "admin")),
]


def things(people, place, other):
    event = events.event(slug="tag", hosts=[(Organiser.Role.HOST, place)])
    mine = events.registered(
        event, by=people["staff"], on_behalf_of=place, user=people["staff"], email=people["staff"].email
    )
    events.event(slug="vorlaeufig", precision="month")
    events.event(slug="anderer-tag", hosts=[(Organiser.Role.HOST, other)])
    interest = Interest.objects.create(event=event, email="vormerken@ort.example")
    speaker = Speaker.objects.create(session=events.session(event), name="Demo-Referentin", email="r@ort.example")
    return {
        "receipt": emails.receipt_token([mine]),
        "interest": tokens.sign("events.interest", interest.pk),
        "speaker": tokens.sign("events.speaker", speaker.pk),
    }
