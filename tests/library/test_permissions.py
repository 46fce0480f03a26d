"""Every address of the Library from outside: who gets in, who does not, and that reading changes nothing."""

import pytest
from django.urls import get_resolver, reverse

from members.models import Organisation
from members.permissions import EDITORS, REVIEWERS
from tests.factories import library, members

pytestmark = pytest.mark.django_db

IN, LOGIN, NO, HIDDEN, METHOD = 200, 302, 403, 404, 405


@pytest.fixture(scope="module")
def scene(module_db):
    """A published practice, a draft, a submission under review, and one person of each kind."""
    organisation = members.organisation()
    author = members.member(organisation)
    return {
        "people": {
            "visitor": None,
            "member": members.member(),
            "author": author,
            "reviewer": members.in_group(REVIEWERS),
            "editor": members.in_group(EDITORS),
        },
        "page": library.published(organisation=organisation, author=author),
        "draft": library.draft(organisation=organisation, author=author),
        "waiting": library.submitted(organisation=organisation, author=author),
    }


# name, argument, answers to GET for: visitor, member of another organisation, author, reviewer, editor
ADDRESSES = [
    ("index", None, (IN, IN, IN, IN, IN)),
    ("compare", None, (IN, IN, IN, IN, IN)),
    ("template", "csv", (IN, IN, IN, IN, IN)),
    ("kept", None, (LOGIN, IN, IN, IN, IN)),
    ("submit", None, (LOGIN, IN, IN, IN, IN)),
    ("write", "draft", (LOGIN, HIDDEN, IN, HIDDEN, IN)),
    ("preview", "draft", (LOGIN, HIDDEN, IN, IN, IN)),
    ("hand_in", "draft", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    ("discard", "draft", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    ("picture", "draft", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    ("review_desk", None, (LOGIN, NO, NO, IN, IN)),
    ("review", "waiting", (LOGIN, NO, NO, IN, IN)),
    ("judge", "waiting", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    ("comment", "waiting", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    ("decide", "waiting", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    ("ask", "page", (IN, IN, IN, IN, IN)),
    ("asked", "page", (IN, IN, IN, IN, IN)),
    ("one_pager", "page", (IN, IN, IN, IN, IN)),
    ("keep", "page", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    ("take_over", "page", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    ("revise", "page", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    ("confirm_here", "page", (LOGIN, METHOD, METHOD, METHOD, METHOD)),
    ("change", "page", (LOGIN, NO, IN, NO, NO)),
]


def address(scene, name, argument):
    if argument is None:
        return reverse(f"library:{name}")
    if argument == "csv":
        return reverse(f"library:{name}", args=["csv"])
    found = scene[argument]
    more = ["erstes"] if name == "picture" else []
    return reverse(f"library:{name}", args=[found.slug if argument == "page" else found.pk, *more])


@pytest.mark.parametrize(("name", "argument", "answers"), ADDRESSES, ids=[row[0] for row in ADDRESSES])
def test_who_may_open_what(client, scene, name, argument, answers):
    url = address(scene, name, argument)
    seen = []
    for person in scene["people"].values():
        client.logout()
        if person is not None:
            client.force_login(person)
        seen.append(client.get(url).status_code)

    assert tuple(seen) == answers


# name, argument, data, answers to POST for: visitor, member of another organisation
REFUSED = [
    ("hand_in", "draft", {}, (LOGIN, HIDDEN)),
    ("discard", "draft", {}, (LOGIN, HIDDEN)),
    ("picture", "draft", {"was": "entfernen"}, (LOGIN, HIDDEN)),
    ("write", "draft", {"title": "Gekapert"}, (LOGIN, HIDDEN)),
    ("judge", "waiting", {"nutzen": "ja"}, (LOGIN, NO)),
    ("comment", "waiting", {"field": "title", "text": "x"}, (LOGIN, NO)),
    ("decide", "waiting", {"decision": "publish"}, (LOGIN, NO)),
    ("take_over", "page", {}, (LOGIN, NO)),
    ("revise", "page", {}, (LOGIN, NO)),
    ("confirm_here", "page", {}, (LOGIN, HIDDEN)),
    ("keep", "page", {"organisation": "own"}, (LOGIN, HIDDEN)),
]


@pytest.mark.parametrize(("name", "argument", "data", "answers"), REFUSED, ids=[row[0] for row in REFUSED])
def test_who_may_not_act(client, scene, name, argument, data, answers):
    if data.get("organisation"):
        data = {"organisation": Organisation.objects.get(pk=scene["page"].origin_id).pk}
    url = address(scene, name, argument)

    anonymous = client.post(url, data).status_code
    client.force_login(scene["people"]["member"])
    other = client.post(url, data).status_code

    assert (anonymous, other) == answers
    states = {found: type(scene[found]).objects.get(pk=scene[found].pk).state for found in ("draft", "waiting")}
    assert states == {"draft": "entwurf", "waiting": "eingereicht"}
    assert scene["page"].submissions.count() == 1


def test_author_cannot_decide_own_submission(client, scene):
    client.force_login(scene["people"]["author"])

    response = client.post(reverse("library:decide", args=[scene["waiting"].pk]), {"decision": "publish"})

    assert response.status_code == NO


def test_unpublished_practice_has_no_page_pdf_or_question(client, scene):
    slug = scene["draft"].practice.slug
    assert client.get(f"/bibliothek/{scene['page'].slug}/").status_code == IN  # such pages exist

    for path in ("", "frage/", "frage/gestellt/", "einseiter.pdf"):
        assert client.get(f"/bibliothek/{slug}/{path}").status_code == HIDDEN


def test_every_address_of_writing_and_reading_stands_in_the_table():
    """Rooms that came later have their own tables (tests/library/test_*_permissions.py)."""
    ours = {row[0] for row in ADDRESSES if row[0] != "index"} | {"upload", "confirm"}
    named = {
        pattern.name
        for pattern in get_resolver("library.urls").url_patterns
        if pattern.callback.__module__.rsplit(".", 1)[1]
        in ("asking", "downloads", "freshness", "keeping", "review", "writing")
    }

    assert named == ours
