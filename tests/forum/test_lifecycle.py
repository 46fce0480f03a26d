"""A person's data and an organisation over time; and no foreign key that nobody answers for."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from celery.exceptions import SoftTimeLimitExceeded
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from forum import lifecycle, tasks
from forum.models import OutgoingMail, SearchDocument, User
from members import admission, groups, people
from members.models import Application, Consent, DataRequest, ExpertGroup, Invitation, Membership, Organisation
from members.permissions import ADMINS
from tests.factories import ground
from tests.factories.members import coordinator, in_group, member, municipality, organisation

pytestmark = pytest.mark.django_db

# Who answers for each key to a person or an organisation. OWN: the row is the person's and goes with them. STAYS: the
# row stays, the key becomes empty. A room's name: its retention.py moves, empties or deletes it.
OWN, STAYS, NUMBER = "goes with the person", "stays without the person", "log keeps the number only"
ANSWERED_FOR = {
    "account.EmailAddress.user": OWN,
    "admin.LogEntry.user": OWN,
    "events.Interest.user": "events",
    "events.Organiser.organisation": "events",
    "events.Registration.entered_by": "events",
    "events.Registration.organisation": "events",
    "events.Registration.user": "events",
    "events.Speaker.user": "events",
    "forum.PortalDocument.uploaded_by_user": STAYS,
    "forum.PortalImage.uploaded_by_user": STAYS,
    "forum.Report.decided_by": STAYS,
    "forum.User_groups.user": OWN,
    "forum.User_user_permissions.user": OWN,
    "library.Adoption.adopter": "library",
    "library.Adoption.confirmed_by": "library",
    "library.Adoption.declared_by": "library",
    "library.Bookmark.organisation": "library",
    "library.Bookmark.user": "library",
    "library.Confirmation.by": "library",
    "library.Confirmation.organisation": "library",
    "library.Judgement.reviewer": "library",
    "library.Partner.organisation": "library",
    "library.PracticePage.origin": "library",
    "library.ReviewComment.reviewer": "library",
    "library.SavedSearch.user": "library",
    "library.Submission.author": "library",
    "library.Submission.organisation": "library",
    "library.Submission.reviewer": "library",
    "members.Application.decided_by": STAYS,
    "members.Application.organisation": "members",
    "members.Consent.user": "members",
    "members.DataRequest.user": "members",
    "members.GroupDocument.uploaded_by": STAYS,
    "members.GroupMembership.organisation": "members",
    "members.GroupMembership.user": "members",
    "members.Invitation.invited_by": STAYS,
    "members.Invitation.organisation": "members",
    "members.Membership.organisation": "members",
    "members.Membership.user": "members",
    "members.Organisation.parent": "members",
    "members.Organisation_building_blocks.organisation": "members",
    "members.Organisation_fields_of_action.organisation": "members",
    "members.Preferences.user": "members",
    "mfa.Authenticator.user": OWN,
    "newsletter.Answer.user": "newsletter",
    "newsletter.Dispatch.approved_by": STAYS,
    "newsletter.IssuePage_organisations.organisation": "newsletter",
    "socialaccount.SocialAccount.user": OWN,
    "usersessions.UserSession.user": OWN,
    "wagtailadmin.EditingSession.user": OWN,
    "wagtailadmin.FormState.user": OWN,
    "wagtailcore.APIToken.user": OWN,
    "wagtailcore.Comment.resolved_by": STAYS,
    "wagtailcore.Comment.user": OWN,
    "wagtailcore.CommentReply.user": OWN,
    "wagtailcore.ModelLogEntry.user": NUMBER,
    "wagtailcore.Page.locked_by": STAYS,
    "wagtailcore.Page.owner": STAYS,
    "wagtailcore.PageLogEntry.user": NUMBER,
    "wagtailcore.PageSubscription.user": OWN,
    "wagtailcore.Revision.user": STAYS,
    "wagtailcore.TaskState.finished_by": STAYS,
    "wagtailcore.UploadedFile.uploaded_by_user": STAYS,
    "wagtailcore.WorkflowState.requested_by": STAYS,
    "wagtaildocs.Document.uploaded_by_user": STAYS,
    "wagtailimages.Image.uploaded_by_user": STAYS,
    "wagtailusers.UserProfile.user": OWN,
}
ON_DELETE = {OWN: "CASCADE", STAYS: "SET_NULL", NUMBER: "DO_NOTHING"}


def _keys():
    """Every foreign key to a person or an organisation as app.Model.field, with its field."""
    return {
        f"{model._meta.label}.{each.name}": each
        for model in apps.get_models(include_auto_created=True)
        for each in model._meta.get_fields()
        if isinstance(each, models.ForeignKey) and each.related_model in (User, Organisation) and each.model is model
    }


def test_somebody_answers_for_every_foreign_key():
    assert set(_keys()) - set(ANSWERED_FOR) == set(), "Say in ANSWERED_FOR who answers for these, and write it there."


@pytest.mark.parametrize("name", sorted(name for name, who in ANSWERED_FOR.items() if who in ON_DELETE))
def test_key_does_on_deletion_what_is_said_of_it(name):
    key = _keys().get(name)
    if key is None:
        pytest.skip("not installed any more")

    assert key.remote_field.on_delete.__name__ == ON_DELETE[ANSWERED_FOR[name]]


# --- Erasure ---

CANARY = "kanarienvogel"


@pytest.fixture
def canary():
    """A person whose unusual name stands everywhere a person's name can stand in this room."""
    place = organisation(name="Ort", email_domain=f"{CANARY}.example")
    person = coordinator(place, email=f"ich@{CANARY}.example", first_name=CANARY, last_name=CANARY)
    membership = person.memberships.get()
    Membership.objects.update(function=CANARY)
    people.set_visibility(membership, is_public=True, shows_email=True)
    people.set_digest(person, "nie")
    group = ExpertGroup.objects.create(name="Runde", slug="runde", purpose="Thema")
    groups.ask_to_join(group, user=person, organisation=place)
    admission.apply(
        kind="kommune",
        municipality=municipality(),
        first_name=CANARY,
        last_name=CANARY,
        email=person.email,
        function=CANARY,
        motivation=CANARY,
    )
    other = coordinator()
    admission.invite(other.memberships.get().organisation, email=person.email, by=other, function=CANARY)
    people.ask_under_data_protection_law(person, kind="auskunft", text="Was wissen Sie?")
    return person


