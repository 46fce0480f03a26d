"""Writing in the portal as a person does it: gaps, rows, saving while typing, handing in, files."""

import zipfile
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from wagtail.models import ReferenceIndex

from forum.models import PortalDocument, PortalImage
from forum.uploads import checked_document
from library import drafting, submission, uploads
from library.forms.addresses import AddressOfPage
from library.models import PracticePage, Submission
from members.permissions import REVIEWERS
from tests.factories import library, members

pytestmark = pytest.mark.django_db


def rows(name, *given):
    data = {f"{name}-TOTAL_FORMS": len(given), f"{name}-INITIAL_FORMS": 0}
    for number, row in enumerate(given):
        data |= {f"{name}-{number}-{key}": value for key, value in row.items()}
    return data


def text_of(found):
    return PracticePage.objects.get(pk=found.practice_id).get_latest_revision_as_object()


@pytest.fixture
def found(client):
    found = library.draft(title="Offene Stadtkarte")
    client.force_login(found.author)
    return found


def test_begin_leads_to_the_first_section(client):
    person = members.member()
    client.force_login(person)
    organisation = person.memberships.get().organisation

    response = client.post(reverse("library:submit"), {"title": "Neue Praxis", "organisation": organisation.pk})

    begun = Submission.objects.get()
    assert response.url == reverse("library:write", args=[begun.pk])
    assert (begun.practice.title, begun.organisation) == ("Neue Praxis", organisation)


def test_section_is_saved_with_gaps_and_leads_on(client, found):
    url = reverse("library:write", args=[found.pk, "problem"])

    response = client.post(url, {"problem": "Elf Ämter, elf Karten.", "weiter": "vor"})

    assert response.url == reverse("library:write", args=[found.pk, "ergebnisse"])
    assert text_of(found).problem == "Elf Ämter, elf Karten."


def test_rows_are_saved_and_saving_again_doubles_none(client, found):
    url = reverse("library:write", args=[found.pk, "ergebnisse"])
    data = rows("results", {"indicator": "Anrufe", "before": "62", "after": "", "unit": "je Woche"}, {"indicator": ""})

    for _time in (1, 2):
        client.post(url, {**data, "lessons": "Früher fragen."})

    assert [(row.indicator, row.before, row.after) for row in text_of(found).results.all()] == [("Anrufe", 62, None)]


def test_numbers_are_read_as_people_write_them(client, found):
    url = reverse("library:write", args=[found.pk, "kosten"])
    typed = {"cost_once_from": "85.000 €", "staff_setup": "0,5", "cost_year": "2026"}

    client.post(url, {**rows("cost_items"), **rows("funding"), **typed})

    page = text_of(found)
    assert (page.cost_once_from, page.staff_setup, page.cost_year) == (85_000, Decimal("0.5"), 2026)
    shown = client.get(url).context["form"]
    assert 'value="85.000"' in str(shown["cost_once_from"])
    assert 'value="0,5"' in str(shown["staff_setup"])
    assert 'value="2026"' in str(shown["cost_year"])


def test_row_that_is_ticked_off_goes(client, found):
    url = reverse("library:write", args=[found.pk, "schritte"])
    blocks = rows("building_blocks")
    client.post(url, {**rows("steps", {"title": "Eins"}, {"title": "Zwei"}), **blocks})

    client.post(url, {**rows("steps", {"title": "Eins", "DELETE": "on"}, {"title": "Zwei"}), **blocks})

    assert [step.title for step in text_of(found).steps.all()] == ["Zwei"]


def test_saving_while_typing_answers_with_line_and_meter_only(client, found):
    url = reverse("library:write", args=[found.pk, "problem"])

    response = client.post(url, {"problem": "Halb"}, headers={"HX-Request": "true"})

    text = response.content.decode()
    assert "Gespeichert um" in text
    assert "<form" not in text
    assert text_of(found).problem == "Halb"


