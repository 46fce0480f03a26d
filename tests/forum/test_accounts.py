"""Signing in: mails through the outbox, no hints about who has an account, a second factor for the back rooms."""

import json
import re
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail as django_mail
from django.core.cache import cache
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum import outbox
from forum.accounts import emails, retention
from forum.accounts.adapter import MFAAdapter, client_ip
from forum.models import OutgoingMail, User
from members.permissions import ADMINS, EDITORS
from tests.factories import ground, members

pytestmark = pytest.mark.django_db

PASSWORD = "ein-langes-passwort"


def account(email="maria@ort.example", *, password=PASSWORD, **fields):
    """Somebody who has signed up and confirmed the address."""
    user = ground.user(email=email, **fields)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def promised():
    return OutgoingMail.objects.order_by("-pk").first()


def code_in(mail):
    return mail.facts["code"]


def totp_code(secret):
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


def alerts(response):
    return re.findall(r'class="kern-error".*?</div>', response.content.decode(), re.DOTALL)


# --- Sign-up, sign-in -----------------------------------------------------------------------------


def sign_up(client, email, password=PASSWORD):
    return client.post(
        "/konto/signup/",
        {"email": email, "first_name": "Demo", "last_name": "Maria", "password1": password},
        follow=True,
    )


def test_sign_up_ends_with_a_confirmed_account_that_is_signed_in(client):
    sign_up(client, "Maria@Ort.example")
    user = User.objects.get(email="maria@ort.example")
    assert "_auth_user_id" not in client.session

    response = client.post("/konto/confirm-email/", {"code": code_in(promised())}, follow=True)

    assert response.status_code == 200
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.get_full_name() == "Demo Maria"
    assert EmailAddress.objects.get(user=user).verified


def test_wrong_code_is_refused_in_plain_german(client):
    sign_up(client, "maria@ort.example")

    response = client.post("/konto/confirm-email/", {"code": "AAAA-AAAA"})

    assert "Dieser Code stimmt nicht." in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_sign_in_by_password(client):
    account()

    response = client.post("/konto/login/", {"login": "MARIA@ort.example", "password": PASSWORD})

    assert response.status_code == 302
    assert response.url == reverse("dashboard")


def test_sign_in_by_code(client):
    user = account()
    client.post("/konto/login/code/", {"email": user.email})

    response = client.post("/konto/login/code/confirm/", {"code": code_in(promised())})

    assert response.url == reverse("dashboard")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_forgotten_password_is_set_anew_by_code(client):
    user = account()
    client.post("/konto/password/reset/", {"email": user.email})

    client.post("/konto/password/reset/confirm/", {"code": code_in(promised())})
    client.post("/konto/password/reset/complete/", {"password1": "ein-ganz-anderes-passwort"})

    user.refresh_from_db()
    assert user.check_password("ein-ganz-anderes-passwort")
    assert promised().facts["change"] == "Ihr Passwort wurde neu gesetzt."


def test_new_address_counts_once_its_code_is_entered(client):
    user = account()
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})

    client.post("/konto/reauthenticate/", {"password": PASSWORD})
    client.post("/konto/email/", {"email": "neu@ort.example", "action_add": "1"})
    user.refresh_from_db()
    assert user.email == "maria@ort.example"
    client.post("/konto/confirm-email/", {"code": code_in(OutgoingMail.objects.get(recipient="neu@ort.example"))})

    user.refresh_from_db()
    assert user.email == "neu@ort.example"
    told = OutgoingMail.objects.filter(name="accounts/changed").values_list("recipient", flat=True)
    assert "maria@ort.example" in told


def test_looking_at_the_sign_out_page_signs_nobody_out(client):
    client.force_login(account())

    client.get("/konto/logout/")
    assert "_auth_user_id" in client.session
    client.post("/konto/logout/")

    assert "_auth_user_id" not in client.session