def _where(word):
    """Every table that still holds the word, looking at each row as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return sorted(found)


def test_erased_person_is_found_nowhere_but_in_the_last_mail(canary):
    before = _where(CANARY)

    sentences = lifecycle.erase(canary)

    assert len(before) >= 6  # the search would find something
    # The organisation keeps its own mail domain; the last mail keeps its address until it is sent and deleted.
    assert _where(CANARY) == ["forum_outgoingmail", "members_organisation"]
    assert list(OutgoingMail.objects.filter(recipient__contains=CANARY).values_list("name", flat=True)) == [
        "members/erased"
    ]
    assert any("Organisationen" in sentence for sentence in sentences)


def test_preview_says_the_same_and_changes_nothing(canary):
    before = _where(CANARY)

    preview = lifecycle.preview_erasure(canary)

    assert _where(CANARY) == before
    assert User.objects.filter(pk=canary.pk).exists()
    assert lifecycle.erase(canary) == preview


def test_erasing_the_last_coordinator_tells_the_office(canary):
    lifecycle.erase(canary)

    assert OutgoingMail.objects.get(name="members/coordinator_missing").recipient == "geschaeftsstelle@forum.example"


def test_export_names_everything_and_the_file_can_be_taken_along(client, canary):
    client.force_login(canary)

    file = client.get("/mein-bereich/daten/meine-daten.json")
    page = client.get("/mein-bereich/daten/").content.decode()

    data = file.json()
    assert data["Konto"]["E-Mail-Adresse"] == canary.email
    assert data["Zugehörigkeiten"][0]["Organisation"] == "Ort"
    assert {each["Zweck"] for each in data["Einwilligungen"]} == {
        "Name im öffentlichen Profil", "Mail-Adresse für Mitglieder"
    }  # fmt: skip
    assert 'filename="meine-daten.json"' in file["Content-Disposition"]
    assert "Wann gelöscht wird" in page
    assert "6 Monate nach dem Termin" in page


def test_everything_said_about_a_person_is_in_german(client):
    """Whoever reads what is stored meets no field name of ours."""
    from tests.factories import events

    person = member()
    events.registered(events.event(), by=person, email=person.email, user=person)
    client.force_login(person)

    data = client.get("/mein-bereich/daten/meine-daten.json").json()

    assert data["Anmeldungen"][0]["Stand"] == "bestätigt"
    assert {each["worum es ging"] for each in data["Ausgehende Mails der letzten 30 Tage"]} == {"Veranstaltungen"}
    for title, content in data.items():
        for entry in content if isinstance(content, list) else [content]:
            assert title[0].isupper()
            assert not [key for key in (entry if isinstance(entry, dict) else {}) if "_" in key]


ERASE, PASSWORD = "/mein-bereich/daten/loeschen/", "ein langer satz zum merken"


def prove(client, person):
    """Signs the person in and says who they are once more."""
    person.set_password(PASSWORD)
    person.save()
    client.force_login(person)
    client.post("/konto/reauthenticate/", {"password": PASSWORD})


def test_open_session_alone_erases_nobody(client):
    person = member(password=PASSWORD)
    client.force_login(person)

    asked = client.post(ERASE, {"word": "löschen"})

    assert asked.url.startswith("/konto/reauthenticate/")
    assert client.get(ERASE).url.startswith("/konto/reauthenticate/")
    client.post(asked.url, {"password": "falsch", "next": ERASE})
    assert User.objects.filter(pk=person.pk).exists()

    # What was sent before the question is done once it is answered.
    client.post(ERASE, {"word": "löschen"})
    done = client.post("/konto/reauthenticate/", {"password": PASSWORD, "next": ERASE})

    assert "Ihr Konto ist gelöscht." in done.content.decode()
    assert not User.objects.filter(pk=person.pk).exists()


def test_account_with_a_passkey_only_proves_itself_by_passkey(client):
    person = member()
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})
    client.force_login(person)

    assert client.post(ERASE, {"word": "löschen"}).url.startswith("/konto/2fa/webauthn/reauthenticate/")
    assert User.objects.filter(pk=person.pk).exists()


def test_account_of_another_service_signs_in_anew_before_it_goes(client):
    person = member()
    client.force_login(person)

    assert client.post(ERASE, {"word": "löschen"}).url == f"/konto/login/?next={ERASE}"
    assert User.objects.filter(pk=person.pk).exists()
    assert "noch einmal an" in client.get("/konto/login/").content.decode()

    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    assert client.post(ERASE, {"word": "löschen"}).status_code == 200
    assert not User.objects.filter(pk=person.pk).exists()


def test_erasure_needs_the_word_and_signs_out(client):
    person = member()
    prove(client, person)

    refused = client.post("/mein-bereich/daten/loeschen/", {"word": "ja"})
    done = client.post("/mein-bereich/daten/loeschen/", {"word": "löschen"})

    assert (refused.status_code, done.status_code) == (422, 200)
    assert "Ihr Konto ist gelöscht." in done.content.decode()
    assert not User.objects.filter(pk=person.pk).exists()
    assert client.get("/mein-bereich/").status_code == 302


# --- Handing over, deactivating ---


def test_successor_takes_role_contact_and_place_in_the_group():
    place = organisation()
    boss, colleague = coordinator(place), member(place)
    people.set_contact(boss.memberships.get(), is_contact=True, by=boss)
    group = ExpertGroup.objects.create(name="Runde", slug="runde", purpose="Thema")
    groups.ask_to_join(group, user=boss, organisation=place)

    lifecycle.hand_over(boss, successor=colleague, organisation=place, by=boss)
    admission.leave(boss.memberships.get(), by=boss)

    taken = colleague.memberships.get()
    assert (taken.role, taken.is_contact) == ("coordinator", True)
    assert group.memberships.get().user == colleague
    assert OutgoingMail.objects.filter(name="members/handed_over").count() == 2


def test_handing_over_shows_first_what_goes_and_moves_it_then(client):
    from tests.factories import events, library

    place = organisation(slug="ort")
    boss, colleague = coordinator(place), member(place, first_name="Demo", last_name="Nachfolge")
    row = events.registered(events.event(), by=boss, on_behalf_of=place, email=boss.email, user=boss)
    both = events.event()
    events.registered(both, by=boss, on_behalf_of=place, email=boss.email, user=boss)
    events.registered(both, by=colleague, on_behalf_of=place, email=colleague.email, user=colleague)
    draft = library.draft(author=boss, organisation=place)
    client.force_login(boss)
    people_ = {"giver": boss.pk, "successor": colleague.pk}

    shown = client.post("/mitglieder/ort/verwalten/uebergabe/", people_).content.decode()
    row.refresh_from_db()
    before = row.user
    client.post("/mitglieder/ort/verwalten/uebergabe/", {**people_, "sicher": "ja"})
    row.refresh_from_db()
    draft.refresh_from_db()

    assert "1 Anmeldung mit Nummer und Platz" in shown
    assert "1 Anmeldung bleibt, weil die Nachfolge selbst angemeldet ist" in shown
    assert "1 Praxis in Arbeit" in shown
    assert before == boss
    assert (row.user, row.name, row.receipt_no) == (colleague, "Demo Nachfolge", 1)
    assert draft.author == colleague
    assert both.registrations.filter(user=boss).live().count() == 1


def test_nothing_is_handed_to_strangers_or_oneself():
    boss, stranger = coordinator(), member()
    place = boss.memberships.get().organisation

    with pytest.raises(lifecycle.NotHandedOver, match="gehört nicht zu"):
        lifecycle.hand_over(boss, successor=stranger, organisation=place, by=boss)
    with pytest.raises(lifecycle.NotHandedOver, match="andere Person"):
        lifecycle.hand_over(boss, successor=boss, organisation=place, by=boss)


def test_staff_hands_over_only_what_is_the_own(client):
    place = organisation(slug="ort")
    boss, one, two = coordinator(place), member(place), member(place)
    client.force_login(one)

    stolen = client.post("/mitglieder/ort/verwalten/uebergabe/", {"giver": boss.pk, "successor": one.pk})
    own = client.post("/mitglieder/ort/verwalten/uebergabe/", {"giver": one.pk, "successor": two.pk, "sicher": "ja"})

    assert (stolen.status_code, own.status_code) == (404, 302)
    assert one.memberships.get().role == "staff"


def test_deactivated_person_is_signed_out_and_speaks_for_nobody(client):
    boss, office = coordinator(), in_group(ADMINS)
    client.force_login(boss)

    lifecycle.deactivate(boss, by=office)

    assert client.get("/mein-bereich/").status_code == 302
    assert not Membership.objects.active().filter(user=boss).exists()
    assert OutgoingMail.objects.filter(name="members/coordinator_missing").count() == 1
    lifecycle.reactivate(boss, by=office)
    assert Membership.objects.active().filter(user=boss).exists()


# --- Merging ---


def test_merging_gives_no_rights_to_people_of_an_organisation_that_left():
    source, target = organisation(name="Doppelt"), organisation(name="Richtig")
    former, in_both = coordinator(source), coordinator(source)
    Membership.objects.create(user=in_both, organisation=target)
    Organisation.objects.filter(pk=source.pk).update(is_active=False)

    lifecycle.merge(source, target=target, by=in_group(ADMINS))

    assert [(each.user, each.role) for each in Membership.objects.active()] == [(in_both, "staff")]
    assert former.memberships.get().state == "ended"


def test_merging_moves_people_invitations_and_profile_and_leads_the_old_link_on(client):
    place = municipality()
    source = organisation(name="Doppelt", slug="doppelt", email_domain="ort.example", summary="Was wir sind")
    target = organisation(name="Richtig", slug="richtig")
    Organisation.objects.filter(pk=source.pk).update(municipality=place)
    company = organisation(name="Werke", slug="werke", kind="stadtwerke", parent=source)
    in_both = coordinator(source)
    Membership.objects.create(user=in_both, organisation=target)
    only_source = member(source)
    admission.invite(source, email="neu@ort.example", by=in_both)

    lifecycle.merge(source, target=target, by=in_group(ADMINS))

    target.refresh_from_db()
    company.refresh_from_db()
    assert not Organisation.objects.filter(slug="doppelt").exists()
    assert (target.email_domain, target.summary, target.municipality) == ("ort.example", "Was wir sind", place)
    assert company.parent == target
    assert in_both.memberships.get().role == "coordinator"
    assert only_source.memberships.get().organisation == target
    assert Invitation.objects.get().organisation == target
    assert client.get("/mitglieder/doppelt/")["Location"] == "/mitglieder/richtig/"
    assert not SearchDocument.objects.filter(kind="organisation", object_id=str(source.pk)).exists()


def test_different_places_the_same_row_and_the_office_itself_are_not_merged():
    one, other = organisation(municipality=municipality()), organisation(municipality=municipality())
    office = organisation(kind="it_dienstleister", is_convener=True)
    admin = in_group(ADMINS)

    with pytest.raises(lifecycle.NotMerged, match="verschiedene Orte"):
        lifecycle.merge(one, target=other, by=admin)
    with pytest.raises(lifecycle.NotMerged, match="zwei verschiedene"):
        lifecycle.merge(one, target=one, by=admin)
    with pytest.raises(lifecycle.NotMerged, match="Geschäftsstelle"):
        lifecycle.merge(office, target=one, by=admin)


# --- Retention ---


def test_inactive_person_is_asked_once_and_erased_three_months_later():
    now = timezone.now()
    person = ground.user(date_joined=now - timedelta(days=800), last_login=now - timedelta(days=731))
    awake = ground.user(date_joined=now - timedelta(days=800), last_login=now - timedelta(days=10))

    first = lifecycle.retain(now)
    asked = OutgoingMail.objects.get(name="members/still_needed").recipient
    again = lifecycle.retain(now + timedelta(days=30))
    last = lifecycle.retain(now + timedelta(days=93))

    assert (first["nach Inaktivität gefragt"], again["nach Inaktivität gefragt"]) == (1, 0)
    assert last["inaktive Konten gelöscht"] == 1
    assert asked == person.email
    assert list(User.objects.filter(pk__in=[person.pk, awake.pk])) == [awake]


def test_signing_in_after_being_asked_keeps_the_account():
    now = timezone.now()
    person = ground.user(date_joined=now - timedelta(days=800), last_login=now - timedelta(days=731))
    lifecycle.retain(now)
    User.objects.filter(pk=person.pk).update(last_login=now + timedelta(days=1))

    done = lifecycle.retain(now + timedelta(days=200))

    assert done["inaktive Konten gelöscht"] == 0
    assert person.preferences.asked_at is None


def test_rows_of_the_room_go_on_their_day_and_not_before():
    boss, office, now = coordinator(), in_group(ADMINS), timezone.now()
    place = boss.memberships.get().organisation
    rejected = admission.apply(
        kind="kommune", municipality=municipality(), first_name="A", last_name="B", email="a@b.example"
    )
    admission.decide(rejected, by=office, accept=False, note="nein")
    accepted = admission.apply(
        kind="kommune", municipality=municipality(), first_name="C", last_name="D", email="c@d.example"
    )
    admission.decide(accepted, by=office, accept=True, note="ja")
    admission.invite(place, email="neu@ort.example", by=boss)
    leaver = member(place)
    people.set_visibility(leaver.memberships.get(), is_public=True, shows_email=False)
    admission.leave(leaver.memberships.get(), by=boss)
    asked = people.ask_under_data_protection_law(boss, kind="auskunft", text="?")
    people.answer(asked, by=office, text="!")

    def left(days):
        lifecycle.retain(now + timedelta(days=days))
        models_ = (Application, Invitation, Membership.objects.filter(state="ended"), Consent, DataRequest)
        return [(each.objects if hasattr(each, "objects") else each).count() for each in models_]

    assert left(90) == [2, 2, 1, 1, 1]
    assert left(184) == [0, 0, 1, 1, 1]
    assert left(366) == [0, 0, 0, 0, 1]
    assert left(3 * 365 + 1) == [0, 0, 0, 0, 0]


def test_sent_mails_go_after_a_month():
    admission.invite(coordinator().memberships.get().organisation, email="a@b.example", by=coordinator())
    OutgoingMail.objects.update(state="sent")

    lifecycle.retain(timezone.now() + timedelta(days=29))
    kept = OutgoingMail.objects.count()
    lifecycle.retain(timezone.now() + timedelta(days=31))

    assert (kept, OutgoingMail.objects.count()) == (1, 0)


def test_one_rooms_failure_does_not_keep_the_others_from_their_duty(monkeypatch):
    done = []

    def fails(now):
        raise RuntimeError("kaputt")

    monkeypatch.setattr(lifecycle.newsletter, "retain", fails)
    monkeypatch.setattr(lifecycle.members, "retain", lambda now: done.append(now) or {})

    with pytest.raises(RuntimeError, match="kaputt"):
        lifecycle.retain()

    assert len(done) == 1


def test_time_limit_of_the_worker_ends_the_round(monkeypatch):
    """It strikes once: whoever went on would be killed in the middle of the next part."""

    def strikes(now):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(lifecycle.newsletter, "retain", strikes)
    monkeypatch.setattr(lifecycle.members, "retain", lambda now: pytest.fail("went on"))

    with pytest.raises(SoftTimeLimitExceeded):
        lifecycle.retain()


def test_the_round_has_more_time_than_a_mail():
    assert tasks.retain.soft_time_limit > settings.CELERY_TASK_SOFT_TIME_LIMIT
    assert tasks.retain.time_limit < settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]


def test_data_request_has_a_month_two_more_with_a_reason_and_one_answer():
    from datetime import date

    office, person = in_group(ADMINS), member()
    assert people.one_month_after(date(2027, 1, 31)) == date(2027, 2, 28)
    assert people.one_month_after(date(2026, 12, 15)) == date(2027, 1, 15)
    asked = people.ask_under_data_protection_law(person, kind="auskunft", text="Bitte")

    again = people.ask_under_data_protection_law(person, kind="auskunft", text="Bitte")
    due = asked.due_on
    longer = people.extend(asked, reason="Sehr viele")
    still = people.extend(longer, reason="Noch mehr")
    people.answer(still, by=office, text="Hier.")
    closed = people.answer(still, by=office, text="Anders.", refused=True)

    assert asked == again
    assert longer.due_on == still.due_on == people.one_month_after(people.one_month_after(due))
    assert (closed.state, closed.answer) == ("beantwortet", "Hier.")


def test_busy_event_keeps_everything_and_says_so(client, monkeypatch):
    from events.refusals import Busy
    from tests.factories import events

    place = organisation(slug="ort")
    boss, colleague = coordinator(place), member(place)
    events.registered(events.event(), by=boss, on_behalf_of=place, email=boss.email, user=boss)

    def busy(*args, **kwargs):
        raise Busy

    monkeypatch.setattr("events.retention.substitute", busy)
    monkeypatch.setattr("events.retention.cancel", busy)
    client.force_login(boss)

    answer = client.post(
        "/mitglieder/ort/verwalten/uebergabe/", {"giver": boss.pk, "successor": colleague.pk, "sicher": "ja"}
    )

    assert "Gerade melden sich sehr viele" in answer.content.decode()
    prove(client, boss)
    assert "Gerade melden sich sehr viele" in client.get("/mein-bereich/daten/loeschen/").content.decode()
    kept = client.post("/mein-bereich/daten/loeschen/", {"word": "löschen"})
    assert (kept.status_code, "Gerade melden sich sehr viele" in kept.content.decode()) == (422, True)
    assert User.objects.filter(pk=boss.pk).exists()