def test_mistake_keeps_what_was_typed(client, found):
    url = reverse("library:write", args=[found.pk, "kosten"])
    data = {"cost_once_from": "500", "cost_once_to": "100", "skills": "Vergaberecht"}

    response = client.post(url, {**data, **rows("cost_items"), **rows("funding")})

    text = response.content.decode()
    assert "„Bis“ darf nicht kleiner sein als „von“." in text
    assert 'value="Vergaberecht"' in text


def test_handing_in_with_a_gap_names_the_field_and_links_to_it(client):
    """Worked example: no transfer conditions."""
    found = library.complete_draft(conditions=[])
    client.force_login(found.author)

    response = client.post(reverse("library:hand_in", args=[found.pk]), follow=True)

    text = response.content.decode()
    url = reverse("library:write", args=[found.pk, "uebertragbarkeit"])
    assert response.request["PATH_INFO"] == url
    assert f'href="{url}?fehlt=1#id_conditions"' in text
    assert 'id="id_conditions"' in text
    assert "Noch nicht eingereicht: eine Angabe fehlt" in text


def test_handed_in_text_shows_when_the_answer_comes(client):
    found = library.complete_draft()
    client.force_login(found.author)

    response = client.post(reverse("library:hand_in", args=[found.pk]), follow=True)

    assert "Wir antworten bis" in response.content.decode()


def test_author_reads_the_comment_beside_its_field_once_asked_back(client):
    found = library.submitted()
    reviewer = members.in_group(REVIEWERS)
    client.force_login(reviewer)
    client.post(reverse("library:comment", args=[found.pk]), {"field": "lessons", "text": "Ist das alles?"})
    data = {"decision": "ask_back", "message": "Bitte ergänzen."}
    client.post(reverse("library:decide", args=[found.pk]), data)

    client.force_login(found.author)
    text = client.get(reverse("library:write", args=[found.pk, "ergebnisse"])).content.decode()

    assert "Ist das alles?" in text
    assert "Bitte ergänzen." in text


@pytest.mark.parametrize(
    ("route", "more"),
    [("decide", {"decision": "publish"}), ("decide", {"decision": "reject", "message": " "}), ("comment", {})],
    ids=["publish", "reject-without-words", "comment"],
)
def test_whatever_the_reviewer_presses_nothing_that_was_typed_is_lost(client, route, more):
    found = library.submitted()
    client.force_login(members.in_group(REVIEWERS))
    typed = {"field": "lessons", "text": "Ist das alles?", "verstaendlich": "ja", "verstaendlich_note": "Sehr klar"}

    client.post(reverse(f"library:{route}", args=[found.pk]), {**typed, **more})

    assert [comment.text for comment in found.comments.all()] == ["Ist das alles?"]
    assert [judgement.note for judgement in found.judgements.all()] == ["Sehr klar"]


def test_desk_refuses_a_rejection_without_words(client):
    found = library.submitted()
    client.force_login(members.in_group(REVIEWERS))

    response = client.post(reverse("library:decide", args=[found.pk]), {"decision": "reject", "message": " "})

    assert "Bitte schreiben Sie, was fehlt oder warum es nicht passt." in response.content.decode()
    assert Submission.objects.get().state == "eingereicht"


# --- Files ----------------------------------------------------------------------------------------------------------


def picture(kind="JPEG", size=(40, 30), **save):
    out = BytesIO()
    Image.new("RGB", size, "navy").save(out, format=kind, **save)
    return out.getvalue()


def send(client, found, name, content, what="datei"):
    fields = (
        {"datei-title": "Konzept", "datei-kind": "konzept", "datei-licence": "CC BY 4.0"}
        if what == "datei"
        else {"bild-description": "Eine Karte", "bild-credit": "Musterstadt", "bild-rights": "on"}
    )
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("library:upload", args=[found.pk, what]), {**fields, f"{what}-file": file}, follow=True)


FILES = {"datei": ("konzept.pdf", b"%PDF-1.7 Konzept"), "bild": ("foto.jpg", picture())}


def status(client, url):
    response = client.get(url)
    if response.streaming:
        response.getvalue()  # reading to the end closes the file
    return response.status_code