def test_inactive_account_stays_outside(client):
    account(is_active=False)

    response = client.post("/konto/login/", {"login": "maria@ort.example", "password": PASSWORD}, follow=True)

    assert "Dieses Konto ist stillgelegt" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_name_is_changed_in_the_own_account_only(client):
    user, other = account(), account("jonas@ort.example")
    client.force_login(user)

    client.post("/konto/profil/", {"first_name": "Neue", "last_name": "Demo", "email": other.email, "pk": other.pk})

    user.refresh_from_db()
    assert (user.get_full_name(), user.email) == ("Neue Demo", "maria@ort.example")


# --- No hint about who has an account -------------------------------------------------------------


DOORS = {
    "sign-in": ("/konto/login/", lambda email: {"login": email, "password": "ein-falsches-passwort"}),
    "code": ("/konto/login/code/", lambda email: {"email": email}),
    "reset": ("/konto/password/reset/", lambda email: {"email": email}),
    "sign-up": (
        "/konto/signup/",
        lambda email: {"email": email, "first_name": "A", "last_name": "B", "password1": PASSWORD},
    ),
}


def seen(response, email):
    """Every page on the way, without what differs at each visit."""
    text = response.content.decode().replace(email, "ADRESSE")
    return (
        [hop for hop, _status in response.redirect_chain],
        response.status_code,
        re.sub(r'value="[\w-]{20,}"', "", text),
    )


@pytest.mark.parametrize("door", DOORS)
def test_known_and_unknown_address_look_the_same(door):
    account("maria@ort.example")
    path, data = DOORS[door]

    known, unknown = (
        seen(Client().post(path, data(email), follow=True), email)
        for email in ("maria@ort.example", "niema@ort.example")
    )

    assert known == unknown


@pytest.mark.parametrize("door", DOORS)
def test_known_and_unknown_address_cost_the_same_hashes(door, settings, monkeypatch):
    """Hashing a password takes a third of a second: whoever is asked about must not decide whether it happens."""
    settings.ACCOUNT_RATE_LIMITS = False
    path, data = DOORS[door]
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))

    def hashes(email):
        client = Client()
        client.get(path)
        hashed.clear()
        client.post(path, data(email))
        return len(hashed)

    known = account("maria@ort.example").email
    assert hashes(known) == hashes("niemand@ort.example")


def test_sign_up_with_a_known_address_changes_nothing_and_tells_its_holder(client):
    user = account()

    sign_up(client, user.email, password="das-passwort-eines-fremden")

    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert User.objects.count() == 1
    assert (promised().name, promised().recipient) == ("accounts/account_exists", user.email)


# --- Rate limits ----------------------------------------------------------------------------------


def test_guessing_passwords_ends_after_five_tries(client):
    account()
    for _try in range(5):
        client.post("/konto/login/", {"login": "maria@ort.example", "password": "geraten-geraten"})

    response = client.post("/konto/login/", {"login": "maria@ort.example", "password": PASSWORD})

    assert "Das waren zu viele Versuche." in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_too_many_sign_ups_from_one_address_of_the_network(client):
    statuses = [sign_up(Client(), f"person{n}@ort.example").status_code for n in range(21)]

    assert statuses == [200] * 20 + [429]
    assert "Bitte warten Sie einen Augenblick" in sign_up(Client(), "x@ort.example").content.decode()


def test_without_redis_people_still_sign_in(client, settings, caplog):
    settings.CACHES = {
        **settings.CACHES,
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
    }
    account()

    started = time.perf_counter()
    response = client.post("/konto/login/", {"login": "maria@ort.example", "password": PASSWORD})

    assert response.url == reverse("dashboard")
    assert time.perf_counter() - started < 1
    assert "Redis is gone" in caplog.text


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "198.51.100.1"),
        (1, "203.0.113.9, 192.0.2.7", "192.0.2.7"),
        (2, "203.0.113.9, 192.0.2.7, 10.0.0.1", "192.0.2.7"),
        (2, "203.0.113.9", "198.51.100.1"),
        (1, None, "198.51.100.1"),
    ],
    ids=["none is ours", "one proxy", "two proxies", "fewer hops than proxies", "no header"],
)
def test_client_address_is_what_our_own_proxy_saw(rf, settings, proxies, forwarded, expected):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    request = rf.get("/", headers=headers, REMOTE_ADDR="198.51.100.1")

    assert client_ip(request) == expected


