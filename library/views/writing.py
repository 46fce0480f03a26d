"""Writing a practice in the portal: begin, one section a page, preview, hand in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum.models import User
from library import completeness, drafting, guide, pictures, submission, uploads
from library.forms.sections import SectionForm, form_class
from library.forms.submitting import BeginForm, DocumentForm, HandInForm, PictureForm
from library.models import Attachment, PracticePage, Submission
from library.models.sections import MAX_PICTURES
from library.reading import reading_context
from library.views.people import person
from members import limits
from members.models import Organisation
from members.permissions import is_reviewer, organisations_of

SLUGS = list(completeness.SECTIONS)
UPLOADS_PER_HOUR = 60


def writing_organisations(user: Any) -> QuerySet[Organisation]:
    return organisations_of(user).exclude(standing=Organisation.Standing.MENTIONED)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """`/bibliothek/einreichen/`: own drafts, and one field to begin a new practice."""
    organisations = writing_organisations(request.user)
    form = BeginForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        try:
            begun = drafting.begin(
                form.cleaned_data["title"], by=person(request), on_behalf_of=form.cleaned_data["organisation"]
            )
        except drafting.SubmissionRefused as refused:
            messages.error(request, str(refused))
        else:
            return redirect("library:write", begun.pk)
    own = (
        Submission.objects.editable_by(request.user)
        .select_related("practice", "organisation")
        .order_by("-saved_at")
        .distinct()
    )
    context = {"form": form, "organisations": organisations, "own": list(own[:50])}
    return render(request, "library/begin.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def write(request: HttpRequest, pk: int, section: str = SLUGS[0]) -> HttpResponse:
    """One section. Any button saves; a section with mistakes in it is shown again with what was typed."""
    if section not in completeness.SECTIONS:
        raise Http404
    found = _writable(request, pk)
    draft = found.practice.get_latest_revision_as_object()
    if not found.is_writable:
        return render(request, "library/waiting.html", {"submission": found, "practice": draft})
    if request.method != "POST":
        return _section_page(request, found, draft, section, form_class(section)(instance=draft))
    try:
        with drafting.alone(found) as draft:
            form = form_class(section)(request.POST, instance=draft)
            if form.is_valid():
                found = drafting.save_draft(found, form.save(commit=False), by=person(request))
    except drafting.SubmissionRefused as refused:
        messages.error(request, str(refused))
        return redirect("library:submit")
    if request.headers.get("HX-Request"):
        return _saved_while_typing(request, found, section, form)
    return _onward(request, found, section) if form.is_valid() else _section_page(request, found, draft, section, form)


def _saved_while_typing(request: HttpRequest, found: Submission, section: str, form: SectionForm) -> HttpResponse:
    """Only the line „Gespeichert um …“ and the meter are swapped, never the field under the cursor."""
    draft, has_errors, opened_with = form.instance, not form.is_valid(), ""
    if not has_errors:
        draft = PracticePage.objects.get(pk=found.practice_id).get_latest_revision_as_object()
        opened_with = form_class(section)(instance=draft).opened_with
    context = {**_around(found, draft, section), "has_errors": has_errors, "opened_with": opened_with}
    return render(request, "library/parts/saved.html", context)


def _onward(request: HttpRequest, found: Submission, section: str) -> HttpResponse:
    place = SLUGS.index(section)
    goal = request.POST.get("weiter", "")
    if goal == "vor" and place + 1 < len(SLUGS):
        return redirect("library:write", found.pk, SLUGS[place + 1])
    if goal == "zurueck" and place:
        return redirect("library:write", found.pk, SLUGS[place - 1])
    if goal == "vorschau" or (goal == "vor" and place + 1 == len(SLUGS)):
        return redirect("library:preview", found.pk)
    messages.success(request, _("Gespeichert."))
    return redirect("library:write", found.pk, section)


def _section_page(
    request: HttpRequest, found: Submission, draft: PracticePage, section: str, form: SectionForm, **changed: Any
) -> HttpResponse:
    place = SLUGS.index(section)
    names = list(completeness.SECTIONS.values())
    gaps = completeness.missing(draft) if request.GET.get("fehlt") == "1" else []
    if gaps and not form.is_bound:
        form.show_gaps(gaps)
    if found.state == Submission.State.ASKED_BACK:
        for comment in found.comments.filter(field__in=[*form.fields, *form.formsets]):
            form.said.setdefault(comment.field, []).append(comment.text)
    context = {
        **_around(found, draft, section, is_checked=bool(gaps)),
        "form": form,
        "intro": guide.INTROS[section],
        "example_from": guide.EXAMPLE_FROM,
        "number": place + 1,
        "sections_total": len(SLUGS),
        "name": names[place],
        "previous": names[place - 1] if place else "",
        "next": names[place + 1] if place + 1 < len(SLUGS) else "",
        "gaps": [(gap, _address(found, gap)) for gap in gaps],
        "document_form": DocumentForm(prefix="datei") if section == "dateien" else None,
        "picture_form": PictureForm(prefix="bild") if section == "problem" else None,
        "pictures": pictures.of(draft) if section == "problem" else [],
        **changed,
    }
    return render(request, "library/write.html", context)


def _address(found: Submission, gap: completeness.Required) -> str:
    return f"{reverse('library:write', args=[found.pk, gap.section])}?fehlt=1#id_{gap.field}"


def _around(found: Submission, draft: PracticePage, section: str, *, is_checked: bool = False) -> dict[str, Any]:
    """What stands around every section: title, time of saving, completeness. `is_checked`: somebody tried to hand in,
    so what is missing is named a mistake."""
    states = completeness.by_section(draft)
    gaps = sum(len(state.missing) for state in states)
    total = len(completeness.REQUIRED)
    sentence = (
        ngettext("Es fehlt %(n)d von %(total)d Pflichtangaben.", "Es fehlen %(n)d von %(total)d Pflichtangaben.", gaps)
        % {"n": gaps, "total": total}
        + " "
        + _("Speichern geht immer, Einreichen erst bei 100 %.")
        if gaps
        else _("Alle Pflichtangaben sind da.")
    )
    return {
        "submission": found,
        "practice": draft,
        "section": section,
        "percent": round(100 * (total - gaps) / total),
        "sentence": sentence,
        "sections": [
            {
                "name": completeness.SECTIONS[state.slug],
                "url": reverse("library:write", args=[found.pk, state.slug]),
                "percent": state.percent,
                "errors": len(state.missing) if is_checked else 0,
                "current": state.slug == section,
            }
            for state in states
        ],
    }


@login_required
@require_safe
@never_cache
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as readers will see it, with what is still missing above it."""
    found = _writable(request, pk, also_reviewers=True)
    draft = found.practice.get_latest_revision_as_object()
    context = {
        **_around(found, draft, ""),
        **reading_context(draft, request),
        "page": draft,
        "is_preview": True,
        "hand_in_form": HandInForm(initial={"change_note": found.change_note}),
        "may_write": drafting.may_write(found, request.user),
    }
    return render(request, "library/preview.html", context)