def test_document_is_closed_until_the_practice_is_published(client):
    found = library.complete_draft()
    client.force_login(found.author)

    send(client, found, "konzept.pdf", b"%PDF-1.7 Konzept")
    document = PortalDocument.objects.get()
    client.logout()
    before = status(client, document.url)
    client.force_login(found.author)
    client.post(reverse("library:hand_in", args=[found.pk]))
    client.force_login(members.in_group(REVIEWERS))
    client.post(reverse("library:decide", args=[found.pk]), {"decision": "publish"})
    client.logout()

    assert (before, status(client, document.url)) == (302, 200)


def test_document_is_closed_again_when_the_practice_is_taken_off(client):
    found = library.complete_draft()
    client.force_login(found.author)
    send(client, found, "konzept.pdf", b"%PDF-1.7 Konzept")
    document = PortalDocument.objects.get()
    submission.submit(found, by=found.author)
    submission.publish(found, by=members.in_group(REVIEWERS))
    client.logout()
    assert status(client, document.url) == 200

    page = PracticePage.objects.get(pk=found.practice_id)
    page.unpublish()
    assert status(client, PortalDocument.objects.get().url) == 302

    page.refresh_from_db()
    page.get_latest_revision().publish()
    assert status(client, PortalDocument.objects.get().url) == 200


def test_three_files_are_opened_and_closed_by_as_many_queries_as_one():
    practice, elsewhere = library.short_entry(), library.short_entry()
    files = [PortalDocument.objects.create(title=f"Anlage {n}", file=f"anlage-{n}.pdf") for n in range(4)]
    uploads.close(files, taken_off=practice)  # makes the closed collection
    queries = []
    for some in (files[:1], files[1:]):
        with CaptureQueriesContext(connection) as captured:
            uploads.release(some)
            uploads.close(PortalDocument.objects.filter(pk__in=[each.pk for each in some]), taken_off=practice)
        queries.append(len(captured))
    assert queries[0] == queries[1]

    elsewhere.attachments.create(document=files[0])
    ReferenceIndex.create_or_update_for_object(elsewhere)
    uploads.release(files)
    uploads.close(PortalDocument.objects.all(), taken_off=practice)

    assert [each.collection.name == uploads.CLOSED for each in PortalDocument.objects.order_by("pk")] == [
        False,
        True,
        True,
        True,
    ]


@pytest.mark.parametrize("what", ["datei", "bild"])
def test_too_many_files_in_an_hour_are_refused_and_the_words_stay(client, found, monkeypatch, what):
    monkeypatch.setattr("library.views.writing.UPLOADS_PER_HOUR", 1)
    send(client, found, *FILES[what], what=what)

    text = send(client, found, *FILES[what], what=what).content.decode()

    assert "Das waren viele Dateien in kurzer Zeit" in text
    assert ("Konzept" if what == "datei" else "Eine Karte") in text
    assert PortalDocument.objects.count() + PortalImage.objects.count() == 1


def reopened(client, found):
    """Published by somebody else, and opened again by its author."""
    found.refresh_from_db()
    submission.publish(submission.submit(found, by=found.author), by=members.in_group(REVIEWERS))
    page = PracticePage.objects.get(pk=found.practice_id)
    return drafting.revise(page, by=found.author, on_behalf_of=found.organisation)


def test_file_left_out_of_a_new_version_is_closed_with_its_publication(client):
    found = library.complete_draft()
    client.force_login(found.author)
    send(client, found, "konzept.pdf", b"%PDF-1.7 Konzept")
    document, reviewer = PortalDocument.objects.get(), members.in_group(REVIEWERS)
    again = reopened(client, found)

    text = text_of(again)
    text.attachments = []
    drafting.save_draft(again, text, by=found.author)
    assert status(Client(), document.url) == 200  # the published version still shows it

    submission.publish(submission.submit(again, by=found.author), by=reviewer)
    assert status(Client(), document.url) == 302
    client.force_login(reviewer)
    assert status(client, document.url) == 200  # who may see the history