# --- Second factor --------------------------------------------------------------------------------


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def staff(group, email="redaktion@ort.example"):
    user = members.in_group(group, email=email)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def with_app(user):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    return secret


DESKS = [
    "/newsletter/versand/",
    "/newsletter/versand/leser/",
    "/bibliothek/importieren/",
    "/bibliothek/pruefung/",
    "/veranstaltungen/verwaltung/neu/",
    "/veranstaltungen/tag/teilnehmende/datei/csv",
    "/veranstaltungen/tag/angaben/",
    "/mitglieder/ort/verwalten/",
    "/mitglieder/runden/daten/",
    "/mitglieder/runden/daten/dateien/7/",
    "/bibliothek/einreichen/7/",
    "/bibliothek/einreichen/7/vorschau/",
]


@pytest.mark.parametrize("door", ["/redaktion/", "/redaktion/pages/", "/admin/", *DESKS])
@pytest.mark.parametrize("who", [EDITORS, ADMINS, "superuser"])
def test_back_rooms_stay_closed_without_a_second_factor(client, required, who, door):
    user = account(is_superuser=True, is_staff=True) if who == "superuser" else staff(who)
    client.force_login(user)

    response = client.get(door)

    assert (response.status_code, response.url) == (302, "/konto/2fa/")


def test_readers_rooms_and_own_desks_need_no_second_factor(client, required):
    client.force_login(staff(EDITORS))
    for path in ("/veranstaltungen/", "/mitglieder/", "/newsletter/", "/mein-bereich/"):
        assert client.get(path).status_code == 200

    client.force_login(members.coordinator(members.organisation(slug="ort")))
    assert client.get("/mitglieder/ort/verwalten/").status_code == 200


