"""Who gets what at which address: every address of the portal, every role, looking (GET) and acting (POST).

The rows stand in roles.txt; an address without a row fails. The world is the demo. `all` means that everybody gets the
same. 302L goes to the sign-in page, 302 to another page, 405 means that this method is not for this address.
"""

import re
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from events.emails import receipt_token
from events.models import Event, Registration, SeriesPage
from forum import tokens
from forum.models import User
from library.models import Adoption, PracticePage, Submission
from members.models import ExpertGroup, Membership
from members.permissions import REVIEWERS
from newsletter import links
from newsletter.models import IssuePage, Prompt, Subscriber

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "outsider", "staff", "coordinator", "neighbour", "reviewer", "editor", "office")
# allauth's addresses have tables of their own (test_accounts.py), Wagtail's and Django's rooms the test below.
OTHERS = ("allauth.", "wagtail.", "django.")
BACK_ROOMS = ("redaktion/", "admin/")
BEHIND_WAGTAILS_GUARD = {"people_desk", "person_desk", "merge_desk"}  # ours all the same


def rows() -> dict[tuple[str, str], list[str]]:
    """(method, route) and the answers in the order of ROLES."""
    found = {}
    for line in (Path(__file__).parent / "roles.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            method, route, *answers = line.split()
            found[method, route] = answers[1:] * len(ROLES) if answers[0] == "all" else answers
    return found


def ours(patterns, prefix="", names=()):
    """Name and parameters of every address that our own code answers."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) in BACK_ROOMS:
                continue
            yield from ours(pattern.url_patterns, prefix + str(pattern.pattern), (*names, pattern.namespace))
        elif isinstance(pattern, URLPattern) and pattern.name and _is_ours(pattern):
            name = ":".join([each for each in names if each] + [pattern.name])
            yield name, re.findall(r"<(?:\w+:)?(\w+)>", prefix + str(pattern.pattern))


def _is_ours(pattern) -> bool:
    return pattern.name in BEHIND_WAGTAILS_GUARD or not _module(pattern.callback).startswith(OTHERS)


def _module(callback) -> str:
    view = getattr(callback, "view_class", None) or callback
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return getattr(view, "__module__", None) or type(view).__module__


@pytest.fixture
def world(demo, db):
    return build_world()


def build_world() -> SimpleNamespace:
    """In the demo: the people, and for each route the values of its parameters."""
    event = Event.objects.get(slug="interkommunaler-austausch-neuhafen")
    seat = Registration.objects.filter(event=event, status="confirmed").first()
    practice = PracticePage.objects.live().filter(origin__slug="neuhafen").first()
    draft = Submission.objects.filter(state="entwurf", organisation__slug="musterstadt").first()
    waiting = Submission.objects.filter(state="eingereicht").first()
    adoption = Adoption.objects.filter(adopter__slug="musterstadt").first()
    group = ExpertGroup.objects.first()
    meeting, file = group.meetings.first(), group.documents.first()
    if not file.file.storage.exists(file.file.name):  # the demo's database outlives the folder of its files
        file.file.storage.save(file.file.name, ContentFile(b"Entwurf"))
    sent, written = (IssuePage.objects.filter(dispatch__isnull=state).first() for state in (False, True))
    prompt = Prompt.objects.filter(closes_at__gt=timezone.now()).first()
    reviewer = User.objects.create_user(email="demo-pruefung@bergheide.example")
    reviewer.groups.add(Group.objects.get(name=REVIEWERS))
    outsider = User.objects.create_user(email="demo-gast@bergheide.example")
    people = {
        "visitor": None,
        "outsider": outsider,
        "staff": User.objects.get(email="mitarbeit@musterstadt.example"),
        "coordinator": User.objects.get(email="koordination@musterstadt.example"),
        "neighbour": User.objects.get(email="koordination@neuhafen.example"),
        "reviewer": reviewer,
        "editor": User.objects.get(email="redaktion@forum.example"),
        "office": User.objects.get(email="admin@forum.example"),
    }
    reader = Subscriber.objects.get(email="koordination@musterstadt.example")
    own = Membership.objects.get(user=people["staff"])
    rooms = {
        "events": {"slug": event.slug, "number": seat.receipt_no, "kind": "xlsx", "token": receipt_token([seat])},
        "library": {"slug": practice.slug, "kind": "csv", "what": "datei", "section": "problem", "pk": draft.pk},
        "members": {"slug": "musterstadt", "pk": own.pk, "act": "koordination", "token": "x"},
        "newsletter": {"pk": sent.pk, "choice": 0, "token": "x"},
        "open_data": {"slug": practice.slug},
    }
    review = {f"library:{route}": {"pk": waiting.pk} for route in ("review", "judge", "comment", "decide")}
    adopting = {
        f"library:adoption{end}": {"pk": adoption.pk} for end in ("", "_confirm", "_decline", "_advance", "_abandon")
    }
    unsent = {f"newsletter:desk_{end}": {"pk": written.pk} for end in ("preview", "preview_html", "probe", "act")}
    by_mail = {
        f"newsletter:{route}": {"token": links.sign(purpose, reader.pk)}
        for route, purpose in (
            ("preferences", "preferences"),
            ("unsubscribe", "unsubscribe"),
            ("one_click", "one-click"),
        )
    }
    routes = {
        **review,
        **adopting,
        **unsent,
        **by_mail,
        **{
            f"members:group{end}": {"slug": group.slug}
            for end in ("", "_join", "_board", "_meeting_add", "_document_add")
        },
        **{f"members:group_meeting{end}": {"slug": group.slug, "pk": meeting.pk} for end in ("", "_cancel", "_ics")},
        **{f"members:group_document{end}": {"slug": group.slug, "pk": file.pk} for end in ("", "_remove")},
        "members:group_person": {"slug": group.slug, "pk": group.memberships.first().pk, "act": "aufnehmen"},
        "members:withdraw": {"pk": 0},
        "library:theme": {"slug": "mobilitaet"},
        "library:confirm": {"token": "x"},
        "library:stop_alerts": {"token": tokens.sign("library.alerts", people["coordinator"].pk)},
        "library:forget_search": {"pk": 0},
        "library:picture": {"pk": draft.pk, "key": "x"},
        "library:template": {"kind": "csv"},
        "library:transfer_report_of": {"slug": "neuhafen"},
        "events:feed_series": {"slug": SeriesPage.objects.first().slug},
        "events:feed_field": {"slug": "mobilitaet"},
        "events:feed_mine": {"token": tokens.sign("events.feed", people["coordinator"].pk)},
        "events:sent": {"token": tokens.sign("events.sent", "m…@ort.example")},
        "events:confirm": {"token": tokens.sign("events.confirm", [seat.pk, seat.secret[:12]])},
        **{f"events:{route}": {"token": "x"} for route in ("interest_confirm", "interest_stop", "speaker")},
        "newsletter:own_answer": {"pk": prompt.pk},
        "newsletter:answer": {"token": links.sign("answer", reader.pk, prompt.pk, 0)},
        "events:desk_rows": {"name": "fragen"},
        "hand_over": {"slug": "musterstadt"},
        "report_received": {"token": tokens.sign("forum.reported", 0)},
        "colours": {"fingerprint": "x"},
        "person_desk": {"pk": outsider.pk},
        "handbook": {"chapter": "redaktion"},
    }
    return SimpleNamespace(people=people, rooms=rooms, routes=routes)


def addresses(world) -> dict[str, str]:
    found = {}
    for name, parameters in ours(get_resolver().url_patterns):
        values = world.rooms.get(name.partition(":")[0], {}) | world.routes.get(name, {})
        found[name] = reverse(name, kwargs={each: values[each] for each in parameters})
    return found


def told(answer) -> str:
    if answer.streaming:
        answer.getvalue()  # to its end, or the file stays open
    return f"{answer.status_code}{'L' if '/login/' in getattr(answer, 'url', '') else ''}"


@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_this_role_as_it_should(world, role, caplog):
    table, wrong = rows(), []
    browser = Client()
    if world.people[role]:
        browser.force_login(world.people[role])
    signed_in = deepcopy(browser.cookies)
    for route, url in addresses(world).items():
        for method in ("GET", "POST"):
            answers = table[method, route]
            if len(set(answers)) == 1 and role not in ("visitor", "coordinator"):
                continue  # what everybody may see is looked at by two
            with transaction.atomic():
                response = browser.generic(method, url) if method == "GET" else browser.post(url)
                answer = told(response)
                for _part in response.streaming_content if response.streaming else ():
                    pass  # a file that nobody reads to its end stays open
                transaction.set_rollback(True)
            browser.cookies = deepcopy(signed_in)  # what came before may have signed out
            if answer != answers[ROLES.index(role)]:
                wrong.append(f"{method} {route} {url}: {answer} instead of {answers[ROLES.index(role)]}")

    assert wrong == []


def test_every_address_has_a_row_and_every_row_an_address():
    named = {(method, name) for name, _parameters in ours(get_resolver().url_patterns) for method in ("GET", "POST")}

    assert named - set(rows()) == set()
    assert set(rows()) - named == set()


def test_back_rooms_open_for_nobody_without_a_role(world):
    """Every address of Wagtail's and of Django's administration that needs no parameter."""
    browser, open_doors, tried = Client(), [], 0
    browser.force_login(world.people["coordinator"])
    for url in _back_rooms():
        tried += 1
        answer = browser.get(url)
        if answer.status_code == 200:
            open_doors.append(url)

    assert tried > 60
    assert open_doors == []


def _back_rooms():
    def walk(patterns, prefix):
        for pattern in patterns:
            here = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, here)
            elif not re.search(r"[<(\\]", here):
                yield f"/{here}"

    harmless = re.compile(r"/(jsi18n|sprite|login|logout|keyboard-shortcuts)")
    for pattern in get_resolver().url_patterns:
        if str(pattern.pattern) in BACK_ROOMS:
            yield from (url for url in walk(pattern.url_patterns, str(pattern.pattern)) if not harmless.search(url))
