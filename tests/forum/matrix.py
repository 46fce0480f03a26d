"""Who may do what on the ground and the roof: search, reports, one's own data, the desk for people."""

from forum import reporting, tokens
from forum.colours import colour_fingerprint
from forum.models import PortalSettings
from forum.views import REPORTED
from tests.matrix import PUBLIC, SIGNED_IN, only, row

MATRIX = [
    row("search", expected=PUBLIC, query="?q=ort"),
    row("search_suggestions", expected=PUBLIC, query="?q=ort"),
    row("report", expected=PUBLIC),
    row("report_received", "{report}", expected=PUBLIC),
    row("feed", expected=PUBLIC),
    row("colours", "{colours}", expected=PUBLIC),
    row("account_overview", expected=SIGNED_IN),
    row("account_profile", expected=SIGNED_IN),
    row("hand_over", "ort", expected=only("staff", "coordinator", "admin")),
    row("my_data", expected=SIGNED_IN),
    row("my_data_file", expected=SIGNED_IN),
    row("erase", expected=SIGNED_IN),
    row("dashboard", expected=SIGNED_IN),
    row("people_desk", expected=only("admin")),
    row("person_desk", "{person}", expected=only("admin")),
    row("person_desk", "{person}", method="post", data={"act": "rollen"}, expected=only("admin", yes=302)),
    row("merge_desk", expected=only("admin")),
    row("people_desk", query="?export=csv", expected=only("admin")),
    row("people_desk_several", method="post", data={"act": "stilllegen"}, expected=only("admin", yes=302)),
    row("merge_desk", method="post", data={"geht": "ort", "bleibt": "anderer-ort"}, expected=only("admin", yes=302)),
    row("hand_over", "ort", method="post", data={"giver": "{other_person}", "successor": "{other_person}"},
        expected=only("staff", "coordinator", "admin", yes=404)),
]  # fmt: skip


def things(people, place, other):
    report = reporting.report(kind="barriere", address="/", description="Nicht lesbar")
    return {
        "report": tokens.sign(REPORTED, report.pk),
        "colours": colour_fingerprint(PortalSettings.current()),
        "person": people["stranger"].pk,
        "other_person": people["other_coordinator"].pk,
    }
