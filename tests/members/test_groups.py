"""Expert groups: first speaks, others wait, the page is theirs alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import OutgoingMail
from members import groups, meetings
from members.models import ExpertGroup, GroupMembership, Organisation
from tests.factories.members import coordinator, member, organisation

pytestmark = pytest.mark.django_db
MEETING = {
    "title": "Auftakt",
    "place": "Rathaus",
    "starts_at": timezone.now() + timedelta(days=9),
    "ends_at": timezone.now() + timedelta(days=9, hours=1),
}


@pytest.fixture
def group():
    return ExpertGroup.objects.create(name="Daten", slug="daten", purpose="Regeln")


def _ask(group, user):
    return groups.ask_to_join(group, user=user, organisation=user.memberships.get().organisation)


def test_first_speaks_and_lets_others_in(group):
    speaker, other = _ask(group, coordinator()), _ask(group, member())

    assert (speaker.is_speaker, other.joined_at) == (True, None)
    assert groups.let_in(other).joined_at is not None


def test_board_is_seen_by_its_people_only(client, group):
    insider, waiting = coordinator(), member()
    _ask(group, insider)
    _ask(group, waiting)
    groups.write_on_board(group, text="Geheimer Entwurf")

    seen = []
    for user in (insider, waiting, member()):
        client.force_login(user)
        seen.append("Geheimer Entwurf" in client.get("/mitglieder/runden/daten/").content.decode())

    assert seen == [True, False, False]


def test_speaker_hands_the_office_on_before_leaving(group):
    speaker = _ask(group, coordinator())
    other = groups.let_in(_ask(group, member()))

    with pytest.raises(groups.SpeakerStays, match="gibt das Amt vorher"):
        groups.take_out(speaker)
    groups.make_speaker(other)
    speaker.refresh_from_db()
    groups.take_out(speaker)

    assert [each.is_speaker for each in group.memberships.all()] == [True]


def test_asking_twice_is_one_place(group):
    user = coordinator(organisation())

    assert _ask(group, user) == _ask(group, user)


def test_people_of_an_organisation_that_left_are_out(client, group):
    speaker, insider = coordinator(), member()
    _ask(group, speaker)
    groups.let_in(_ask(group, insider))
    groups.write_on_board(group, text="Geheimer Entwurf")
    Organisation.objects.update(is_active=False)

    for user in (speaker, insider):
        client.force_login(user)
        assert "Geheimer Entwurf" not in client.get("/mitglieder/runden/daten/").content.decode()
        assert client.get("/mitglieder/runden/daten/pinnwand/").status_code == 403
        assert client.get("/mitglieder/runden/daten/dateien/neu/").status_code == 403
    meetings.arrange(group, values=MEETING)
    assert not OutgoingMail.objects.exists()


def test_whoever_was_made_speaker_a_moment_ago_is_not_taken_out(group):
    _ask(group, coordinator())
    other = groups.let_in(_ask(group, member()))
    looked_at_before = GroupMembership.objects.get(pk=other.pk)
    groups.make_speaker(other)

    with pytest.raises(groups.SpeakerStays):
        groups.take_out(looked_at_before)


def test_dashboard_tells_nothing_of_a_group_to_people_whose_organisation_left(client, group):
    insider, waiting = coordinator(), member(last_name="Demo-Wartend")
    _ask(group, insider)
    _ask(group, waiting)
    meetings.arrange(group, values=MEETING)
    client.force_login(insider)
    page = client.get("/mein-bereich/").content.decode()
    assert "Auftakt" in page
    assert "Demo-Wartend" in page

    Organisation.objects.filter(memberships__user=insider).update(is_active=False)

    page = client.get("/mein-bereich/").content.decode()
    assert "Auftakt" not in page
    assert "Demo-Wartend" not in page


def test_meetings_cannot_be_used_to_flood_the_group(client, group):
    insider = coordinator()
    _ask(group, insider)
    client.force_login(insider)
    typed = {"title": "Auftakt", "day": "2030-01-01", "begins": "10:00", "ends": "11:00", "place": "Rathaus"}

    for _time in range(35):
        page = client.post("/mitglieder/runden/daten/sitzungen/neu/", typed)

    assert group.meetings.count() == 30
    assert "in kurzer Zeit" in page.content.decode()
    meeting = group.meetings.first()
    client.post(f"/mitglieder/runden/daten/sitzungen/{meeting.pk}/", {**typed, "place": "Bauhof"})
    meeting.refresh_from_db()
    assert meeting.place == "Rathaus"
