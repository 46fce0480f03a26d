"""Municipalities, organisations, memberships."""

from itertools import count

from django.contrib.auth.models import Group

from forum.models import User
from members.models import Membership, Municipality, Organisation
from tests.factories import ground

_numbers = count(1)


def municipality(**fields) -> Municipality:
    number = next(_numbers)
    defaults = {
        "ags": f"05{number:06d}",
        "ars": f"05{number:03d}0000{number:03d}"[:12],
        "level": Municipality.Level.MUNICIPALITY,
        "name": f"Testort {number}",
        "name_official": f"Testort {number}, Stadt",
        "kind": "Stadt",
        "land": "Nordrhein-Westfalen",
        "land_ags": "05",
        "district_ags": "05999",
        "district": "Testkreis",
        "population": 30_000,
        "area_km2": 60,
        "degurba": 2,
    }
    return Municipality.objects.create(**{**defaults, **fields})


def organisation(**fields) -> Organisation:
    number = next(_numbers)
    defaults = {
        "name": f"Stadt Testort {number}",
        "slug": f"testort-{number}",
        "kind": Organisation.Kind.MUNICIPALITY,
        "standing": Organisation.Standing.MEMBER,
    }
    return Organisation.objects.create(**{**defaults, **fields})


def member(organisation_: Organisation | None = None, *, role: str = Membership.Role.STAFF, **fields) -> User:
    """A person who belongs to an organisation (a new one when none is given)."""
    user = ground.user(**fields)
    Membership.objects.create(user=user, organisation=organisation_ or organisation(), role=role)
    return user


def coordinator(organisation_: Organisation | None = None, **fields) -> User:
    return member(organisation_, role=Membership.Role.COORDINATOR, **fields)


def in_group(name: str, **fields) -> User:
    """A reviewer, editor or admin: pass members.permissions.REVIEWERS, EDITORS or ADMINS."""
    user = ground.user(**fields)
    user.groups.add(Group.objects.get(name=name))
    return user
