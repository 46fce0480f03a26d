"""From draft to decision: who may, what binds, what is mailed, what happens twice."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from forum.models import OutgoingMail, SearchDocument
from library import completeness, drafting, submission
from library.models import Confirmation, Freshness, PracticePage, Result, Submission
from library.submission import State, answer_by
from library.waiting import for_person
from members.models import Membership
from members.permissions import ADMINS, EDITORS, REVIEWERS
from tests.factories import ground, library, members

pytestmark = pytest.mark.django_db


def mails():
    return sorted(OutgoingMail.objects.values_list("name", flat=True))


# --- Handing in -----------------------------------------------------------------------------------------------------


def test_draft_is_invisible_and_keeps_gaps():
    found = library.draft(problem="Nur ein Anfang.")

    assert found.state == State.DRAFT
    assert not PracticePage.objects.shown().exists()
    assert found.practice.get_latest_revision_as_object().problem == "Nur ein Anfang."
    assert not SearchDocument.objects.filter(kind="praxis").exists()


def test_practice_without_conditions_cannot_be_submitted_and_the_gap_is_named():
    """Worked example: the message names the field."""
    found = library.complete_draft(conditions=[])

    with pytest.raises(submission.NotComplete) as refused:
        submission.submit(found, by=found.author)

    assert [(gap.section, gap.field) for gap in refused.value.gaps] == [("uebertragbarkeit", "conditions")]
    assert Submission.objects.get().state == State.DRAFT
    assert mails() == []


def test_submitting_dates_the_answer_and_mails_author_and_office():
    found = library.complete_draft()

    submitted = submission.submit(found, by=found.author, now=datetime(2026, 11, 20, 10, tzinfo=UTC))

    assert (submitted.state, submitted.due_on) == (State.SUBMITTED, date(2026, 12, 4))
    assert mails() == ["library/submission_received", "library/submission_to_review"]


def test_submitting_twice_is_one_submission_and_one_mail_each():
    found = library.complete_draft()

    submission.submit(found, by=found.author)
    submission.submit(found, by=found.author)

    assert mails() == ["library/submission_received", "library/submission_to_review"]


def test_answer_is_due_after_ten_working_days():
    assert answer_by(date(2026, 11, 20)) == date(2026, 12, 4)  # a Friday; two weekends between


def test_text_under_review_cannot_be_changed():
    found = library.submitted()
    page = found.practice.get_latest_revision_as_object()

    with pytest.raises(drafting.WrongState):
        drafting.save_draft(found, page, by=found.author)


def test_stranger_can_neither_begin_nor_submit_for_others():
    found = library.complete_draft()
    stranger = members.member()

    with pytest.raises(drafting.NotAllowed):
        drafting.begin("Fremd", by=stranger, on_behalf_of=found.organisation)
    with pytest.raises(drafting.NotAllowed):
        submission.submit(found, by=stranger)


def test_mentioned_organisation_does_not_write():
    organisation = members.organisation(standing="erwaehnt")

    with pytest.raises(drafting.NotAllowed):
        drafting.begin("Praxis", by=members.member(organisation), on_behalf_of=organisation)


def test_database_allows_one_open_submission_per_practice():
    found = library.draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(practice=found.practice, organisation=found.organisation)


def test_one_sitting_is_one_revision():
    found = library.draft(problem="Erst")
    before = found.practice.revisions.count()

    for words in ("Dann", "Zuletzt"):
        page = PracticePage.objects.get(pk=found.practice_id).get_latest_revision_as_object()
        page.problem = words
        drafting.save_draft(found, page, by=found.author)

    assert found.practice.revisions.count() == before
    assert PracticePage.objects.get(pk=found.practice_id).get_latest_revision_as_object().problem == "Zuletzt"


def test_new_title_gives_a_draft_a_new_address_but_never_a_reserved_one():
    found = library.draft(title="Merkzettel")

    assert found.practice.slug == "merkzettel-2"


# --- Review ---------------------------------------------------------------------------------------------------------


def test_publishing_shows_the_page_dates_the_confirmation_and_mails():
    found = library.submitted()
    reviewer = members.in_group(REVIEWERS)

    submission.publish(found, by=reviewer)

    page = PracticePage.objects.shown().get()
    assert page.problem == library.COMPLETE["problem"]
    assert page.steps.get().title == "Zählen"
    assert Submission.objects.get().state == State.PUBLISHED
    assert Freshness.objects.get(practice=page).state == Freshness.State.CURRENT
    assert Confirmation.objects.get().organisation == found.organisation
    assert SearchDocument.objects.get(kind="praxis").title == page.title
    assert mails().count("library/published") == 1


def test_publishing_twice_is_harmless():
    found = library.submitted()
    reviewer = members.in_group(REVIEWERS)

    submission.publish(found, by=reviewer)
    submission.publish(found, by=reviewer)

    assert mails().count("library/published") == 1
    assert Confirmation.objects.count() == 1


def test_author_may_not_publish():
    found = library.submitted()

    with pytest.raises(drafting.NotAllowed):
        submission.publish(found, by=found.author)


def colleague_of(found, group):
    """Reviewer, editor or office by that group, and staff of the organisation that handed in."""
    person = members.in_group(group)
    Membership.objects.create(user=person, organisation=found.organisation)
    return person


@pytest.mark.parametrize("group", [REVIEWERS, EDITORS, ADMINS])
def test_nobody_judges_what_the_own_organisation_handed_in(client, group):
    found = library.submitted()
    party = colleague_of(found, group)
    members.in_group(REVIEWERS, first_name="Demo-Erika", last_name="Außen")
    client.force_login(party)

    for address, data in (
        ("judge", {"verstaendlich": "ja"}),
        ("comment", {"field": "title", "text": "Schön"}),
        ("decide", {"decision": "publish"}),
        ("decide", {"decision": "ask_back", "message": "Warum?"}),
        ("decide", {"decision": "reject", "message": "Darum."}),
    ):
        client.post(reverse(f"library:{address}", args=[found.pk]), data)
    page = client.get(reverse("library:review", args=[found.pk])).content.decode()

    assert Submission.objects.get().state == State.SUBMITTED
    assert not found.judgements.exists()
    assert not found.comments.exists()
    assert "Eigenes prüft man nicht selbst" in page
    assert "Demo-Erika Außen" in page
    assert 'value="publish"' not in page


def test_office_judges_the_own_practice_where_nobody_else_can(client):
    found = library.submitted()
    reviewer, office = colleague_of(found, REVIEWERS), colleague_of(found, ADMINS)

    with pytest.raises(drafting.NotAllowed, match="Entscheiden kann die Geschäftsstelle"):
        submission.publish(found, by=reviewer)
    client.force_login(office)
    assert 'value="publish"' in client.get(reverse("library:review", args=[found.pk])).content.decode()
    submission.publish(found, by=office)

    assert Submission.objects.get().state == State.PUBLISHED


def test_own_practice_does_not_wait_for_the_own_reviewer():
    found = library.submitted()

    own, foreign = colleague_of(found, REVIEWERS), members.in_group(REVIEWERS)

    assert not [each for each in for_person(ground.request_by(own)) if "Prüfung" in each["title"]]
    assert [each for each in for_person(ground.request_by(foreign)) if "Prüfung" in each["title"]]


def test_emptied_field_stops_publication():
    found = library.submitted()
    page = found.practice.get_latest_revision_as_object()
    page.lessons = ""
    page.save_revision()

    with pytest.raises(submission.NotComplete):
        submission.publish(found, by=members.in_group(REVIEWERS))

    assert not PracticePage.objects.shown().exists()


def test_asked_back_author_writes_and_submits_again():
    found = library.submitted()
    reviewer = members.in_group(REVIEWERS)
    submission.judge(found, by=reviewer, answers={"belegt": ("teilweise", "Quelle?")})
    for _press in range(2):
        submission.comment(found, by=reviewer, field="results", text="Woher?")
    assert found.comments.count() == 1

    submission.ask_back(found, by=reviewer, message="Bitte die Quelle nennen.")
    again = submission.submit(found, by=found.author)

    assert again.state == State.SUBMITTED
    assert mails().count("library/asked_back") == 1
    assert mails().count("library/submission_received") == 2


def test_first_judgement_begins_the_review_and_a_second_reviewer_has_an_own_one():
    found = library.submitted()

    for _number in (1, 2):
        submission.judge(found, by=members.in_group(REVIEWERS), answers={"nutzen": ("ja", "")})

    assert Submission.objects.get().state == State.IN_REVIEW
    assert found.judgements.count() == 2


def test_rejection_needs_a_reason_and_mails_it():
    found = library.submitted()
    reviewer = members.in_group(REVIEWERS)

    with pytest.raises(submission.SubmissionRefused):
        submission.reject(found, by=reviewer, reason="  ")
    submission.reject(found, by=reviewer, reason="Werbung für ein Produkt.")

    mail = OutgoingMail.objects.get(name="library/rejected")
    assert (mail.recipient, mail.facts["message"]) == (found.author.email, "Werbung für ein Produkt.")
    assert not PracticePage.objects.shown().exists()


def test_decision_on_a_decided_submission_is_refused():
    found = library.submitted()
    reviewer = members.in_group(REVIEWERS)
    submission.reject(found, by=reviewer, reason="Grund")

    with pytest.raises(drafting.WrongState):
        submission.publish(found, by=reviewer)


def test_editor_who_publishes_in_wagtail_settles_the_submission():
    """Both ways end in the same page and revision."""
    found = library.submitted()
    editor = members.in_group(EDITORS)

    found.practice.get_latest_revision_as_object().save_revision(user=editor).publish(user=editor)

    assert Submission.objects.get().state == State.PUBLISHED
    assert Freshness.objects.filter(practice=found.practice).exists()
    assert mails().count("library/published") == 1


# --- Taking over and new versions -----------------------------------------------------------------------------------


def test_coordinator_of_the_place_takes_over_a_short_entry():
    municipality = members.municipality()
    mentioned = members.organisation(standing="erwaehnt", municipality=municipality)
    entry = library.short_entry(origin=mentioned)
    coordinator = members.coordinator(mentioned)

    opened = drafting.take_over(entry, by=coordinator, on_behalf_of=mentioned)

    assert opened.practice.get_latest_revision_as_object().entry_kind == "steckbrief"
    assert PracticePage.objects.get(pk=entry.pk).is_short  # readers see the Kurzeintrag until the review is over


def test_staff_or_another_place_may_not_take_over():
    entry = library.short_entry()

    for person, organisation in (
        (members.member(entry.origin), entry.origin),
        (members.coordinator(other := members.organisation()), other),
    ):
        with pytest.raises(drafting.NotAllowed):
            drafting.take_over(entry, by=person, on_behalf_of=organisation)


def test_company_in_the_same_town_does_not_take_over_what_is_the_towns():
    town = members.municipality()
    entry = library.short_entry(origin=members.organisation(standing="erwaehnt", municipality=town))
    company = members.organisation(kind="stadtwerke", municipality=town)

    with pytest.raises(drafting.NotAllowed):
        drafting.take_over(entry, by=members.coordinator(company), on_behalf_of=company)


def test_new_version_leaves_the_published_one_until_review():
    page = library.published()
    author = members.member(page.origin)

    opened = drafting.revise(page, by=author, on_behalf_of=page.origin)
    changed = opened.practice.get_latest_revision_as_object()
    changed.lead = "Neu."
    drafting.save_draft(opened, changed, by=author)

    assert PracticePage.objects.get(pk=page.pk).lead == library.COMPLETE["lead"]
    submission.submit(opened, by=author, change_note="Neuer Kurztext")
    submission.publish(opened, by=members.in_group(REVIEWERS))
    assert PracticePage.objects.get(pk=page.pk).lead == "Neu."
    assert list(page.submissions.values_list("change_note", flat=True).order_by("pk")) == ["", "Neuer Kurztext"]


def test_discarded_version_leaves_the_page_and_a_discarded_draft_goes():
    page = library.published()
    author = members.member(page.origin)
    opened = drafting.revise(page, by=author, on_behalf_of=page.origin)
    only_draft = library.draft()

    drafting.discard(opened, by=author)
    drafting.discard(only_draft, by=only_draft.author)

    assert PracticePage.objects.get().pk == page.pk
    assert page.submissions.open().count() == 0


# --- Completeness ---------------------------------------------------------------------------------------------------


def test_completeness_counts_only_what_binds():
    found = library.complete_draft()
    page = found.practice.get_latest_revision_as_object()

    assert completeness.percent(page) == 100
    page.lessons = ""
    assert completeness.percent(page) == 96
    assert [state.percent for state in completeness.by_section(page) if state.slug == "ergebnisse"] == [75]


def test_indicator_without_after_is_a_gap():
    page = library.complete_draft().practice.get_latest_revision_as_object()
    page.results = [Result(indicator="Anrufe", before=62)]

    assert [gap.field for gap in completeness.missing(page)] == ["results"]


def test_words_instead_of_numbers_are_enough():
    page = library.complete_draft().practice.get_latest_revision_as_object()
    page.results = []
    page.not_measurable_because = "Erst seit zwei Wochen in Betrieb."

    assert completeness.missing(page) == []


def test_costs_of_zero_are_an_answer():
    page = library.complete_draft(cost_once_from=0, cost_once_to=0).practice.get_latest_revision_as_object()

    assert completeness.missing(page) == []