@login_required
@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    found = _writable(request, pk)
    form = HandInForm(request.POST)
    note = form.cleaned_data["change_note"] if form.is_valid() else ""
    try:
        submission.submit(found, by=person(request), change_note=note)
    except submission.NotComplete as incomplete:
        first = incomplete.gaps[0]
        return redirect(f"{reverse('library:write', args=[found.pk, first.section])}?fehlt=1")
    except drafting.SubmissionRefused as refused:
        messages.error(request, str(refused))
        return redirect("library:submit")
    messages.success(request, _("Ihre Praxis ist eingereicht. Wir melden uns per Mail."))
    return redirect("library:write", found.pk)


@login_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    found = _writable(request, pk)
    try:
        drafting.discard(found, by=person(request))
    except drafting.SubmissionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Der Entwurf ist verworfen."))
    return redirect("library:submit")


@login_required
@require_POST
def upload(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """A file or a picture, beside the section's form so that a refused file never costs typed text."""
    if what not in ("datei", "bild"):
        raise Http404
    found = _writable(request, pk)
    section, form_kind, prefix = (
        ("dateien", DocumentForm, "datei") if what == "datei" else ("problem", PictureForm, "bild")
    )
    form: Any = form_kind(request.POST, request.FILES, prefix=prefix)
    draft = found.practice.get_latest_revision_as_object()
    if not found.is_writable:  # said before anything is kept
        messages.error(request, str(drafting.UnderReview()))
        return redirect("library:write", found.pk)
    if form.is_valid() and limits.too_many(request, "library_upload", UPLOADS_PER_HOUR):
        form.add_error(None, limits.TOO_MANY_FILES)
    if not form.is_valid():
        shown = {"document_form" if what == "datei" else "picture_form": form}
        return _section_page(request, found, draft, section, form_class(section)(None, instance=draft), **shown)
    if what == "bild" and len(draft.pictures) >= MAX_PICTURES:
        messages.error(request, _("Mehr als %d Bilder nimmt eine Praxis nicht auf.") % MAX_PICTURES)
        return redirect("library:write", found.pk, section)
    keep = _keep_document if what == "datei" else _keep_picture
    try:
        with drafting.alone(found) as draft:
            keep(draft, form.cleaned_data, person(request))
            drafting.save_draft(found, draft, by=person(request))
    except drafting.SubmissionRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Gespeichert."))
    return redirect("library:write", found.pk, section)


def _keep_document(draft: PracticePage, given: dict[str, Any], by: User) -> None:
    document = uploads.keep_document(given["file"], title=given["title"], by=by)
    row = Attachment(
        document=document, title=given["title"], kind=given["kind"], licence=given["licence"],
        is_accessible=given["is_accessible"],
    )  # fmt: skip
    draft.attachments.add(row)


def _keep_picture(draft: PracticePage, given: dict[str, Any], by: User) -> None:
    picture = uploads.keep_picture(
        given["file"], title=draft.title[:255], description=given["description"], credit=given["credit"], by=by
    )
    pictures.add(draft, picture, caption=given["caption"])


@login_required
@require_POST
def picture(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One picture goes („entfernen“) or comes first („nach-vorn“)."""
    found = _writable(request, pk)
    act = {"entfernen": pictures.remove, "nach-vorn": pictures.put_first}.get(request.POST.get("was", ""))
    try:
        with drafting.alone(found) as draft:
            gone = act and act(draft, key)
            drafting.save_draft(found, draft, by=person(request))
    except drafting.SubmissionRefused as refused:
        messages.error(request, str(refused))
        return redirect("library:submit")
    if gone is not None:
        uploads.delete_if_unused(gone)
    messages.success(request, _("Gespeichert."))
    return redirect(reverse("library:write", args=[found.pk, "problem"]) + "#bilder")


@login_required
@require_POST
def take_over(request: HttpRequest, slug: str) -> HttpResponse:
    return _reopen(request, slug, drafting.take_over)


@login_required
@require_POST
def revise(request: HttpRequest, slug: str) -> HttpResponse:
    return _reopen(request, slug, drafting.revise)


def _reopen(request: HttpRequest, slug: str, act: Any) -> HttpResponse:
    practice = get_object_or_404(PracticePage.objects.shown().select_related("origin"), slug=slug)
    organisation = _speaks_for(request, practice)
    if organisation is None:
        raise PermissionDenied
    try:
        opened = act(practice, by=person(request), on_behalf_of=organisation)
    except drafting.NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    return redirect("library:write", opened.pk)


def _speaks_for(request: HttpRequest, practice: PracticePage) -> Organisation | None:
    """The reader's organisation that the practice comes from, by row or by municipality."""
    origin = practice.origin
    if origin is None:
        return None
    return next((each for each in organisations_of(request.user) if drafting.speaks_for(each, origin)), None)


def _writable(request: HttpRequest, pk: int, *, also_reviewers: bool = False) -> Submission:
    """404 for everybody else: whether a draft exists is nobody's business."""
    found = get_object_or_404(Submission.objects.select_related("practice", "organisation"), pk=pk)
    if drafting.may_write(found, request.user) or (also_reviewers and is_reviewer(request.user)):
        return found
    raise Http404
