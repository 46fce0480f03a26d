"""Editors: news from draft to front page, a newsletter from draft to mailbox."""

import re

import pytest
from playwright.sync_api import expect

from forum.models import NewsIndexPage, NewsPage, User
from newsletter import tasks
from newsletter.models import Dispatch, IssuePage, NewsletterSettings, Subscriber
from tests.browser import assert_accessible, delivered_mails, sign_in
from tests.newsletter import sink as sinks

pytestmark = pytest.mark.browser

EDITOR, ADMIN, READER = "redaktion@forum.example", "admin@forum.example", "frische-leserin@bergheide.example"


def test_editor_writes_previews_and_publishes_news(visitors):
    editor, visitor = visitors(), visitors()
    sign_in(editor, EDITOR)
    index = NewsIndexPage.objects.get()

    editor.goto(f"/redaktion/pages/add/forum/newspage/{index.pk}/")
    editor.get_by_role("textbox", name=re.compile("^Titel")).first.fill("Musterstadt zählt Regen")
    editor.get_by_label(re.compile("^(Vorspann|In einem Satz|Anriss)")).first.fill(
        "Zwölf Messstellen melden jede Minute."
    )
    editor.get_by_role("button", name="Vorschau").first.click()
    preview = editor.frame_locator("iframe#w-preview-iframe, iframe[title='Vorschau']").first
    expect(preview.get_by_role("heading", level=1)).to_have_text("Musterstadt zählt Regen")
    visitor.goto("/aktuelles/")
    expect(visitor.get_by_text("Musterstadt zählt Regen")).to_have_count(0)
    editor.get_by_role("button", name="Aktionen").last.click()
    editor.get_by_role("button", name="Veröffentlichen").click()

    expect(editor.get_by_text("veröffentlicht").first).to_be_visible()
    assert NewsPage.objects.live().filter(title="Musterstadt zählt Regen").exists()
    visitor.goto("/aktuelles/")
    visitor.get_by_role("link", name="Musterstadt zählt Regen").first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Musterstadt zählt Regen")


@pytest.fixture
def mail_server(settings):
    sink = sinks.Sink()
    controller = sinks.start(sink)
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", controller.port, 5
    yield sink
    controller.stop()


def test_reader_gets_the_issue_the_editor_sends_and_leaves_with_one_click(visitors, mail_server):
    limits = NewsletterSettings.load()
    limits.rate_per_second = limits.domain_rate_per_second = 0
    limits.save()
    reader, editor = visitors(), visitors()
    reader.goto("/newsletter/anmelden/")
    reader.get_by_label("E-Mail-Adresse").fill(READER)
    reader.get_by_role("button", name="Newsletter bestellen").click()
    (asked,) = delivered_mails(READER)
    reader.goto(re.search(r"https?://\S+/newsletter/bestaetigen/\S+", asked.body)[0])
    reader.get_by_role("button", name="Ja, Newsletter bestellen").click()

    draft = IssuePage.objects.filter(dispatch__isnull=True).get()
    sign_in(editor, EDITOR)
    editor.goto("/newsletter/versand/")
    editor.get_by_role("main").get_by_role("row").filter(has_text="Entwurf").get_by_role("link").click()
    assert_accessible(editor)
    if limits.second_person and draft.latest_revision.user == User.objects.get(email=EDITOR):
        sign_in(editor, ADMIN)
        editor.reload()
    editor.get_by_role("button", name="Freigeben").click()
    assert_accessible(editor)
    editor.get_by_role("button", name="Jetzt versenden").click()
    tasks.send(Dispatch.objects.get(issue=draft).pk)

    (content,) = [content for address, content in mail_server.mails if address == READER]
    mail = mail_server.parsed(content)
    text = mail.get_body(("plain",)).get_content()
    assert draft.get_latest_revision_as_object().title.upper() in text
    editor.reload()
    expect(editor.get_by_role("main")).to_contain_text("Was daraus wurde")
    one_click = re.search(r"<(https?://[^>]+)>", mail["List-Unsubscribe"])[1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    answer = reader.request.post(one_click, form={"List-Unsubscribe": "One-Click"})
    assert answer.status == 200
    assert Subscriber.objects.get(email=READER).state == Subscriber.State.UNSUBSCRIBED
    reader.goto(re.search(r"https?://\S+/newsletter/abbestellen/\S+", text)[0])
    expect(reader.get_by_role("heading", level=1)).to_contain_text("abbestellt")
