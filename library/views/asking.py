"""„Frage stellen“: a form, one mail, an honest page afterwards."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from library import asking
from library.forms.asking import QuestionForm
from library.models import PracticePage
from members.limits import too_many

PER_HOUR = 10


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """`/bibliothek/<slug>/frage/`, open to everybody."""
    practice = get_object_or_404(PracticePage.objects.shown().for_lists(), slug=slug)
    initial = {"key": uuid4().hex}
    if request.user.is_authenticated:
        initial |= {"name": request.user.get_full_name(), "email": request.user.email}
    form = QuestionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["website"]:
            return redirect("library:asked", slug)
        if too_many(request, "library-question", PER_HOUR):
            form.add_error(
                None,
                _(
                    "Von hier kamen in der letzten Stunde schon viele Fragen. Bitte versuchen Sie es später noch"
                    " einmal."
                ),
            )
        else:
            asking.ask(practice, name=given["name"], reply_to=given["email"], text=given["text"], key=given["key"])
            return redirect("library:asked", slug)
    context = {"practice": practice, "form": form, "to_office": asking.goes_to_office(practice)}
    return render(request, "library/ask.html", context)


@require_safe
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    practice = get_object_or_404(PracticePage.objects.shown().for_lists(), slug=slug)
    return render(request, "library/asked.html", {"practice": practice, "to_office": asking.goes_to_office(practice)})