def test_picture_left_out_of_a_new_version_goes_with_its_publication(client, django_capture_on_commit_callbacks):
    found = library.complete_draft()
    client.force_login(found.author)
    send(client, found, "foto.jpg", picture(), what="bild")
    again = reopened(client, found)
    client.get(PracticePage.objects.get(pk=found.practice_id).url)  # makes the sizes that the page shows
    image = PortalImage.objects.get()
    files = [image.file, *(each.file for each in image.renditions.all())]
    assert len(files) > 1
    act(client, again, 0, "entfernen")
    assert all(file.storage.exists(file.name) for file in files)

    with django_capture_on_commit_callbacks(execute=True):
        submission.publish(submission.submit(again, by=found.author), by=members.in_group(REVIEWERS))

    assert not PortalImage.objects.exists()
    assert not [file.name for file in files if file.storage.exists(file.name)]


def test_publishing_costs_the_same_however_many_versions_there_are(client):
    def cost(saves: int) -> int:
        found = library.complete_draft()
        client.force_login(found.author)
        send(client, found, "konzept.pdf", b"%PDF-1.7 Konzept")
        send(client, found, "foto.jpg", picture(), what="bild")
        again = reopened(client, found)
        for _sitting in range(saves):
            drafting.save_draft(again, text_of(again), by=members.member(found.organisation))
        submission.submit(again, by=found.author)
        reviewer = members.in_group(REVIEWERS)
        with CaptureQueriesContext(connection) as queries:
            submission.publish(again, by=reviewer)
        return len(queries)

    cost(1)  # what is asked once in a process
    assert cost(1) == cost(6)


def test_picture_of_the_editors_stays_in_their_archive():
    page = library.published(pictures=[library.picture("Eine Karte")])
    again = drafting.revise(page, by=page.owner, on_behalf_of=page.origin)
    text = text_of(again)
    text.pictures = []
    drafting.save_draft(again, text, by=page.owner)

    submission.publish(submission.submit(again, by=page.owner), by=members.in_group(REVIEWERS))

    assert PortalImage.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("bild.svg", b"<svg onload='alert(1)'/>", "nehmen wir nicht an"),
        ("seite.html", b"<h1>x</h1>", "nehmen wir nicht an"),
        ("konzept.pdf", b"<html><script>alert(1)</script>", "passt nicht zu ihrer Endung"),
        ("tabelle.xlsx", b"PK\x03\x04 kaputt", "passt nicht zu ihrer Endung"),
        ("liste.csv", b"a;<script>alert(1)</script>", "passt nicht zu ihrer Endung"),
    ],
)
def test_wrong_file_is_refused_with_a_sentence(client, found, name, content, sentence):
    response = send(client, found, name, content)

    assert sentence in response.content.decode()
    assert not PortalDocument.objects.exists()


def test_picture_loses_what_is_hidden_in_it(client, found):
    exif = Image.Exif()
    exif[0x010E] = "Zuhause bei Demo"

    send(client, found, "foto.jpg", picture(exif=exif), what="bild")

    image = PortalImage.objects.get()
    assert [block.value["image"].pk for block in text_of(found).pictures] == [image.pk]
    with image.file.open("rb") as file:
        assert b"Zuhause" not in file.read()


def act(client, found, number, what):
    key = text_of(found).pictures[number].id
    return client.post(reverse("library:picture", args=[found.pk, key]), {"was": what})


def shown_files(found):
    return [block.value["image"].filename.partition(".")[0] for block in text_of(found).pictures]


def test_pictures_keep_their_order_come_first_and_go(client, found):
    for name in ("eins", "zwei", "drei"):
        send(client, found, f"{name}.jpg", picture(), what="bild")
    assert shown_files(found) == ["eins", "zwei", "drei"]

    act(client, found, 2, "nach-vorn")
    assert shown_files(found) == ["drei", "eins", "zwei"]

    answer = act(client, found, 1, "entfernen")
    assert answer.url == reverse("library:write", args=[found.pk, "problem"]) + "#bilder"
    assert shown_files(found) == ["drei", "zwei"]
    assert PortalImage.objects.count() == 2  # what only a draft showed goes with its file


