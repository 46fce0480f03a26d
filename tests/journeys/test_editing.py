"""Editors: news from draft to front page. Newsletters have a file of their own."""

import re

import pytest
from playwright.sync_api import expect

from forum.models import NewsIndexPage, NewsPage
from tests.browser import sign_in

pytestmark = pytest.mark.browser

EDITOR = "redaktion@forum.example"


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
