"""The pages around the acts: forms, refusals in words, and what they must not give away."""

import pytest

from forum.models import OutgoingMail
from members import admission, emails
from members.models import Application, Consent, DataRequest, Invitation, Membership, Organisation, Preferences
from members.permissions import ADMINS
from tests.factories import ground
from tests.factories.members import coordinator, in_group, member, municipality, organisation

pytestmark = pytest.mark.django_db

APPLICANT = {"first_name": "Demo", "last_name": "Antrag", "email": "digital@ort.example"}


def test_application_is_picked_from_the_register_and_received(client):
    municipality(name="Testhausen", ags="05999001")

    choice = client.get("/mitglied-werden/?q=Testh").content.decode()
    done = client.post("/mitglied-werden/antrag/?kommune=05999001", APPLICANT)

    assert 'href="/mitglied-werden/antrag/?kommune=05999001"' in choice
    assert "Ihr Antrag ist eingegangen" in done.content.decode()
    assert Application.objects.get().kind == "kommune"


@pytest.mark.parametrize(
    ("ags", "sentence"),
    [
        ("5334002", "führende Null"),
        ("0533400", "führende Null"),
        ("abc", "nur aus Ziffern"),
        ("05999999", "Unter 05999999 steht keine Kommune"),
    ],
)
def test_wrong_key_is_answered_with_its_reason(client, ags, sentence):
    page = client.get(f"/mitglied-werden/antrag/?kommune={ags}", follow=True).content.decode()

    assert sentence in page
    assert "Welche Kommune vertreten Sie?" in page


def test_freemailer_is_refused_in_the_application(client):
    municipality(ags="05999001")

    page = client.post("/mitglied-werden/antrag/?kommune=05999001", {**APPLICANT, "email": "ich@gmx.de"})

    assert "gmx.de ist ein privater Anbieter" in page.content.decode()
    assert Application.objects.count() == 0


def test_duplicate_organisation_is_refused_in_words(client):
    organisation(name="Testhausen", municipality=municipality(ags="05999001"))

    page = client.post("/mitglied-werden/antrag/?kommune=05999001", APPLICANT).content.decode()

    assert "Testhausen ist schon Mitglied" in page


def test_application_answers_alike_for_known_and_unknown_addresses(client):
    municipality(ags="05999001", name="Eins")
    municipality(ags="05999002", name="Eins")
    ground.user(email="bekannt@ort.example")

    known = client.post("/mitglied-werden/antrag/?kommune=05999001", {**APPLICANT, "email": "bekannt@ort.example"})
    unknown = client.post("/mitglied-werden/antrag/?kommune=05999002", {**APPLICANT, "email": "fremd@ort.example"})

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


def test_two_places_of_one_name_may_both_apply(client):
    for ags in ("05999001", "06999001"):
        client.post(f"/mitglied-werden/antrag/?kommune={municipality(ags=ags, name='Neustadt').ags}", APPLICANT)

    assert Application.objects.filter(organisation_name="Neustadt").count() == 2


def test_too_many_applications_from_one_place_are_slowed_down(client):
    for number in range(11):
        municipality(ags=f"0599900{number:x}" if number < 10 else "05999100")
    pages = [
        client.post(f"/mitglied-werden/antrag/?kommune={ags}", APPLICANT).content.decode()
        for ags in [*[f"0599900{n}" for n in range(10)], "05999100"]
    ]

    assert "viele Anträge" in pages[-1]
    assert Application.objects.count() == 10


def test_invitation_page_is_the_same_whether_or_not_the_address_has_an_account(client, settings):
    boss = coordinator()
    place = boss.memberships.get().organisation
    ground.user(email="a@ort.example")
    pages = []
    for email in ("a@ort.example", "b@ort.example"):
        url = emails.invitation_link(admission.invite(place, email=email, by=boss)).removeprefix(settings.PORTAL_URL)
        page = client.get(url).content.decode()
        pages.append(page.replace(url, "URL").replace(email[0] + "…", "…"))

    assert pages[0] == pages[1]


def test_forged_invitation_says_so(client):
    page = client.get("/mitglieder/einladung/gefaelscht/")

    assert page.status_code == 410
    assert "führt zu keiner Einladung" in page.content.decode()


def test_accepting_leads_to_the_dashboard_and_a_second_time_as_well(client, settings):
    boss = coordinator()
    invitation = admission.invite(boss.memberships.get().organisation, email="neu@ort.example", by=boss)
    url = emails.invitation_link(invitation).removeprefix(settings.PORTAL_URL)
    client.force_login(ground.user(email="neu@ort.example"))

    first, second = client.post(url), client.post(url)

    assert (first.url, second.url) == ("/mein-bereich/", "/mein-bereich/")
    assert Membership.objects.filter(user__email="neu@ort.example").count() == 1