def test_back_room_opens_with_a_second_factor(client, required):
    user = account(is_superuser=True, is_staff=True)
    with_app(user)
    client.force_login(user)

    assert client.get("/redaktion/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, required):
    user = account(is_superuser=True, is_staff=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    client.force_login(user)

    assert client.get("/redaktion/").url == "/konto/2fa/"


def test_in_the_demo_the_second_factor_is_only_offered(client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(account(is_superuser=True, is_staff=True))

    assert client.get("/redaktion/").status_code == 200


def test_editor_without_second_factor_is_led_to_the_set_up_after_signing_in(client, required):
    account(is_superuser=True, is_staff=True)

    response = client.post("/konto/login/", {"login": "maria@ort.example", "password": PASSWORD})

    assert response.url == "/konto/2fa/"


def test_second_factor_is_asked_for_at_sign_in(client):
    secret = with_app(account())

    response = client.post("/konto/login/", {"login": "maria@ort.example", "password": PASSWORD})
    assert response.url.startswith("/konto/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    wrong = client.post("/konto/2fa/authenticate/", {"code": "000000"})
    assert "Dieser Code stimmt nicht." in wrong.content.decode()
    client.post("/konto/2fa/authenticate/", {"code": totp_code(secret)})

    assert "_auth_user_id" in client.session


def test_second_factor_is_asked_for_after_a_code_by_mail_too(client):
    user = account()
    with_app(user)
    client.post("/konto/login/code/", {"email": user.email})

    client.post("/konto/login/code/confirm/", {"code": code_in(promised())})

    assert "_auth_user_id" not in client.session


def test_secrets_of_second_factors_are_not_readable_in_the_database():
    user = account()
    secret = with_app(user)

    stored = Authenticator.objects.get(user=user).data["secret"]

    assert secret not in stored
    assert MFAAdapter().decrypt(stored) == secret


def test_secrets_outlive_a_change_of_the_secret_key(settings):
    stored = MFAAdapter().encrypt("geheim")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-key-" + "y" * 40, [settings.SECRET_KEY]

    assert MFAAdapter().decrypt(stored) == "geheim"


# --- One door -------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["/redaktion/", "/redaktion/login/", "/admin/", "/admin/login/", "/_util/login/"])
def test_visitors_meet_only_the_portals_own_log_in(client, door):
    response = client.get(door, follow=True)

    assert response.redirect_chain[-1][0].startswith("/konto/login/?next=")


@pytest.mark.parametrize("door", ["/admin/login/", "/redaktion/login/", "/_util/login/"])
def test_no_password_is_ever_taken_elsewhere(client, door):
    boss = account("boss@ort.example", is_superuser=True, is_staff=True)
    client.force_login(account())

    response = client.post(door, {"username": boss.email, "password": PASSWORD})

    assert response.status_code == 403
    assert client.session["_auth_user_id"] != str(boss.pk)


def test_wagtails_own_password_reset_is_closed(client):
    assert client.get("/redaktion/password_reset/").status_code == 404


def test_next_never_leads_out_of_the_portal(client):
    account()

    response = client.post(
        "/konto/login/", {"login": "maria@ort.example", "password": PASSWORD, "next": "https://böse.example/"}
    )

    assert response.url == reverse("dashboard")


# --- Mails ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", [*emails.MAILS, *emails.changes()])
def test_every_mail_is_complete_and_reads_alone(prefix, rf):
    context = {
        "code": "BCDF-GHJK",
        "password_reset_url": "http://testserver/konto/password/reset/",
        "signup_url": "http://testserver/konto/signup/",
        "timestamp": timezone.now(),
        "ip": "192.0.2.7",
        "user_agent": "Firefox",
    }

    emails.owe(prefix, "maria@ort.example", context)
    outbox.send_due()

    (message,) = django_mail.outbox
    assert message.to == ["maria@ort.example"]
    assert message.subject
    text, html = str(message.body), message.alternatives[0].content
    wanted = emails.MAILS[prefix][1] if prefix in emails.MAILS else ("ip", "user_agent")
    assert [fact for fact in wanted if context[fact] not in text or context[fact] not in html] == []
    assert not re.search(r"\b(du|dein\w*|dich|dir)\b", text, re.IGNORECASE)
    assert promised().facts == {}


def test_no_mail_of_allauth_leaves_without_our_words():
    """allauth's own list of mails against ours, so that an upgrade that adds one fails here."""
    import importlib.util
    from pathlib import Path

    home = Path(importlib.util.find_spec("allauth").origin).parent / "templates"
    theirs = {
        str(file.relative_to(home)).removesuffix("_subject.txt")
        for app in ("account", "mfa", "socialaccount")
        for file in (home / app / "email").glob("*_subject.txt")
    }
    by_link_instead_of_code = {"account/email/password_reset_key"}

    assert theirs - by_link_instead_of_code == set(emails.MAILS) | set(emails.changes())


def test_every_reachable_template_of_allauth_is_ours():
    import importlib.util
    from pathlib import Path

    home = Path(importlib.util.find_spec("allauth").origin).parent / "templates"
    ours = Path(__file__).parents[2] / "templates"
    never_shown = {
        # phones, links instead of codes, several addresses, sign-up by passkey, trusted browsers: not in use
        "account/phone_change.html", "account/confirm_phone_verification_code.html", "account/base_manage_phone.html",
        "account/messages/phone_verified.txt", "account/messages/phone_verification_sent.txt",
        "account/email.html", "account/email_confirm.html", "account/verification_sent.html",
        "account/password_reset_done.html", "account/verified_email_required.html",
        "account/signup_by_passkey.html", "mfa/webauthn/signup_form.html", "mfa/trust.html",
        "account/snippets/already_logged_in.html", "account/snippets/warn_no_email.html",
        "socialaccount/login_redirect.html", "socialaccount/snippets/provider_list.html",
        "socialaccount/snippets/login_extra.html",
    }  # fmt: skip
    frames = {
        "base_manage.html",
        "base_entrance.html",
        "base.html",
        "base_manage_email.html",
        "base_manage_password.html",
    }
    theirs = {
        str(file.relative_to(home))
        for app in ("account", "mfa", "usersessions", "socialaccount")
        for file in (home / app).rglob("*.*")
        if "email/" not in str(file.relative_to(home)) and file.name not in frames
    }

    assert sorted(name for name in theirs - never_shown if not (ours / name).exists()) == []


# --- Own account ----------------------------------------------------------------------------------


PAGES = [
    "/konto/", "/konto/profil/", "/konto/email/", "/konto/password/change/", "/konto/2fa/",
    "/konto/2fa/totp/activate/", "/konto/2fa/webauthn/", "/konto/2fa/webauthn/add/", "/konto/sessions/",
    "/konto/3rdparty/", "/konto/logout/",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_the_account_are_for_signed_in_people(client, path):
    assert client.get(path).status_code == 302

    account()
    client.post("/konto/login/", {"login": "maria@ort.example", "password": PASSWORD})
    client.post("/konto/reauthenticate/", {"password": PASSWORD})

    assert client.get(path).status_code == 200


def test_changing_what_protects_the_account_asks_for_the_password_again(client):
    client.force_login(account())

    response = client.get("/konto/2fa/totp/activate/", follow=True)

    assert response.redirect_chain[-1][0].startswith("/konto/reauthenticate/")


def test_sign_in_buttons_of_other_services_only_where_configured(client, settings):
    assert "Rathaus-Konto" not in client.get("/konto/login/").content.decode()

    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "rathaus",
                    "name": "Rathaus-Konto",
                    "client_id": "forum",
                    "secret": "geheim",
                    "settings": {"server_url": "https://anmeldung.ort.example"},
                }
            ]
        }
    }

    page = client.get("/konto/login/").content.decode()
    assert "Rathaus-Konto" in page
    assert 'href="/konto/oidc/rathaus/login/' in page
    assert get_template("socialaccount/login.html")


def test_other_sessions_are_signed_out(client):
    user = account()
    other = Client()
    for browser in (client, other):
        browser.post("/konto/login/", {"login": user.email, "password": PASSWORD})

    client.post("/konto/sessions/")

    assert other.get("/konto/").status_code == 302
    assert client.get("/konto/").status_code == 200


@pytest.fixture(autouse=True)
def limits_start_at_zero():
    cache.clear()


# --- What stays behind ----------------------------------------------------------------------------


def test_export_names_sessions_and_factors_but_no_secret(client):
    user = account()
    secret = with_app(user)
    client.force_login(user)
    UserSession.objects.create(user=user, session_key=client.session.session_key, ip="192.0.2.7", user_agent="Firefox")

    taken = retention.export(user)

    assert taken["Anmeldung"]["Sitzungen"][0]["Netzadresse"] == "192.0.2.7"
    assert [factor["Art"] for factor in taken["Anmeldung"]["Zweite Faktoren"]] != []
    assert secret not in json.dumps(taken)


def test_address_of_the_network_goes_with_the_session():
    user = account()
    UserSession.objects.create(user=user, session_key="ended", ip="192.0.2.7", user_agent="Firefox")

    assert retention.retain(timezone.now())["beendete Sitzungen"] == 1
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(
    ("verified", "days", "stays"),
    [(False, 8, False), (False, 6, True), (True, 8, True)],
    ids=["never confirmed", "still has time", "confirmed"],
)
def test_account_nobody_confirmed_is_deleted_after_a_week(verified, days, stays):
    user = ground.user(date_joined=timezone.now() - timedelta(days=days))
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)

    retention.retain(timezone.now())

    assert User.objects.filter(pk=user.pk).exists() is stays
