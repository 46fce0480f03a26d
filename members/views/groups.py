"""Expert groups: the list for everybody, the page of one group for its people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import admission, groups, permissions
from members.forms import BoardForm
from members.models import ExpertGroup, GroupMembership


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Name and purpose are public; who belongs to a group is not."""
    shown = ExpertGroup.objects.filter(is_active=True).prefetch_related("fields_of_action")
    own = set()
    if request.user.is_authenticated:
        own = set(GroupMembership.objects.filter(user=request.user).values_list("group_id", flat=True))
    return render(request, "members/groups.html", {"groups": shown, "own": own})


@login_required
@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(ExpertGroup, slug=slug, is_active=True)
    is_admin = permissions.is_admin(request.user)
    is_in = groups.is_in(request.user, shown) or is_admin
    meetings = list(shown.meetings.all()) if is_in else []
    context = {
        "group": shown,
        "is_in": is_in,
        "speaks": groups.speaks_for(request.user, shown) or is_admin,
        "own": shown.memberships.filter(user=request.user).first(),  # type: ignore[misc]
        "acting": permissions.acting_organisation(request),
        "people": shown.memberships.select_related("user", "organisation").order_by("-is_speaker", "joined_at")
        if is_in
        else [],
        "coming": [each for each in meetings if not each.is_past],
        "past": [each for each in reversed(meetings) if each.is_past],
        "documents": shown.documents.select_related("uploaded_by") if is_in else [],
    }
    return render(request, "members/group.html", context)


@login_required
@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever acts for a member organisation may ask; the spokesperson lets in."""
    wanted = get_object_or_404(ExpertGroup, slug=slug, is_active=True)
    acting = permissions.acting_organisation(request)
    if acting is None:
        raise PermissionDenied
    membership = groups.ask_to_join(wanted, user=request.user, organisation=acting)  # type: ignore[arg-type]
    messages.success(
        request,
        _("Sie sind dabei.") if membership.joined_at else _("Ihre Anfrage liegt bei der Sprecherin oder dem Sprecher."),
    )
    return redirect(wanted)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, slug: str) -> HttpResponse:
    edited = get_object_or_404(ExpertGroup, slug=slug, is_active=True)
    if not groups.is_in(request.user, edited):
        raise PermissionDenied
    form = BoardForm(request.POST or None, instance=edited)
    if request.method == "POST" and form.is_valid():
        groups.write_on_board(edited, text=form.cleaned_data["board"])
        messages.success(request, _("Die Pinnwand ist gespeichert."))
        return redirect(edited)
    return render(request, "members/board.html", {"group": edited, "form": form})


@login_required
@require_POST
def person(request: HttpRequest, slug: str, pk: int, act: str) -> HttpResponse:
    """The spokesperson lets in, takes out or hands the office on; everybody may take out themselves."""
    membership = get_object_or_404(GroupMembership.objects.select_related("group"), pk=pk, group__slug=slug)
    is_own = membership.user_id == request.user.pk and act == "austreten"
    if not (is_own or groups.speaks_for(request.user, membership.group) or permissions.is_admin(request.user)):
        raise PermissionDenied
    try:
        {"aufnehmen": groups.let_in, "austreten": groups.take_out, "sprechen": groups.make_speaker}[act](membership)
    except admission.NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Gespeichert."))
    return redirect(membership.group)
