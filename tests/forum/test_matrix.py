"""Who may do what, from the outside: every role, acting with real data, on things of the own and of another organisation.

That each address has an answer for everybody at all is held by test_roles.py; here stand the acts and the objects.
Answers: 200 may see, 302 goes on or to the sign-in page, 403 may not, 404 is not there for this person. What a row
changes is taken back.
"""

import pytest
from django.db import transaction
from django.urls import reverse

from members.permissions import ADMINS, EDITORS, REVIEWERS
from tests.events import matrix as events
from tests.factories import ground
from tests.factories.members import coordinator, in_group, member, organisation
from tests.forum import matrix as forum
from tests.library import matrix as library
from tests.matrix import ROLES
from tests.members import matrix as members
from tests.newsletter import matrix as newsletter

pytestmark = pytest.mark.django_db

ROOMS = (members, library, events, newsletter, forum)
MATRIX = [line for room in ROOMS for line in room.MATRIX]

EDITORS_ROOM = "/redaktion/"


@pytest.fixture(scope="module")
def world(module_db):
    """One organisation with its people, another one, and one thing of each kind to act on."""
    place = organisation(slug="ort", name="Ort", email_domain="ort.example")
    other = organisation(slug="anderer-ort", name="Anderer Ort")
    people = {
        "visitor": None,
        "stranger": ground.user(),
        "staff": member(place),
        "coordinator": coordinator(place),
        "other_coordinator": coordinator(other),
        "reviewer": in_group(REVIEWERS),
        "editor": in_group(EDITORS),
        "admin": in_group(ADMINS),
    }
    # Second coordinators, so that no act of the matrix is refused for another reason.
    coordinator(place)
    coordinator(other)
    things = {"ort": place.pk, "anderer-ort": other.pk}
    for room in ROOMS:
        more = room.things(people, place, other)
        assert not things.keys() & more.keys(), "One word, one thing."
        things |= more
    return people, things


def _filled(value, things):
    return things[value[1:-1]] if isinstance(value, str) and value.startswith("{") else value


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_each_role_as_it_should(client, world, role):
    people, things = world
    if people[role]:
        client.force_login(people[role])
    wrong = []
    for line in MATRIX:
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
    if expected == 403 and url.startswith(EDITORS_ROOM):
        # Wagtail sends away whoever may not enter: to the sign-in page, or to its front page.
        is_away = answer.status_code == 302 and (to == EDITORS_ROOM or "/login/" in to)
        return "" if is_away else f"{line.name}: {answer.status_code} {to} instead of being sent away"
    if answer.status_code != expected:
        return f"{line.name}: {answer.status_code} {to} instead of {expected}"
    if expected == 302 and role == "visitor" and set(line.expected.values()) != {302} and "/login/" not in to:
        return f"{line.name}: visitor sent to {to}"
    return ""
