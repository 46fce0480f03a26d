"""The newsletter from both sides: a reader from the sign-up box to the way out, editors from an empty issue to figures."""

import re
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from events.models import Registration
from newsletter import sending, tasks
from newsletter.models import Answer, Dispatch, IssuePage, NewsletterSettings, Subscriber
from tests.browser import assert_accessible, delivered_mails, follow, sign_in
from tests.factories import events
from tests.factories import newsletter as make
from tests.newsletter import sink as sinks

pytestmark = pytest.mark.browser

EDITOR, ADMIN = "redaktion@forum.example", "admin@forum.example"
READER = "neue-leserin@bergheide.example"
TOO_QUICK = 2_200  # ms: a button pressed sooner is taken for a scanner's


@pytest.fixture(autouse=True)
def no_limits(live_portal):
    limits = NewsletterSettings.load()
    limits.rate_per_second = limits.domain_rate_per_second = 0
    limits.second_person = False
    limits.save()


@pytest.fixture
def mail_server(settings):
    sink = sinks.Sink()
    controller = sinks.start(sink)
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", controller.port, 5
    yield sink
    controller.stop()


def newest_to(mail_server: sinks.Sink, address: str) -> EmailMessage:
    return mail_server.parsed([content for to, content in mail_server.mails if to == address][-1])


def text_to(mail_server: sinks.Sink, address: str) -> str:
    """The text part of the newest mail to an address."""
    return newest_to(mail_server, address).get_body(("plain",)).get_content()


def link_after(text: str, words: str) -> str:
    """The address that stands behind „words:“ in the text of a mail."""
    return re.search(rf"{re.escape(words)}: (https?://\S+)", text)[1]


def press(page: Page, name: str) -> None:
    page.wait_for_timeout(TOO_QUICK)
    follow(page.get_by_role("button", name=name))


def test_reader_subscribes_votes_takes_a_seat_sees_the_result_and_leaves(visitors, mail_server):
    event = events.event(title="Werkstatt zum Newsletter")
    reader = visitors()
    reader.goto("/newsletter/")
    reader.get_by_label("Ihre E-Mail-Adresse").fill(READER)
    reader.get_by_role("button", name="Weiter zur Bestellung").click()
    reader.get_by_label("Name für die Anrede").fill("Demo-Leserin")
    follow(reader.get_by_role("button", name="Newsletter bestellen"))
    (asked,) = delivered_mails(READER)
    reader.goto(re.search(r"https?://\S+/newsletter/bestaetigen/\S+", asked.body)[0])
    follow(reader.get_by_role("button", name="Ja, Newsletter bestellen"))
    assert [mail.subject for mail in delivered_mails(READER)][-1].startswith("Willkommen")

    issue = make.issue(
        make.poll("Wo klemmt es zuerst?", ["Am Geld", "An Zeit"]),
        make.block("event", {"page": event.page_id, "why": "", "rsvp": True}),
        make.block("rating", {"question": "Hilfreich?", "closes_at": "2099-01-01T00:00:00+01:00"}),
        title="Eine Ausgabe zum Antworten",
    )
    tasks.send(make.sending(issue).pk)
    text = text_to(mail_server, READER)
    assert "Guten Tag Demo-Leserin," in text

    reader.goto(link_after(text, "- Am Geld"))
    assert_accessible(reader)
    assert not Answer.objects.filter(prompt__issue=issue).exists()  # looking is no vote
    press(reader, "Antwort absenden")
    expect(reader.get_by_role("main")).to_contain_text("Ihre Antwort ist gespeichert")
    expect(reader.get_by_role("row", name=re.compile("Am Geld"))).to_contain_text("100 %")
    assert_accessible(reader)
    reader.goto(link_after(text, "- An Zeit"))
    expect(reader.get_by_role("main")).to_contain_text("Sie haben schon geantwortet")
    press(reader, "Antwort absenden")
    assert Answer.objects.get(prompt__issue=issue, prompt__kind="poll").choice == 1  # the last one counts, once

    reader.goto(link_after(text, "Ich komme"))
    press(reader, "Platz nehmen")
    expect(reader.get_by_role("main")).to_contain_text("Sie haben einen Platz")
    assert Registration.objects.get(event=event, email=READER).has_seat

    reader.goto(link_after(text, "Im Browser lesen"))
    expect(reader.get_by_role("heading", level=1)).to_have_text("Eine Ausgabe zum Antworten")
    expect(reader.get_by_role("row", name=re.compile("An Zeit"))).to_contain_text("100 %")
    following = make.issue(make.block("result", {"issue": issue.pk, "comment": "Also die Zeit."}), title="Die nächste")
    tasks.send(make.sending(following).pk)
    text = text_to(mail_server, READER)
    assert "- An Zeit: 100 % (1)" in text

    reader.goto(link_after(text, "Abbestellen"))
    reader.get_by_role("button", name="Abbestellen").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Der Newsletter ist abbestellt")
    assert Subscriber.objects.get(email=READER).state == Subscriber.State.UNSUBSCRIBED
    # What mail programs press behind their own button (RFC 8058); a second time does no harm.
    one_click = re.search(r"<(https?://[^>]+)>", newest_to(mail_server, READER)["List-Unsubscribe"])[1]
    assert reader.request.post(one_click, form={"List-Unsubscribe": "One-Click"}).status == 200


