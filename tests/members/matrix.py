"""Who may do what in the members' room."""

from forum import tokens
from members import admission, emails, groups, people
from members.models import ExpertGroup, Membership
from tests.factories import ground
from tests.factories.members import municipality
from tests.matrix import PUBLIC, SIGNED_IN, only, row

MANAGERS = only("coordinator", "admin")
MANAGERS_DO = only("coordinator", "admin", yes=302)

MATRIX = [
    row("members:directory", expected=PUBLIC),
    row("members:suggestions", expected=PUBLIC, query="?q=ort"),
    row("members:csv", expected=PUBLIC),
    row("members:json", expected=PUBLIC),
    row("members:profile", "ort", expected=PUBLIC),
    row("members:apply", expected=PUBLIC),
    row("members:place_suggestions", expected=PUBLIC, query="?q=ort"),
    row("members:application", expected=PUBLIC),
    row("members:invitation", "{invitation}", expected=PUBLIC),
    row("members:groups", expected=PUBLIC),
    row("members:join", expected=SIGNED_IN),
    row("members:settings", expected=SIGNED_IN),
    row("members:data_request", expected=SIGNED_IN),
    row("members:group", "runde", expected=SIGNED_IN),
    row("members:manage", "ort", expected=MANAGERS),
    row("members:edit", "ort", expected=MANAGERS),
    row("members:edit", "ort", method="post", data={"summary": "Neu"}, expected=MANAGERS_DO),
    row("members:invite", "ort", method="post", data={"email": "x@y.example", "role": "staff"}, expected=MANAGERS_DO),
    row("members:withdraw", "ort", "{invitation_pk}", method="post", expected=MANAGERS_DO),
    row("members:withdraw", "anderer-ort", "{invitation_pk}", method="post",
        expected=only("other_coordinator", "admin", yes=404)),
    row("members:person", "ort", "{waiting}", "aufnehmen", expected=MANAGERS),
    row("members:person", "ort", "{waiting}", "aufnehmen", method="post", expected=MANAGERS_DO),
    row("members:person", "ort", "{staff}", "koordination", method="post", expected=MANAGERS_DO),
    row("members:person", "ort", "{staff}", "beenden", method="post", expected=MANAGERS_DO),
    row("members:person", "anderer-ort", "{staff}", "beenden", method="post",
        expected=only("other_coordinator", "admin", yes=404)),
    row("members:group_board", "runde", expected=only("coordinator")),
    row("members:group_join", "runde", method="post", expected=only("staff", "coordinator", "other_coordinator", yes=302)),
    row("members:group_person", "runde", "{seat}", "aufnehmen", method="post",
        expected=only("coordinator", "admin", yes=302)),
    row("members:act_for", method="post", data={"organisation": "{ort}"},
        expected=only("staff", "coordinator", yes=302, no=404)),
    row("members:visibility", "{staff}", method="post", expected=only("staff", yes=302, no=404)),
    row("members:leave", "{staff}", expected=only("staff", no=404)),
    row("decide_application", "{application}", expected=only("admin")),
    row("answer_data_request", "{data_request}", expected=only("admin")),
    row("import_organisations", expected=only("admin")),
    row("invite_people", expected=only("admin")),
    row("enter_data_request", expected=only("admin")),
    row("members_log", expected=only("admin")),
    row("members_log", query="?export=csv", expected=only("admin")),
]  # fmt: skip


def things(people_, place, other):
    invitation = admission.invite(place, email="neu@ort.example", by=people_["coordinator"])
    waiting = admission.join_by_domain(ground.user(email="wartet@ort.example"))
    group = ExpertGroup.objects.create(name="Runde", slug="runde", purpose="Ein Thema")
    groups.ask_to_join(group, user=people_["coordinator"], organisation=place)
    seat = groups.ask_to_join(group, user=ground.user(), organisation=other)
    application = admission.apply(
        kind="kommune",
        municipality=municipality(),
        first_name="Demo",
        last_name="Antrag",
        email="antrag@neu.example",
    )
    asked = people.ask_under_data_protection_law(people_["staff"], kind="auskunft", text="Bitte")
    return {
        "invitation": tokens.sign(emails.INVITATION, invitation.pk),
        "invitation_pk": invitation.pk,
        "waiting": waiting.pk,
        "staff": Membership.objects.get(user=people_["staff"]).pk,
        "seat": seat.pk,
        "application": application.pk,
        "data_request": asked.pk,
    }
