"""An Anfrage to an organisation or to one of its people, passed on by the portal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.numbers import number
from members import contacting, limits, permissions
from members.forms import ContactForm
from members.models import Organisation


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """`?person=` (key of a membership) asks one person; without it whoever answers for the organisation."""
    asked = get_object_or_404(Organisation.objects.listed(), slug=slug)
    acting = permissions.acting_organisation(request)
    if acting is None:
        raise PermissionDenied
    person = number(request.GET.get("person"))
    to = contacting.reachable(asked, person)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and to and form.is_valid():
        if limits.too_many(request, "contact", 20):
            form.add_error(None, limits.TOO_MANY_REQUESTS)
        else:
            by = permissions.signed_in(request)
            contacting.ask(to, by=by, on_behalf_of=acting, **form.cleaned_data)
            messages.success(request, _("Ihre Anfrage ist unterwegs. Die Antwort kommt per Mail direkt zu Ihnen."))
            return redirect(asked)
    context = {"organisation": asked, "acting": acting, "to": to, "person": person, "form": form}
    return render(request, "members/contact.html", context)
