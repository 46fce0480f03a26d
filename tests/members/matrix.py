"""Who may do what in the members' room."""

import uuid
from datetime import timedelta

from django.utils import timezone

from forum import tokens
from forum.models import FieldOfAction
from members import admission, emails, groups, people
from members.models import ExpertGroup, GroupDocument, GroupMeeting, Membership
from tests.factories import ground
from tests.factories.members import municipality
from tests.matrix import PUBLIC, only, row

MANAGERS = only("coordinator", "admin")
MANAGERS_DO = only("coordinator", "admin", yes=302)

MEETING = {"title": "Neu", "day": "2031-05-05", "begins": "10:00", "ends": "11:00", "place": "Rathaus"}

MATRIX = [
    row("members:suggestions", expected=PUBLIC, query="?q=ort"),
    row("members:place_suggestions", expected=PUBLIC, query="?q=ort"),
    row("members:invitation", "{invitation}", expected=PUBLIC),
    row("members:manage", "ort", expected=MANAGERS),
    row("members:edit", "ort", expected=MANAGERS),
    row("members:edit", "ort", method="post", data={"summary": "Neu"}, expected=MANAGERS_DO),
    row("members:invite", "ort", method="post", data={"email": "x@y.example", "role": "staff"}, expected=MANAGERS_DO),
    row("members:logo", "ort", method="post", data={"entfernen": "1"}, expected=MANAGERS_DO),
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
    row("members:group_meeting_add", "runde", method="post", data=MEETING,
        expected=only("coordinator", "admin", yes=302)),
    row("members:group_meeting", "runde", "{meeting}", method="post", data=MEETING,
        expected=only("coordinator", "admin", yes=302)),
    row("members:group_meeting", "andere-runde", "{meeting}", expected=only("other_coordinator", "admin", yes=404)),
    row("members:group_meeting_cancel", "runde", "{meeting}", method="post",
        expected=only("coordinator", "admin", yes=302)),
    row("members:group_document", "andere-runde", "{file}", expected=only("other_coordinator", "admin", yes=404)),
    row("members:group_document_remove", "runde", "{file}", method="post",
        expected=only("coordinator", "admin", yes=302)),
    row("members:expertise", "{staff}", method="post", data={"text": "Sensoren", "fields_of_action": "{field}"},
        expected=only("staff", yes=302, no=404)),
    row("members:contact", "anderer-ort", method="post", data={"text": "Hallo", "once": str(uuid.uuid4())},
        expected=only("staff", "coordinator", "other_coordinator", yes=302)),
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
    another = ExpertGroup.objects.create(name="Andere Runde", slug="andere-runde", purpose="Ein anderes Thema")
    groups.ask_to_join(another, user=people_["other_coordinator"], organisation=other)
    begins = timezone.now() + timedelta(days=3)
    meeting = GroupMeeting.objects.create(
        group=group, title="Auftakt", starts_at=begins, ends_at=begins + timedelta(hours=1), place="Rathaus"
    )
    file = GroupDocument.objects.create(group=group, title="Entwurf", file="runden/entwurf.pdf", size=1)
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
        "meeting": meeting.pk,
        "file": file.pk,
        "field": FieldOfAction.objects.get(slug="daten").pk,
        "application": application.pk,
        "data_request": asked.pk,
    }
