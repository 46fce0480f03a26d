"""What a speaker does by signed link, without an account: say yes or no, upload slides, see the session."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import FileExtensionValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events import speaking
from events.models import Event, Speaker
from forum import tokens

MEGABYTES = 25


class SlidesForm(forms.Form):
    slides = forms.FileField(
        label=gettext_lazy("Folien (PDF, PPTX oder ODP, höchstens 25 MB)"),
        validators=[FileExtensionValidator(["pdf", "pptx", "odp"])],
    )

    def clean_slides(self) -> Any:
        file = self.cleaned_data["slides"]
        if file.size > MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(_("Die Datei ist größer als 25 MB."))
        start = file.read(8)
        file.seek(0)
        if not start.startswith((b"%PDF-", b"PK\x03\x04")):
            raise forms.ValidationError(_("Die Datei ist kein PDF und keine Präsentation."))
        return file


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """GET shows, POST does one thing: `zusagen`, `absagen` or a file."""
    event = get_object_or_404(Event.objects.select_related("venue"), slug=slug)  # also while it is a draft
    try:
        pk = tokens.read("events.speaker", token)
    except tokens.InvalidToken as error:
        raise Http404 from error
    speaker = get_object_or_404(
        Speaker.objects.select_related("session__room__venue", "slides"), pk=pk, session__event=event
    )
    form = SlidesForm()
    if request.method == "POST":
        said = request.POST.get("antwort")
        if said in ("zusagen", "absagen"):
            comes = said == "zusagen"
            speaking.answer(speaker, comes=comes)
            messages.success(request, _("Danke für Ihre Zusage.") if comes else _("Danke für die Nachricht."))
            return redirect(request.path)
        form = SlidesForm(request.POST, request.FILES)
        if form.is_valid():
            speaking.take_slides(speaker, form.cleaned_data["slides"])
            messages.success(request, _("Danke, Ihre Folien sind da."))
            return redirect(request.path)
    response = render(request, "events/speaker.html", {"event": event, "speaker": speaker, "form": form})
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
