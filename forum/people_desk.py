"""The Geschäftsstelle's pages about people and about merging organisations: lists, roles, and the acts of lifecycle."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.log_actions import log

from forum import lifecycle, tables
from forum.models import User
from forum.numbers import number
from members import desk_acts, permissions
from members.models import Membership, Organisation

FORUM_ROLES = (permissions.REVIEWERS, permissions.EDITORS, permissions.ADMINS)


def for_admins(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """These addresses stand beside Wagtail's own, so its guard, which leads to the log-in, is put here by hand."""
    guarded: Callable[..., HttpResponse] = require_admin_access(desk_acts.for_admins(view))
    return guarded


@for_admins
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account; `q` searches name, address and organisation, `rolle` and `stand` narrow."""
    found = _found(request)
    kind = request.GET.get("export")
    if kind in ("csv", "xlsx"):
        return _export(request, found, kind)
    context = {
        "page_title": _("Personen und Rollen"),
        "header_icon": "user",
        "page": Paginator(found, 50).get_page(request.GET.get("seite")),
        "roles": FORUM_ROLES,
        "bulk": {key: label for key, (_do, label) in BULK.items()},
    }
    return render(request, "forum/desk/people.html", context)


def _found(request: HttpRequest) -> QuerySet[User]:
    found = User.objects.prefetch_related("groups", "memberships__organisation").order_by(
        "last_name", "first_name", "pk"
    )
    for word in request.GET.get("q", "").replace("\x00", "").split()[:5]:
        found = found.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
            | Q(pk__in=Membership.objects.filter(organisation__name__icontains=word).values("user_id"))
        )
    if (role := request.GET.get("rolle")) in FORUM_ROLES:
        found = found.filter(groups__name=role)
    if request.GET.get("rolle") == "koordination":
        active = Membership.objects.filter(role=Membership.Role.COORDINATOR, state=Membership.State.ACTIVE)
        found = found.filter(pk__in=active.values("user_id"))
    if request.GET.get("stand") == "stillgelegt":
        found = found.filter(is_active=False)
    if request.GET.get("stand") == "allein":
        found = found.exclude(pk__in=Membership.objects.active().values("user_id"))
    return found


def _export(request: HttpRequest, found: QuerySet[User], kind: str) -> HttpResponse:
    rows = [
        {
            "vorname": user.first_name,
            "nachname": user.last_name,
            "email": user.email,
            "organisationen": [each.organisation.name for each in user.memberships.all() if each.state == "active"],
            "rollen": [group.name for group in user.groups.all()],
            "aktiv": user.is_active,
        }
        for user in found
    ]
    data = {"list": "forum.User", "format": kind, "rows": len(rows)}
    log(request.user, "members.exported", user=request.user, title=_("Personen"), data=data)
    return tables.download(rows, "personen", kind)


BULK = {
    "stilllegen": (lifecycle.deactivate, gettext_lazy("Stilllegen")),
    "oeffnen": (lifecycle.reactivate, gettext_lazy("Wieder öffnen")),
}


@for_admins
@require_POST
def several(request: HttpRequest) -> HttpResponse:
    """One act on several accounts: the first answer names them, the second does it."""
    keys = [key for key in map(number, request.POST.getlist("person")) if key is not None]
    chosen = User.objects.filter(pk__in=keys).exclude(pk=request.user.pk)  # type: ignore[misc]
    if not request.user.is_superuser:
        chosen = chosen.exclude(is_superuser=True)
    act = request.POST.get("act", "")
    if act not in BULK or not chosen:
        messages.error(request, _("Bitte wählen Sie Personen (nicht sich selbst) und was geschehen soll."))
        return redirect("people_desk")
    do, label = BULK[act]
    if "sicher" not in request.POST:
        context = {
            "page_title": label,
            "header_icon": "user",
            "people": chosen.order_by("last_name", "pk"),
            "act": act,
            "label": label,
        }
        return render(request, "forum/desk/several.html", context)
    people = list(chosen)
    for each in people:
        do(each, by=request.user)  # type: ignore[arg-type]
    done = ngettext("Erledigt: ein Konto.", "Erledigt: %(n)d Konten.", len(people)) % {"n": len(people)}
    messages.success(request, done)
    return redirect("people_desk")


@for_admins
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: forum-wide roles, lock and unlock, erase with preview."""
    user = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        try:
            done = _act(request, user)
        except lifecycle.NotPossible as refusal:
            messages.error(request, str(refusal))
            return redirect("person_desk", pk)
        messages.success(request, done)
        return redirect("people_desk") if request.POST.get("act") == "loeschen" else redirect("person_desk", pk)
    context = {
        "page_title": str(user),
        "header_icon": "user",
        "person": user,
        "memberships": Membership.objects.filter(user=user).select_related("organisation"),
        "roles": [(name, user.groups.filter(name=name).exists()) for name in FORUM_ROLES],
        "preview": lifecycle.preview_erasure(user),
        "is_self": user.pk == request.user.pk,
    }
    return render(request, "forum/desk/person.html", context)


