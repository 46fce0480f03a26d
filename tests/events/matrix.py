"""Who may do what in the events room."""

from events import emails
from events.models import Interest, Organiser, Speaker
from forum import tokens
from tests.factories import events
from tests.matrix import PUBLIC, SIGNED_IN, everybody, only, row

MATRIX = [
    row("events:index", expected=PUBLIC),
    row("events:feed", expected=PUBLIC),
    row("events:feed_series", "gibtesnicht", expected=everybody(404)),
    row("events:feed_field", "mobilitaet", expected=PUBLIC),
    row("events:feed_mine", "{feed}", expected=PUBLIC),
    row("events:desk_index", expected=only("coordinator", "other_coordinator", "editor", "admin")),
    row("events:desk_create", expected=only("editor", "admin")),
    row("events:register", "tag", expected=PUBLIC),
    row("events:sent", "tag", "{sent}", expected=PUBLIC),
    row("events:mine", "tag", expected=only("staff", yes=302, no=404)),
    row("events:ours", "tag", expected=only("coordinator", "other_coordinator")),
    row("events:decline", "tag", expected=SIGNED_IN),
    row("events:confirm", "tag", "{confirm}", expected=PUBLIC),
    row("events:receipt", "tag", "{receipt}", expected=PUBLIC),
    row("events:receipt", "anderer-tag", "{receipt}", expected=everybody(404)),
    row("events:cancel", "tag", "{receipt}", expected=PUBLIC),
    row("events:sessions", "tag", "{receipt}", expected=PUBLIC),
    row("events:answers", "tag", "{receipt}", expected=PUBLIC),
    row("events:substitute", "tag", "{receipt}", expected=PUBLIC),
    row("events:take_back", "tag", "{receipt}", method="post", expected=everybody(302)),
    row("events:accept", "tag", "{receipt}", method="post", expected=everybody(302)),
    row("events:own_line", "tag", "{receipt}", expected=PUBLIC),
    row("events:ics_receipt", "tag", "{receipt}", expected=PUBLIC),
    row("events:ics_receipt", "anderer-tag", "{receipt}", expected=everybody(404)),
    row("events:ics", "tag", expected=PUBLIC),
    row("events:ics_beside", "tag", expected=PUBLIC),
    row("events:journal", "tag", expected=PUBLIC),
    row("events:journal_json", "tag", expected=PUBLIC),
    row("events:who", "tag", expected=PUBLIC),
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
    guest = events.registered(event, by=None)
    events.event(slug="vorlaeufig", precision="month")
    events.event(slug="anderer-tag", hosts=[(Organiser.Role.HOST, other)])
    interest = Interest.objects.create(event=event, email="vormerken@ort.example")
    speaker = Speaker.objects.create(session=events.session(event), name="Demo-Referentin", email="r@ort.example")
    return {
        "receipt": emails.receipt_token([mine]),
        "sent": tokens.sign("events.sent", "d…@ort.example"),
        "confirm": tokens.sign("events.confirm", [guest.pk, guest.secret[:12]]),
        "feed": tokens.sign("events.feed", people["staff"].pk),
        "interest": tokens.sign("events.interest", interest.pk),
        "speaker": tokens.sign("events.speaker", speaker.pk),
    }