def test_profile_form_refuses_a_freemailers_domain_and_keeps_what_was_typed(client):
    boss = coordinator(organisation(slug="ort"))
    client.force_login(boss)

    page = client.post("/mitglieder/ort/verwalten/profil/", {"summary": "Neu", "email_domain": "web.de"})

    assert "Bei web.de bekommt jede und jeder eine Adresse" in page.content.decode()
    assert "Neu</textarea>" in page.content.decode()
    assert Organisation.objects.get(slug="ort").summary == ""


def test_domain_of_another_organisation_is_refused(client):
    organisation(email_domain="vergeben.example")
    client.force_login(coordinator(organisation(slug="ort")))

    page = client.post("/mitglieder/ort/verwalten/profil/", {"email_domain": "vergeben.example"})

    assert "nutzt schon eine andere Organisation" in page.content.decode()


def test_own_role_is_refused_in_words(client):
    boss = coordinator(organisation(slug="ort"))
    client.force_login(boss)
    pk = boss.memberships.get().pk

    page = client.post(f"/mitglieder/ort/verwalten/personen/{pk}/mitarbeit/", follow=True)

    assert "Die eigene Rolle können Sie nicht ändern" in page.content.decode()


def test_looking_at_an_act_changes_nothing(client):
    place = organisation(slug="ort", email_domain="ort.example")
    client.force_login(coordinator(place))
    waiting = admission.join_by_domain(ground.user(email="neu@ort.example"))

    page = client.get(f"/mitglieder/ort/verwalten/personen/{waiting.pk}/aufnehmen/")

    waiting.refresh_from_db()
    assert (page.status_code, waiting.state) == (200, "requested")


def test_inviting_an_existing_colleague_shows_the_reason_at_the_field(client):
    place = organisation(slug="ort")
    client.force_login(coordinator(place))
    colleague = member(place)

    page = client.post("/mitglieder/ort/verwalten/einladen/", {"email": colleague.email, "role": "staff"})

    assert page.status_code == 422
    assert "gehört schon zu Ihrer Organisation" in page.content.decode()


def test_visibility_is_recorded_with_its_wording_and_withdrawn(client):
    person = member(organisation(name="Ort"))
    client.force_login(person)
    pk = person.memberships.get().pk

    client.post(f"/mein-bereich/sichtbarkeit/{pk}/", {"is_public": "on", "shows_email": "on"})
    client.post(f"/mein-bereich/sichtbarkeit/{pk}/", {"is_public": "on"})

    given = {each.purpose: each for each in Consent.objects.all()}
    assert "öffentlich im Profil von Ort" in given["name_oeffentlich"].wording
    assert given["name_oeffentlich"].withdrawn_at is None
    assert given["mail_mitglieder"].withdrawn_at is not None


def test_digest_is_weekly_until_somebody_says_otherwise(client):
    person = member()
    client.force_login(person)

    before = client.get("/mein-bereich/einstellungen/").content.decode()
    client.post("/mein-bereich/einstellungen/", {"digest": "nie"})

    assert 'value="woechentlich" class="kern-form-check__radio" checked' in before or "checked" in before
    assert Preferences.objects.get(user=person).digest == "nie"


def test_acting_organisation_is_chosen_and_kept(client):
    person = coordinator(organisation(name="Erste"))
    second = organisation(name="Zweite")
    Membership.objects.create(user=person, organisation=second)
    client.force_login(person)

    first = client.get("/mein-bereich/").context["acting"]
    client.post("/mein-bereich/organisation/", {"organisation": second.pk})
    chosen = client.get("/mein-bereich/").context["acting"]
    Membership.objects.filter(organisation=second).delete()
    back = client.get("/mein-bereich/").context["acting"]

    assert (first.name, chosen.name, back.name) == ("Erste", "Zweite", "Erste")


def test_dashboard_counts_what_waits(client):
    place = organisation(slug="ort", email_domain="ort.example")
    boss = coordinator(place)
    client.force_login(boss)
    nothing = client.get("/mein-bereich/").content.decode()
    for number in range(2):
        admission.join_by_domain(ground.user(email=f"neu{number}@ort.example"))

    something = client.get("/mein-bereich/").content.decode()

    assert "<h1>Alles erledigt.</h1>" in nothing
    assert "<h1>Zwei Dinge warten auf Sie</h1>" in something
    assert "n…@ort.example" in something


