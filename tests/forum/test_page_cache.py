"""A page kept for nobody in particular is never handed to somebody, and somebody's page is never kept."""

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from forum.page_cache import AnonymousPageCache


@pytest.fixture(autouse=True)
def kept_for_ten_seconds(settings):
    settings.ANONYMOUS_PAGE_SECONDS = 10


class Counter:
    """A view that says how often it was asked."""

    def __init__(self, **headers):
        self.calls, self.headers, self.cookie = 0, headers, None

    def __call__(self, request):
        self.calls += 1
        response = HttpResponse(f"page {self.calls}", headers=self.headers)
        if self.cookie:
            response.set_cookie(*self.cookie)
        return response


def ask(view, path="/bibliothek/", method="GET", **meta):
    request = HttpRequest()
    request.method, request.path, request.path_info = method, path, path
    request.META = {"HTTP_HOST": "testserver", **meta}
    return AnonymousPageCache(view)(request)


def test_second_anonymous_reader_gets_the_kept_page():
    view = Counter()

    assert ask(view).content == ask(view).content == b"page 1"
    assert ask(view)["Cache-Control"] == "public, max-age=10"


@pytest.mark.parametrize(
    "second",
    [
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_COOKIE": "csrftoken=x"},
        {"path": "/bibliothek/", "QUERY_STRING": "q=parken"},
        {"HTTP_HX_REQUEST": "true"},
        {"method": "POST"},
    ],
    ids=["signed-in", "filled-in-a-form", "other-question", "partial", "post"],
)
def test_anybody_else_gets_their_own(second):
    view = Counter()
    ask(view)

    assert ask(view, **second).content == b"page 2"


@pytest.mark.parametrize("path", ["/redaktion/", "/konto/login/", "/mein-bereich/", "/readyz"])
def test_private_rooms_are_never_kept(path):
    view = Counter()
    ask(view, path)

    assert ask(view, path).content == b"page 2"


@pytest.mark.parametrize("header", ["private", "no-store", "max-age=0"])
def test_answer_that_forbids_it_is_not_kept(header):
    view = Counter(**{"Cache-Control": header})
    ask(view)

    assert ask(view).content == b"page 2"


def test_answer_that_sets_a_cookie_is_not_kept():
    view = Counter()
    view.cookie = ("csrftoken", "secret")
    ask(view)

    assert ask(view).content == b"page 2"


def test_signed_in_page_is_not_handed_to_anonymous():
    view = Counter()
    ask(view, HTTP_COOKIE="sessionid=x")

    assert ask(view).content == b"page 2"


def test_kept_page_ends_by_itself():
    ask(Counter())
    (key,) = cache.iter_keys("page:*")

    assert 0 < cache.ttl(key) <= 10
