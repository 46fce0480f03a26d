"""Who may do what, from the outside: every role at every address of the rooms that are listed here.

A room adds its own rows by a module-level list `MATRIX` in tests/<room>/matrix.py with entries `row(...)`; a route of a
listed room without a row fails. Answers: 200 may see, 302 goes to the sign-in page, 403 may not, 404 is not there
for this person. Only addresses with state of their own need more than one line.
"""

from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from forum import tokens
from members import admission, emails, groups, people
from members.models import ExpertGroup, Membership
from members.permissions import ADMINS, EDITORS, REVIEWERS
from tests.factories import ground
from tests.factories.members import coordinator, in_group, member, municipality, organisation

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "stranger", "staff", "coordinator", "other_coordinator", "reviewer", "editor", "admin")
PUBLIC = dict.fromkeys(ROLES, 200)
SIGNED_IN = {**PUBLIC, "visitor": 302}
NOBODY_BUT = dict.fromkeys(ROLES, 403) | {"visitor": 302}


@dataclass(frozen=True)
class Row:
    """`route` with `args` (words in braces are taken from the world) answers `expected` by role; `method` GET or POST."""

    route: str
    args: tuple = ()
    expected: dict = field(default_factory=dict)
    method: str = "get"
    data: dict = field(default_factory=dict)
    query: str = ""

    @property
    def name(self) -> str:
        return f"{self.method} {self.route} {' '.join(map(str, self.args))}".strip()


def row(route, *args, expected, method="get", data=None, query=""):
    return Row(route, args, expected, method, data or {}, query)


def only(*roles, yes=200, visitor=302, no=403):
    """Everybody gets `no` but these roles, who get `yes`; visitors are sent to the sign-in page."""
    return {**dict.fromkeys(ROLES, no), "visitor": visitor, **dict.fromkeys(roles, yes)}


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
    row("hand_over", "ort", expected=only("staff", "coordinator", "admin")),
    row("my_data", expected=SIGNED_IN),
    row("my_data_file", expected=SIGNED_IN),
    row("erase", expected=SIGNED_IN),
    row("dashboard", expected=SIGNED_IN),
    row("people_desk", expected=only("admin")),
    row("person_desk", "{person}", expected=only("admin")),
    row("person_desk", "{person}", method="post", data={"act": "rollen"}, expected=only("admin", yes=302)),
    row("merge_desk", expected=only("admin")),
    row("decide_application", "{application}", expected=only("admin")),
    row("answer_data_request", "{data_request}", expected=only("admin")),
    row("import_organisations", expected=only("admin")),
]  # fmt: skip

# What Wagtail answers where somebody may not enter: it sends them away instead of saying 403.
SENT_AWAY = {
    "people_desk", "person_desk", "merge_desk", "decide_application", "answer_data_request", "import_organisations"
}  # fmt: skip


def _rows():
    rows = list(MATRIX)
    for room in ("library", "events", "newsletter"):
        if find_spec(f"tests.{room}.matrix"):
            rows += import_module(f"tests.{room}.matrix").MATRIX
    return rows


@pytest.fixture
def world():
    """One organisation with its people, another one, and one thing of each kind to act on."""
    place = organisation(slug="ort", name="Ort", email_domain="ort.example")
    other = organisation(slug="anderer-ort", name="Anderer Ort")
    people_ = {
        "visitor": None,
        "stranger": ground.user(),
        "staff": member(place),
        "coordinator": coordinator(place),
        "other_coordinator": coordinator(other),
        "reviewer": in_group(REVIEWERS),
        "editor": in_group(EDITORS),
        "admin": in_group(ADMINS),
    }
    # A second coordinator, so that no act of the matrix is refused for another reason.
    coordinator(place)
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
    return people_, {
        "ort": place.pk,
        "invitation": tokens.sign(emails.INVITATION, invitation.pk),
        "invitation_pk": invitation.pk,
        "waiting": waiting.pk,
        "staff": Membership.objects.get(user=people_["staff"]).pk,
        "seat": seat.pk,
        "person": people_["stranger"].pk,
        "application": application.pk,
        "data_request": asked.pk,
    }


def _filled(text, things):
    return things[text[1:-1]] if isinstance(text, str) and text.startswith("{") else text


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_each_role_as_it_should(client, world, role):
    """One world per role; what a row changes is taken back before the next one."""
    people_, things = world
    if people_[role]:
        client.force_login(people_[role])
    wrong = []
    for line in _rows():
        with transaction.atomic():
            if complaint := _complaint(client, line, role, things):
                wrong.append(complaint)
            transaction.set_rollback(True)

    assert wrong == []


def _complaint(client, line, role, things):
    url = reverse(line.route, args=[_filled(arg, things) for arg in line.args]) + line.query
    data = {key: _filled(value, things) for key, value in line.data.items()}
    answer = getattr(client, line.method)(url, data)
    expected, to = line.expected[role], getattr(answer, "url", "")
    if expected == 403 and line.route in SENT_AWAY and answer.status_code == 302:
        return "" if to in ("/redaktion/", "/redaktion/login/") or "login" in to else f"{line.name}: sent to {to}"
    if answer.status_code != expected:
        return f"{line.name}: {answer.status_code} {to} instead of {expected}"
    if expected == 302 and role == "visitor" and "/login/" not in to:
        return f"{line.name}: visitor sent to {to}"
    return ""


def test_every_address_of_the_room_has_a_row():
    named = {line.route for line in _rows()}
    routes = {f"members:{name}" for name in _names("members")}

    assert routes - named == set()


def _names(namespace):
    found = set()

    def walk(patterns, inside):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, inside or pattern.namespace == namespace)
            elif isinstance(pattern, URLPattern) and inside and pattern.name:
                found.add(pattern.name)

    walk(get_resolver().url_patterns, False)
    return found
