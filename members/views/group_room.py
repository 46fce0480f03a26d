"""What the people of an expert group keep together: meetings and files. The Geschäftsstelle may do the same."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import group_documents, groups, limits, meetings, permissions
from members.forms import GroupDocumentForm, MeetingForm
from members.models import ExpertGroup, GroupDocument, GroupMeeting

View = Callable[..., HttpResponseBase]


def inside(view: View) -> View:
    """Gives the view its group; refuses everybody but its people and the Geschäftsstelle."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        group = get_object_or_404(ExpertGroup, slug=slug, is_active=True)
        if not (groups.is_in(request.user, group) or permissions.is_admin(request.user)):
            raise PermissionDenied
        return view(request, group, **kwargs)

    return guarded


def _too_many(request: HttpRequest, form: MeetingForm) -> bool:
    """Each new time or place is told to everybody in the group by mail."""
    if not limits.too_many(request, "group_meeting", 30):
        return False
    form.add_error(None, _("Das waren viele Änderungen in kurzer Zeit. Bitte machen Sie in einer Stunde weiter."))
    return True


def _meeting(group: ExpertGroup, pk: int) -> GroupMeeting:
    return get_object_or_404(GroupMeeting.objects.select_related("group"), pk=pk, group=group)


@inside
@require_http_methods(["GET", "HEAD", "POST"])
def add_meeting(request: HttpRequest, group: ExpertGroup) -> HttpResponse:
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and not _too_many(request, form):
        meetings.arrange(group, values=form.values())
        messages.success(request, _("Die Sitzung steht. Alle in der Runde bekommen eine Mail."))
        return redirect(group)
    return render(request, "members/group_meeting.html", {"group": group, "form": form})


@inside
@require_http_methods(["GET", "HEAD", "POST"])
def edit_meeting(request: HttpRequest, group: ExpertGroup, pk: int) -> HttpResponse:
    meeting = _meeting(group, pk)
    form = MeetingForm(request.POST or None, instance=meeting)
    if request.method == "POST" and form.is_valid() and not _too_many(request, form):
        try:
            meetings.change(meeting, values=form.values())
        except meetings.MeetingIsCancelled as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Die Sitzung ist gespeichert."))
        return redirect(group)
    return render(request, "members/group_meeting.html", {"group": group, "form": form, "meeting": meeting})


@inside
@require_POST
def cancel_meeting(request: HttpRequest, group: ExpertGroup, pk: int) -> HttpResponse:
    meetings.cancel(_meeting(group, pk))
    messages.success(request, _("Die Sitzung ist abgesagt. Alle in der Runde bekommen eine Mail."))
    return redirect(group)


@inside
@require_safe
def calendar_file(request: HttpRequest, group: ExpertGroup, pk: int) -> HttpResponse:
    content = meetings.calendar(_meeting(group, pk))
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{group.slug}.ics"'},
    )


@inside
@require_http_methods(["GET", "HEAD", "POST"])
def add_document(request: HttpRequest, group: ExpertGroup) -> HttpResponse:
    form = GroupDocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if limits.too_many(request, "group_document", 60):
            form.add_error(None, limits.TOO_MANY_FILES)
        else:
            group_documents.keep(group, **form.cleaned_data, by=permissions.signed_in(request))
            messages.success(request, _("Die Datei liegt jetzt in der Runde."))
            return redirect(group)
    return render(request, "members/group_document.html", {"group": group, "form": form})


@inside
@require_safe
def document(request: HttpRequest, group: ExpertGroup, pk: int) -> FileResponse:
    """Always a download, never a page of this site, whatever the file claims to be."""
    kept = get_object_or_404(GroupDocument, pk=pk, group=group)
    name = f"{slugify(kept.title) or 'datei'}.{kept.kind.lower()}"
    try:
        answer = FileResponse(kept.file.open(), as_attachment=True, filename=name)
    except FileNotFoundError as error:  # lost on the disk, or restored without its files
        raise Http404(_("Diese Datei liegt nicht mehr vor. Bitte laden Sie sie noch einmal hoch.")) from error
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@inside
@require_POST
def remove_document(request: HttpRequest, group: ExpertGroup, pk: int) -> HttpResponse:
    kept = get_object_or_404(GroupDocument.objects.select_related("group"), pk=pk, group=group)
    if not group_documents.may_take_out(request.user, kept):
        raise PermissionDenied
    group_documents.take_out(kept)
    messages.success(request, _("Die Datei ist entfernt."))
    return redirect(group)
