"""People among the members who offer to be asked, by field of action. Only members see them."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.models import FieldOfAction
from members import permissions
from members.models import Expertise, Membership

PER_PAGE = 30


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Whoever belongs to no organisation reads how to come in, and no name."""
    user = permissions.signed_in(request)
    is_inside = permissions.organisations_of(user).exists() or permissions.is_reviewer(user)
    offered = Expertise.objects.visible() if is_inside else Expertise.objects.none()
    fields = FieldOfAction.objects.filter(experts__in=offered).distinct()
    wanted = request.GET.get("handlungsfeld", "").replace("\x00", "")
    shown = offered.filter(fields_of_action__slug=wanted) if wanted else offered
    rows = (
        shown.select_related("membership__user", "membership__organisation")
        .prefetch_related("fields_of_action")
        .order_by("membership__user__last_name", "membership__user__first_name", "pk")
    )
    context = {
        "is_inside": is_inside,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("seite")),
        "fields": fields,
        "wanted": wanted,
        "own": Membership.objects.active().filter(user=user).select_related("organisation", "expertise"),
    }
    return render(request, "members/experts.html", context)