def test_editor_goes_from_an_empty_issue_to_its_figures(visitors, mail_server):
    editor = visitors()
    sign_in(editor, EDITOR)
    editor.goto("/newsletter/versand/")
    assert_accessible(editor)
    editor.get_by_role("link", name="Neue Ausgabe").click()
    editor.locator("#id_title").fill("Aus leer wird voll")
    editor.locator("#id_lead").fill("Eine Frage und alles, was neu ist.")
    blocks = editor.locator("#panel-child-inhalt-body-section")
    blocks.get_by_role("button", name="Einen Block einfügen").last.click()
    editor.get_by_role("option", name="Umfrage").click()
    blocks.locator("[name='body-0-value-question']").fill("Was zuerst?")
    blocks.locator("[name='body-0-value-options-0-value']").fill("Daten")
    blocks.locator("[name='body-0-value-options-1-value']").fill("Menschen")
    editor.get_by_role("button", name="Entwurf speichern").click()
    editor.wait_for_url(re.compile("/edit/"))
    issue = IssuePage.objects.get(draft_title="Aus leer wird voll")

    editor.goto(f"/newsletter/versand/{issue.pk}/")
    editor.get_by_role("button", name="Vorschläge übernehmen").click()
    expect(editor.get_by_role("main")).to_contain_text("sind im Entwurf")
    assert_accessible(editor)
    editor.get_by_role("link", name="Vorschau").click()
    editor.get_by_label(re.compile("Als wer?")).fill("koordination@musterstadt.example")
    editor.get_by_role("button", name="Ansehen").click()
    frame = editor.frame_locator("iframe[title='Mail, breit']")
    expect(frame.get_by_role("heading", name="Was zuerst?")).to_be_visible()
    expect(frame.get_by_text("Guten Tag Demo-Koordinatorin")).to_be_visible()
    assert_accessible(editor)
    editor.goto(f"/newsletter/versand/{issue.pk}/")
    follow(editor.get_by_role("button", name=re.compile("^Probemail an")))
    assert "Probe:" in mail_server.parsed(mail_server.mails[0][1])["Subject"]
    editor.get_by_role("button", name="Freigeben").click()
    editor.get_by_role("button", name="Jetzt versenden").click()
    expect(editor.get_by_role("main")).to_contain_text("Die Liste der Empfänger*innen wird geschrieben.")

    tasks.send(Dispatch.objects.get(issue=issue).pk)

    reader = visitors()
    reader.goto(link_after(text_to(mail_server, "koordination@musterstadt.example"), "- Menschen"))
    press(reader, "Antwort absenden")
    editor.reload()
    main = editor.get_by_role("main")
    expect(main).to_contain_text("Versendet")
    expect(main).to_contain_text("Zusagen zu Terminen")
    expect(editor.get_by_role("row", name=re.compile("^Menschen"))).to_contain_text("100 %")
    assert_accessible(editor)
    with editor.expect_download() as download:
        editor.get_by_role("link", name="Als CSV").click()
    assert "Umfrage;Was zuerst?;Menschen;1;100" in download.value.path().read_text("utf-8-sig")