def test_dashboard_of_somebody_without_organisation_says_what_to_do(client):
    organisation(name="Ort", email_domain="ort.example")
    client.force_login(ground.user(email="neu@ort.example"))

    page = client.get("/mein-bereich/").content.decode()

    assert "Zu Ort dazukommen?" in page
    assert 'href="/mitglieder/beitreten/"' in page


def test_who_asked_or_belongs_is_not_asked_to_join_again(client):
    place = organisation(name="Ort", email_domain="ort.example")
    colleague = ground.user(email="neu@ort.example")
    client.force_login(colleague)

    def headline() -> str:
        page = client.get("/mitglieder/beitreten/").content.decode()
        return page.partition("<h1>")[2].partition("</h1>")[0]

    assert headline() == "Dazukommen bei Ort"
    waiting = admission.join_by_domain(colleague)
    assert headline() == "Ihre Anfrage liegt bei Ort"
    admission.approve_colleague(waiting, by=coordinator(place))
    assert headline() == "Sie gehören schon zu Ort"


def test_dashboard_shows_an_open_invitation(client):
    boss = coordinator(organisation(name="Ort"))
    admission.invite(boss.memberships.get().organisation, email="neu@ort.example", by=boss)
    client.force_login(ground.user(email="neu@ort.example"))

    assert "Ort lädt Sie ein" in client.get("/mein-bereich/").content.decode()


def test_admin_decides_in_the_editors_room(client):
    application = admission.apply(kind="kommune", municipality=municipality(name="Testhausen"), **APPLICANT)
    client.force_login(in_group(ADMINS))
    url = f"/redaktion/mitglieder/antraege/{application.pk}/"

    unreasoned = client.post(url, {"accept": "nein"}).content.decode()
    client.post(url, {"accept": "ja", "note": "Gern"})
    page = client.get(url).content.decode()

    assert "Bitte nennen Sie der Organisation den Grund." in unreasoned
    assert "Angenommen" in page
    assert Invitation.objects.get().email == "digital@ort.example"
    assert OutgoingMail.objects.filter(name="members/application_accepted").count() == 1


@pytest.mark.parametrize("number", ["abc", "²", "99999999999999999999", ""])
def test_acting_for_what_is_no_organisation_is_not_found(client, number):
    client.force_login(coordinator(organisation(slug="ort")))

    assert client.post("/mein-bereich/organisation/", {"organisation": number}).status_code == 404


def test_applying_for_a_key_that_cannot_be_is_no_error(client):
    assert client.get("/mitglied-werden/antrag/?kommune=1%00").status_code == 302


def test_data_requests_do_not_fill_the_mailbox_of_the_office(client):
    person = member()
    client.force_login(person)

    for number in range(15):
        page = client.post("/mein-bereich/daten/anfrage/", {"kind": "auskunft", "text": f"Frage {number}"})

    assert DataRequest.objects.count() == 10
    assert "in kurzer Zeit" in page.content.decode()


def test_nobody_claims_the_mail_domain_of_somebody_else(client):
    """Whoever had it would be asked to let in the other town's people, and the town itself could not enter it."""
    place = organisation(slug="ort")
    client.force_login(coordinator(place, email="boss@ort.example"))
    edit = "/mitglieder/ort/verwalten/profil/"

    page = client.post(edit, {"summary": "Neu", "email_domain": "grossstadt.example"})
    assert "Geschäftsstelle trägt" in page.content.decode()
    for own in ("ort.example", "digital.ort.example"):
        client.post(edit, {"summary": "Neu", "email_domain": own})
        place.refresh_from_db()
        assert place.email_domain == own
    client.force_login(in_group(ADMINS))
    client.post(edit, {"summary": "Neu", "email_domain": "neu.example"})

    place.refresh_from_db()
    assert place.email_domain == "neu.example"
    client.force_login(coordinator(place, email="zwei@ort.example"))
    client.post(edit, {"summary": "Anders", "email_domain": "neu.example"})
    place.refresh_from_db()
    assert place.summary == "Anders"  # what the office entered may stay


def test_what_no_form_would_send_is_no_error_of_the_server(client):
    client.force_login(coordinator(organisation(slug="ort")))
    endless = "9" * 5000

    assert client.get("/mitglieder/vorschlaege/?q=a%00b").status_code == 200
    assert client.post("/mein-bereich/organisation/", {"organisation": endless}).status_code == 404
    hand_over = "/mitglieder/ort/verwalten/uebergabe/"
    assert client.post(hand_over, {"giver": endless, "successor": endless}).status_code == 404
