"""Who may do what on the ground and the roof: search, reports, one's own data, the desk for people."""

from forum.colours import colour_fingerprint
from forum.models import PortalSettings
from tests.matrix import PUBLIC, only, row

MATRIX = [
    row("search", expected=PUBLIC, query="?q=ort"),
    row("search_suggestions", expected=PUBLIC, query="?q=ort"),
    row("colours", "{colours}", expected=PUBLIC),
    row("hand_over", "ort", expected=only("staff", "coordinator", "admin")),
    row("person_desk", "{person}", method="post", data={"act": "rollen"}, expected=only("admin", yes=302)),
    row("people_desk", query="?export=csv", expected=only("admin")),
    row("people_desk_several", method="post", data={"act": "stilllegen"}, expected=only("admin", yes=302)),
    row("merge_desk", method="post", data={"geht": "ort", "bleibt": "anderer-ort"}, expected=only("admin", yes=302)),
    row("hand_over", "ort", method="post", data={"giver": "{other_person}", "successor": "{other_person}"},
        expected=only("staff", "coordinator", "admin", yes=404)),
]  # fmt: skip


def things(people, place, other):
    return {
        "colours": colour_fingerprint(PortalSettings.current()),
        "person": people["stranger"].pk,
        "other_person": people["other_coordinator"].pk,
    }