def _act(request: HttpRequest, user: User) -> str:
    by, act = request.user, request.POST.get("act", "")
    assert isinstance(by, User)  # noqa: S101 - for_admins
    if user.pk == by.pk:
        raise lifecycle.NotPossible(_("Das eigene Konto ändert eine zweite Person der Geschäftsstelle."))
    if user.is_superuser and not by.is_superuser:
        raise lifecycle.NotPossible(_("Dieses Konto gehört dem Betrieb des Portals und wird dort verwaltet."))
    if act == "rollen":
        set_roles(user, names=request.POST.getlist("rolle"), by=by)
        return _("Die Rollen sind gespeichert.")
    if act == "stilllegen":
        lifecycle.deactivate(user, by=by)
        return _("Das Konto ist stillgelegt; alle Geräte sind abgemeldet.")
    if act == "oeffnen":
        lifecycle.reactivate(user, by=by)
        return _("Das Konto ist wieder offen.")
    if act == "loeschen":
        lifecycle.erase(user, by=by)
        return _("Das Konto ist gelöscht; die Person hat eine letzte Mail bekommen.")
    raise lifecycle.NotPossible(_("Bitte wählen Sie, was geschehen soll."))


@transaction.atomic
def set_roles(user: User, *, names: list[str], by: User) -> None:
    """Reviewer, editor, Geschäftsstelle: forum-wide groups; each change stands in the log."""
    wanted = set(names) & set(FORUM_ROLES)
    present = set(user.groups.filter(name__in=FORUM_ROLES).values_list("name", flat=True))
    if wanted == present:
        return
    user.groups.remove(*Group.objects.filter(name__in=present - wanted))
    user.groups.add(*Group.objects.filter(name__in=wanted - present))
    data = {"user": user.pk, "given": sorted(wanted - present), "taken": sorted(present - wanted)}
    log(user, "members.role", user=by, title=_("Person"), data=data)


@for_admins
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Two rows for one body: which goes, which stays. The page names both before the button."""
    chosen = {
        name: Organisation.objects.filter(slug=request.POST.get(name) or request.GET.get(name, "")).first()
        for name in ("geht", "bleibt")
    }
    source, target = chosen["geht"], chosen["bleibt"]
    if request.method == "POST" and source and target:
        try:
            lifecycle.merge(source, target=target, by=request.user)  # type: ignore[arg-type]
        except lifecycle.NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("%(source)s ist in %(target)s aufgegangen.") % {"source": source.name, "target": target.name},
            )
            return redirect("members:manage", target.slug)
    context = {
        "page_title": _("Organisationen zusammenführen"),
        "header_icon": "resubmit",
        "organisations": Organisation.objects.order_by("slug").only("slug", "name"),
        "source": source,
        "target": target,
    }
    return render(request, "forum/desk/merge.html", context)