def test_picture_that_is_published_stays_until_the_new_version_is(client):
    found = library.complete_draft()
    client.force_login(found.author)
    send(client, found, "foto.jpg", picture(), what="bild")
    found.refresh_from_db()
    submission.publish(submission.submit(found, by=found.author), by=members.in_group(REVIEWERS))
    page = PracticePage.objects.get(pk=found.practice_id)
    assert "Eine Karte" in client.get(page.url).content.decode()
    again = drafting.revise(page, by=found.author, on_behalf_of=found.organisation)

    act(client, again, 0, "entfernen")

    assert not text_of(again).pictures
    assert PortalImage.objects.count() == 1
    assert "Eine Karte" in client.get(page.url).content.decode()


def test_writing_on_in_the_section_keeps_the_pictures(client, found):
    send(client, found, "foto.jpg", picture(), what="bild")

    client.post(reverse("library:write", args=[found.pk, "problem"]), {"problem": "Neu"})

    assert (text_of(found).problem, len(text_of(found).pictures)) == ("Neu", 1)


@pytest.mark.parametrize("field", ["bild-description", "bild-credit", "bild-rights"])
def test_picture_needs_description_credit_and_rights(client, found, field):
    data = {"bild-description": "Eine Karte", "bild-credit": "Musterstadt", "bild-rights": "on", field: ""}
    data["bild-file"] = SimpleUploadedFile("foto.jpg", picture())

    client.post(reverse("library:upload", args=[found.pk, "bild"]), data)

    assert not PortalImage.objects.exists()


def test_ninth_picture_is_refused(client, found):
    for number in range(8):
        send(client, found, f"{number}.jpg", picture(), what="bild")

    text = send(client, found, "9.jpg", picture(), what="bild").content.decode()

    assert "Mehr als 8 Bilder nimmt eine Praxis nicht auf." in text
    assert len(text_of(found).pictures) == 8


@pytest.mark.parametrize("content", [b"kein Bild", picture("GIF")], ids=["text", "gif"])
def test_wrong_picture_is_refused(client, found, content):
    response = send(client, found, "foto.jpg", content, what="bild")

    assert response.status_code == 200
    assert not PortalImage.objects.exists()


def test_rows_cannot_point_at_files_of_others(client, found):
    theirs = PortalDocument.objects.create(title="Geheim", file=SimpleUploadedFile("g.pdf", b"%PDF-"))
    row = {"document": theirs.pk, "title": "Meins", "kind": "konzept", "licence": "CC0"}

    client.post(reverse("library:write", args=[found.pk, "dateien"]), {**rows("attachments", row), **rows("links")})

    assert not list(text_of(found).attachments.all())


@pytest.mark.parametrize("typed", ["https://[ort/bibliothek/parken/", "http://[::1", "a\x00b"])
def test_address_that_is_none_is_said_at_the_field(typed):
    field = AddressOfPage(PracticePage.objects.shown(), required=False)

    with pytest.raises(ValidationError, match="Unter dieser Adresse"):
        field.clean(typed)


@pytest.mark.parametrize(("where", "what"), [(6, b"\xf8"), (46, b"\xf8\xf9\xfa")])
def test_archive_that_python_cannot_list_is_refused(where, what):
    """A version nobody has written yet, and a name that is no text though it says so."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("ä.xml", "")
    content = bytearray(buffer.getvalue())
    start = content.rindex(b"PK\x01\x02")
    content[start + where : start + where + len(what)] = what

    with pytest.raises(ValidationError, match="passt nicht zu ihrer Endung"):
        checked_document(SimpleUploadedFile("konzept.docx", bytes(content)))


def test_file_for_a_text_under_review_is_refused_and_not_kept(client):
    found = library.submitted()
    client.force_login(found.author)

    page = send(client, found, "konzept.txt", b"Ein Konzept.").content.decode()

    assert "kann nicht geändert werden" in page
    assert not PortalDocument.objects.exists()