def test_second_person_gives_back_and_then_releases(visitors):
    limits = NewsletterSettings.load()
    limits.second_person = True
    limits.save()
    author, other = visitors(), visitors()
    sign_in(author, EDITOR)
    sign_in(other, ADMIN)
    issue = make.issue(title="Vier Augen sehen mehr", by=make.user(EDITOR))
    desk = f"/newsletter/versand/{issue.pk}/"

    author.goto(desk)
    expect(author.get_by_role("button", name="Freigeben", exact=True)).to_have_count(0)
    follow(author.get_by_role("button", name="Zur Freigabe vorlegen"))
    (asked,) = [mail for mail in delivered_mails(ADMIN) if "Bitte freigeben" in mail.subject]
    assert desk in asked.body
    other.goto("/redaktion/")
    expect(other.get_by_role("main")).to_contain_text("Vier Augen sehen mehr")  # Wagtail's own list of what waits
    other.goto(desk)
    assert_accessible(other)
    other.get_by_label(re.compile("^Oder zurückgeben")).fill("Bitte den Termin nennen.")
    follow(other.get_by_role("button", name="Mit Hinweis zurückgeben"))
    (back,) = [mail for mail in delivered_mails(EDITOR) if "Noch nicht freigegeben" in mail.subject]
    assert "Bitte den Termin nennen." in back.body

    author.reload()
    expect(author.get_by_role("main")).to_contain_text("Bitte den Termin nennen.")
    follow(author.get_by_role("button", name="Zur Freigabe vorlegen"))
    other.goto(desk)
    other.get_by_role("button", name="Freigeben", exact=True).click()

    expect(other.get_by_role("main")).to_contain_text("Freigegeben")
    dispatch = Dispatch.objects.get(issue=issue)
    assert dispatch.approved_by.email == ADMIN
    issue.refresh_from_db()
    assert not issue.live  # released, not published
    assert issue.current_workflow_state is None


def test_sending_is_paused_in_the_middle_and_goes_on(visitors, mail_server):
    people = make.subscribers(400)
    editor = visitors()
    sign_in(editor, EDITOR)
    dispatch = make.sending(make.issue(title="Mit Pause"))
    limits = NewsletterSettings.load()
    limits.rate_per_second = 100
    limits.save()
    sending.fill(dispatch)
    sending.send(dispatch, seconds=1.5, connections=2)
    editor.goto(f"/newsletter/versand/{dispatch.issue_id}/")
    expect(editor.get_by_role("main")).to_contain_text("Mails pro Sekunde")
    editor.get_by_role("button", name="Unterbrechen").click()
    expect(editor.get_by_role("main")).to_contain_text("Unterbrochen")
    assert_accessible(editor)

    tasks.send(dispatch.pk)
    halfway = len(mail_server.mails)
    assert 0 < halfway < len(people)
    editor.reload()
    follow(editor.get_by_role("button", name="Weiter versenden"))
    limits.rate_per_second = 0
    limits.save()
    tasks.send(dispatch.pk)

    editor.reload()
    expect(editor.get_by_role("main")).to_contain_text("Beendet am")
    received = mail_server.by_recipient()
    assert {person.email for person in people} <= set(received)
    assert set(received.values()) == {1}
