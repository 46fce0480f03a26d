"""The rows of the permissions matrix: who gets which answer at which address. The walk is tests/forum/test_matrix.py.

Each room has its `matrix.py` with `MATRIX`, a list of `row(...)`, and `things(people, place, other)`: what its addresses
need in the world, by the words that stand in braces in its rows.
"""

from dataclasses import dataclass, field

ROLES = ("visitor", "stranger", "staff", "coordinator", "other_coordinator", "reviewer", "editor", "admin")
PUBLIC = dict.fromkeys(ROLES, 200)
SIGNED_IN = {**PUBLIC, "visitor": 302}
GONE = dict.fromkeys(ROLES, 404)


@dataclass(frozen=True)
class Row:
    """`route` with `args` (words in braces are taken from the world) answers `expected` by role; `method` get or post."""

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


def everybody(code):
    return dict.fromkeys(ROLES, code)


def only(*roles, yes=200, visitor=302, no=403):
    """Everybody gets `no` but these roles, who get `yes`; visitors are sent to the sign-in page."""
    return {**dict.fromkeys(ROLES, no), "visitor": visitor, **dict.fromkeys(roles, yes)}
