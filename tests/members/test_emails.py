"""Each mail of the room: it can be composed, its subject is one line, its text stands alone, its link works."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from forum import outbox
from forum.models import OutgoingMail
from members import admission, emails, groups, meetings, people
from members.models import ExpertGroup
from members.permissions import ADMINS
from tests.factories import ground
from tests.factories.members import coordinator, in_group, member, municipality, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_mails():
    """One of each, owed through the acts where there is one."""
    place = organisation(name="Müller & Söhne <Ort>", slug="ort", email_domain="ort.example")
    boss, colleague, office = coordinator(place), member(place), in_group(ADMINS)
    facts = {"kind": "kommune", "first_name": "Demo", "last_name": "Antrag", "email": "a@ort.example"}
    yes = admission.apply(municipality=municipality(name="Ja & Amen"), **facts)
    no = admission.apply(municipality=municipality(name="Nein"), **facts)
    admission.decide(yes, by=office, accept=True, note="Schön, dass Sie da sind.")
    admission.decide(no, by=office, accept=False, note="Leider nicht.")
    admission.invite(place, email="neu@anderswo.example", by=boss)
    waits = admission.join_by_domain(ground.user(email="wartet@ort.example"))
    admission.approve_colleague(waits, by=boss)
    admission.decline_colleague(admission.join_by_domain(ground.user(email="nein@ort.example")), by=boss)
    admission.change_role(colleague.memberships.get(), role="coordinator", by=boss)
    admission.leave(colleague.memberships.get(), by=boss)
    admission.leave(boss.memberships.get(), by=office, even_the_last=True)
    emails.handed_over(boss, colleague, place)
    emails.still_needed(boss, deleted_on=place.created_at)
    emails.erased("weg@ort.example", ["Ihr Konto wird gelöscht.", "Anmeldungen bleiben ohne Namen."])
    asked = people.ask_under_data_protection_law(colleague, kind="auskunft", text="Bitte alles")
    people.extend(asked, reason="Viele Anfragen")
    people.answer(asked, by=office, text="Das ist alles.")
    group = ExpertGroup.objects.create(name="Daten & Recht", slug="runde", purpose="Thema")
    groups.ask_to_join(group, user=boss, organisation=place)
    begins = {"starts_at": place.created_at, "ends_at": place.created_at + timedelta(hours=1)}
    meetings.cancel(meetings.arrange(group, values={"title": "Müller & Co", "link": "https://x.example/", **begins}))
    emails.contact_asked(waits, by=office, on_behalf_of=place, text="Wie <b>machen</b> Sie das?", once=uuid4())
    emails.digest(boss, [{"title": "Neue Praktiken", "rows": [{"title": "Parken", "url": "https://x.example/p"}]}], "1")
    return list(OutgoingMail.objects.all())


def test_every_mail_can_be_composed_and_reads_alone(all_mails, settings):
    names = {mail.name for mail in all_mails}
    templates = {
        f"members/{path.name.removesuffix('.subject.txt')}"
        for path in (settings.BASE_DIR / "templates/emails/members").glob("*.subject.txt")
    }
    assert names == templates
    for mail in all_mails:
        message = outbox.compose(mail)
        html = message.alternatives[0][0]

        assert message.to == [mail.recipient]
        assert 10 < len(message.subject) < 100, mail.name
        assert "&amp;" not in message.subject + message.body, mail.name
        assert "<Ort>" not in html, mail.name
        assert not re.search(r"\{[{%]", message.body + html), mail.name
        assert "Impressum" in message.body


def test_every_link_leads_to_a_page(all_mails, client, settings):
    client.force_login(in_group(ADMINS))
    tried = 0
    for mail in all_mails:
        for url in re.findall(rf"{settings.PORTAL_URL}(\S+)", outbox.compose(mail).body):
            if url.startswith(("/impressum", "/datenschutz")):
                continue
            status = client.get(url).status_code
            # Used or withdrawn invitations say so with 410; sign-in sends signed-in people on.
            assert status in (200, 302, 410), (mail.name, url, status)
            tried += 1
    assert tried >= 10


def test_looking_at_an_invitation_changes_nothing(client, settings):
    boss = coordinator()
    invitation = admission.invite(boss.memberships.get().organisation, email="neu@ort.example", by=boss)
    url = emails.invitation_link(invitation).removeprefix(settings.PORTAL_URL)

    assert client.get(url).status_code == 200
    client.head(url)
    client.force_login(ground.user(email="neu@ort.example"))
    client.get(url)

    invitation.refresh_from_db()
    assert invitation.state == "offen"
