"""Joining and leaving: each act, repeated, refused, and what it owes by mail."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum import tokens
from forum.models import OutgoingMail, SearchDocument
from members import admission, emails
from members.models import Application, Invitation, Membership, Organisation
from members.permissions import ADMINS
from tests.factories import ground
from tests.factories.members import coordinator, in_group, member, municipality, organisation

pytestmark = pytest.mark.django_db


def _apply(**fields):
    facts = {"kind": "kommune", "first_name": "Demo", "last_name": "Antrag", "email": "digital@ort.example"}
    return admission.apply(**{**facts, **fields})


def _mails():
    return sorted(OutgoingMail.objects.values_list("name", flat=True))


# --- Organisations ---


def test_apply_tells_applicant_and_office_with_the_date():
    place = municipality(name="Testhausen")

    application = _apply(municipality=place)

    assert application.answer_by == timezone.localdate() + timedelta(days=14)
    assert _mails() == ["members/application_received", "members/application_to_decide"]


def test_apply_twice_is_one_application():
    place = municipality()

    first, second = _apply(municipality=place), _apply(municipality=place, email="DIGITAL@ort.example")

    assert first == second
    assert len(_mails()) == 2


def test_apply_by_somebody_else_is_refused_while_one_is_pending():
    place = municipality()
    _apply(municipality=place)

    with pytest.raises(admission.ApplicationPending, match="schon ein Antrag"):
        _apply(municipality=place, email="andere@ort.example")


def test_apply_for_a_member_is_refused():
    place = municipality()
    organisation(municipality=place, name="Testort")

    with pytest.raises(admission.AlreadyMember, match="Testort ist schon Mitglied"):
        _apply(municipality=place)

    assert _mails() == []


def test_apply_for_a_partner_is_refused():
    """Accepted, it would make a stranger the coordinator of an organisation that has its own."""
    organisation(name="Netz GmbH", kind="wirtschaft", standing="partner")

    with pytest.raises(admission.AlreadyMember, match="schon Partner"):
        _apply(kind="wirtschaft", organisation_name="netz gmbh")

    organisation(name="Werke GmbH", kind="stadtwerke", standing="partner")
    assert _apply(kind="stadtwerke", organisation_name="Werke GmbH").state == "offen"  # a partner may become a member


def test_same_name_is_refused_only_once_open():
    _apply(kind="stadtwerke", organisation_name="Stadtwerke  Testort")

    with pytest.raises(admission.ApplicationPending):
        _apply(kind="stadtwerke", organisation_name="stadtwerke testort", email="x@ort.example")


def test_accepting_makes_a_member_with_domain_search_entry_and_first_coordinator():
    application = _apply(municipality=municipality(name="Köln-Süd"), email="digital@koeln-sued.example")
    office = in_group(ADMINS)

    admission.decide(application, by=office, accept=True, note="Willkommen")

    new = Organisation.objects.get(slug="koeln-sued")
    assert (new.standing, new.email_domain, new.joined_on) == (
        "mitglied",
        "koeln-sued.example",
        timezone.localdate(),
    )
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.email, invitation.role) == (new, application.email, "coordinator")
    assert SearchDocument.objects.filter(kind="organisation", object_id=str(new.pk)).exists()
    mail = OutgoingMail.objects.get(name="members/application_accepted")
    assert (mail.recipient, mail.facts["note"]) == (application.email, "Willkommen")


def test_accepting_a_business_makes_a_partner():
    application = _apply(kind="wirtschaft", organisation_name="Beispiel GmbH")

    admission.decide(application, by=in_group(ADMINS), accept=True)

    assert Organisation.objects.get().standing == "partner"


def test_accepting_lifts_a_mentioned_organisation():
    place = municipality()
    mentioned = organisation(municipality=place, standing="erwaehnt")
    application = _apply(municipality=place)

    admission.decide(application, by=in_group(ADMINS), accept=True)

    mentioned.refresh_from_db()
    assert (mentioned.standing, Organisation.objects.count()) == ("mitglied", 1)


def test_who_became_a_member_meanwhile_gets_no_stranger_as_coordinator():
    place = municipality()
    application = _apply(municipality=place)
    organisation(municipality=place)

    with pytest.raises(admission.AlreadyMember, match="inzwischen Mitglied"):
        admission.decide(application, by=in_group(ADMINS), accept=True)

    assert not Invitation.objects.exists()
    assert Application.objects.get().state == "offen"


def test_rejecting_sends_the_reason_and_nothing_else():
    application = _apply(municipality=municipality())

    admission.decide(application, by=in_group(ADMINS), accept=False, note="Kein Bezug")

    assert Organisation.objects.count() == 0
    assert OutgoingMail.objects.get(name="members/application_rejected").facts["note"] == "Kein Bezug"


def test_deciding_twice_changes_nothing_and_otherwise_is_refused():
    application = _apply(municipality=municipality())
    office = in_group(ADMINS)
    admission.decide(application, by=office, accept=True)
    mails = _mails()

    admission.decide(application, by=office, accept=True)
    with pytest.raises(admission.AlreadyDecided, match="schon entschieden: angenommen"):
        admission.decide(application, by=office, accept=False, note="doch nicht")

    assert _mails() == mails
    assert Application.objects.get().state == "angenommen"


# --- Invitations ---


def test_invitation_is_accepted_once_and_repeating_is_harmless():
    boss = coordinator()
    place = boss.memberships.get().organisation
    invitation = admission.invite(place, email="Neu@Ort.example", by=boss, function="Tiefbau")
    person = ground.user(email="neu@ort.example")

    first = admission.accept(invitation, user=person)
    second = admission.accept(invitation, user=person)

    assert first == second
    assert (first.state, first.role, first.function) == ("active", "staff", "Tiefbau")


def test_used_invitation_is_refused_for_another_person():
    boss = coordinator()
    invitation = admission.invite(boss.memberships.get().organisation, email="neu@ort.example", by=boss)
    admission.accept(invitation, user=ground.user(email="neu@ort.example"))

    with pytest.raises(admission.InvitationUnusable, match="schon eingelöst"):
        admission.accept(invitation, user=ground.user(email="fremd@ort.example"))


def test_invitation_of_an_organisation_that_left_is_refused_and_its_page_says_so(client):
    boss = coordinator()
    place = boss.memberships.get().organisation
    invitation = admission.invite(place, email="neu@ort.example", by=boss)
    Organisation.objects.filter(pk=place.pk).update(is_active=False)
    person = ground.user(email="neu@ort.example")

    with pytest.raises(admission.InvitationUnusable, match="nimmt nicht mehr am Forum teil"):
        admission.accept(Invitation.objects.get(pk=invitation.pk), user=person)

    client.force_login(person)
    response = client.get(reverse("members:invitation", args=[tokens.sign(emails.INVITATION, invitation.pk)]))
    text = response.content.decode()
    assert (response.status_code, "Die Einladung gilt deshalb nicht mehr." in text) == (410, True)
    assert "Einladung annehmen" not in text
    assert not Membership.objects.filter(user=person).exists()


def test_expired_or_withdrawn_invitation_is_refused():
    boss = coordinator()
    place = boss.memberships.get().organisation
    expired = admission.invite(place, email="alt@ort.example", by=boss)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    withdrawn = admission.withdraw(admission.invite(place, email="weg@ort.example", by=boss), by=boss)

    for invitation, email in ((expired, "alt@ort.example"), (withdrawn, "weg@ort.example")):
        with pytest.raises(admission.InvitationUnusable, match="gilt nicht mehr"):
            admission.accept(invitation, user=ground.user(email=email))

    assert Membership.objects.filter(organisation=place).count() == 1


def test_invitation_is_for_its_address_only():
    boss = coordinator()
    invitation = admission.invite(boss.memberships.get().organisation, email="neu@ort.example", by=boss)

    with pytest.raises(admission.InvitationUnusable, match="andere Adresse"):
        admission.accept(invitation, user=ground.user(email="weitergeleitet@ort.example"))


def test_inviting_again_prolongs_and_mails_once_a_day():
    boss = coordinator()
    place = boss.memberships.get().organisation

    admission.invite(place, email="neu@ort.example", by=boss)
    again = admission.invite(place, email="neu@ort.example", by=boss, role="coordinator")

    assert Invitation.objects.get() == again
    assert (again.role, _mails()) == ("coordinator", ["members/invited"])


def test_inviting_somebody_who_belongs_is_refused():
    boss = coordinator()
    place = boss.memberships.get().organisation
    colleague = member(place)

    with pytest.raises(admission.AlreadyMember):
        admission.invite(place, email=colleague.email, by=boss)


# --- Colleagues ---


def test_colleague_joins_by_domain_waits_and_is_approved():
    place = organisation(email_domain="ort.example")
    boss = coordinator(place)
    colleague = ground.user(email="neu@amt.ort.example")

    waiting = admission.join_by_domain(colleague, function="Bauamt")
    approved = admission.approve_colleague(waiting, by=boss)

    assert (waiting.state, approved.state) == ("requested", "active")
    assert OutgoingMail.objects.get(name="members/colleague_waits").recipient == boss.email
    assert OutgoingMail.objects.get(name="members/colleague_approved").recipient == colleague.email


def test_without_coordinator_the_office_is_asked():
    organisation(email_domain="ort.example")

    admission.join_by_domain(ground.user(email="neu@ort.example"))

    assert OutgoingMail.objects.get().recipient == "geschaeftsstelle@forum.example"


@pytest.mark.parametrize("email", ["neu@gmx.de", "neu@unbekannt.example", "neu@ort.example.evil.example"])
def test_freemailer_and_unknown_domain_get_the_same_answer(email):
    organisation(email_domain="ort.example")

    with pytest.raises(admission.NoOrganisationForDomain) as refusal:
        admission.join_by_domain(ground.user(email=email))

    assert str(refusal.value).startswith("Zu Ihrer Mail-Adresse kennen wir keine")


def test_asking_twice_is_one_request():
    organisation(email_domain="ort.example")
    colleague = ground.user(email="neu@ort.example")

    assert admission.join_by_domain(colleague) == admission.join_by_domain(colleague)


def test_decline_after_approval_and_approval_after_decline_are_refused():
    place = organisation(email_domain="ort.example")
    boss = coordinator(place)
    one = admission.join_by_domain(ground.user(email="a@ort.example"))
    other = admission.join_by_domain(ground.user(email="b@ort.example"))
    admission.approve_colleague(one, by=boss)
    admission.decline_colleague(other, by=boss)

    with pytest.raises(admission.AlreadyDecided):
        admission.decline_colleague(one, by=boss)
    with pytest.raises(admission.AlreadyDecided):
        admission.approve_colleague(other, by=boss)


# --- Roles and leaving ---


def test_nobody_changes_the_own_role():
    boss = coordinator()

    with pytest.raises(admission.OwnRole, match="eigene Rolle"):
        admission.change_role(boss.memberships.get(), role="staff", by=boss)

    assert boss.memberships.get().role == "coordinator"


def test_last_coordinator_stays_until_somebody_follows():
    place = organisation()
    boss, colleague, office = coordinator(place), member(place), in_group(ADMINS)

    with pytest.raises(admission.LastCoordinator, match="Nachfolge"):
        admission.leave(boss.memberships.get(), by=boss)
    with pytest.raises(admission.LastCoordinator):
        admission.change_role(boss.memberships.get(), role="staff", by=office)
    admission.change_role(colleague.memberships.get(), role="coordinator", by=boss)
    admission.leave(boss.memberships.get(), by=boss)

    assert boss.memberships.get().state == "ended"


def test_office_may_end_the_last_and_is_told_to_look_for_another():
    boss, office = coordinator(), in_group(ADMINS)

    admission.leave(boss.memberships.get(), by=office, even_the_last=True)

    assert _mails() == ["members/coordinator_missing", "members/membership_ended"]


def test_leaving_withdraws_consents_and_visibility():
    place = organisation()
    person = member(place)
    from members import people

    people.set_visibility(person.memberships.get(), is_public=True, shows_email=True)

    admission.leave(person.memberships.get(), by=person)

    ended = person.memberships.get()
    assert (ended.is_public, ended.shows_email) == (False, False)
    assert not ended.consents.filter(withdrawn_at=None).exists()


def test_who_left_may_come_back():
    place = organisation(email_domain="ort.example")
    person = member(place, email="neu@ort.example")
    admission.leave(person.memberships.get(), by=person)

    again = admission.join_by_domain(person)

    assert (again.state, person.memberships.count()) == ("requested", 2)


def test_invitation_does_not_outlive_the_end_of_the_membership(client):
    """Invited, came in by the mail domain instead, was taken out: the old mail is no way back in."""
    place = organisation(email_domain="ort.example")
    boss, person = coordinator(place), ground.user(email="neu@ort.example")
    invitation = admission.invite(place, email=person.email, by=boss, role="coordinator")
    joined = admission.approve_colleague(admission.join_by_domain(person), by=boss)
    admission.leave(joined, by=boss)

    client.force_login(person)
    client.post(f"/mitglieder/einladung/{tokens.sign(emails.INVITATION, invitation.pk)}/")

    assert not Membership.objects.active().filter(user=person).exists()


def test_asking_again_and_again_to_join_does_not_fill_the_mailbox_of_the_coordinators(client):
    place = organisation(email_domain="ort.example")
    coordinator(place)
    person = ground.user(email="neu@ort.example")
    client.force_login(person)

    for _time in range(15):
        answer = client.post("/mitglieder/beitreten/", {"function": "Tiefbauamt"})
        client.post(f"/mein-bereich/austreten/{person.memberships.latest('pk').pk}/")

    assert OutgoingMail.objects.filter(name="members/colleague_waits").count() == 10
    assert "viele Anfragen in kurzer Zeit" in answer.content.decode()


def test_organisation_that_comes_back_does_not_bring_back_who_spoke_for_it_before():
    place = organisation(name="Stadt Rückkehr", municipality=municipality())
    former = coordinator(place)
    Organisation.objects.update(is_active=False)

    application = _apply(municipality=place.municipality, email="neu@rueckkehr.example")
    admission.decide(application, by=in_group(ADMINS), accept=True)

    assert not Membership.objects.active().filter(organisation=place).exists()
    assert former.memberships.get().state == "ended"
    assert Invitation.objects.get().role == "coordinator"
