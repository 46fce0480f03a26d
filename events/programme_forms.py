"""Rows around a date that organisers write: programme, speakers, stands, questions, who stands behind it."""

from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from events.desk_forms import Moment
from events.models import Event, Organiser, Question, Room, Session, SessionRegistration, Speaker, Stand
from members.forms import OrganisationField
from members.models import Organisation


class PageAddress(forms.CharField):
    """A page of the portal by its address, as one copies it from the browser."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Adresse der Praxis oder des Projekts"),
            help_text=_("Aus der Adresszeile kopiert, etwa /bibliothek/stellplatzanzeige/."),
            required=False,
        )

    def prepare_value(self, value: Any) -> Any:
        page = Page.objects.filter(pk=value).first() if isinstance(value, int) else None
        return page.url if page else value

    def clean(self, value: Any) -> Page | None:
        text = super().clean(value)
        if not text:
            return None
        path = "/" + text.split("://", 1)[-1].partition("/")[2] if "://" in text else text
        root = Site.objects.get(is_default_site=True).root_page
        place = root.url_path.rstrip("/") + "/" + path.partition("?")[0].strip("/") + "/"
        page = Page.objects.live().filter(url_path=place).first()
        if page is None:
            raise forms.ValidationError(_("Unter dieser Adresse gibt es keine veröffentlichte Seite im Portal."))
        return page

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")


class SessionForm(forms.ModelForm):
    starts_at = Moment(label=_("Beginn"))
    ends_at = Moment(label=_("Ende"))
    about = PageAddress()

    class Meta:
        model = Session
        fields = (
            "kind",
            "title",
            "summary",
            "hosts",
            "starts_at",
            "ends_at",
            "room",
            "field_of_action",
            "about",
            "takes_registrations",
            "capacity",
            "is_open",
        )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        rooms: Any = self.fields["room"]
        rooms.queryset = _nearest_first(event)
        rooms.label_from_instance = lambda room: Session(room=room).place_at(event)
        if event.starts_at and not self.instance.pk:
            last = event.sessions.order_by("-ends_at").first()
            self.initial.setdefault("starts_at", last.ends_at if last else event.starts_at)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("Das Ende muss nach dem Beginn liegen."))
        first, last = self.event.starts_at, self.event.ends_at
        if starts_at and first and last and not first <= starts_at < last:
            self.add_error("starts_at", _("Das liegt außerhalb der Veranstaltung (%s).") % self.event.when)
        if self.instance.pk and data.get("capacity") is not None:
            taken = SessionRegistration.objects.filter(session=self.instance).taken().count()
            if data["capacity"] < taken:
                self.add_error("capacity", _("Es sind schon %d Plätze vergeben.") % taken)
        return data


def _nearest_first(event: Event) -> Any:
    """Rooms of the event's own houses, then all others: a conference may have its workshops all over the town."""
    distance = Case(When(venue=event.venue_id, then=0), When(venue=event.further_venue_id, then=1), default=2)
    return Room.objects.select_related("venue").order_by(distance, "venue__name", "name")


class SpeakerForm(forms.ModelForm):
    email = forms.EmailField(
        label=_("E-Mail"),
        max_length=254,
        help_text=_("Die Person erhält einen Link zum Zusagen und für ihre Folien. Ein Konto braucht sie nicht."),
    )

    class Meta:
        model = Speaker
        fields = ("name", "affiliation", "email")


class QuestionForm(forms.ModelForm):
    class Meta:
        model = Question
        fields = ("text", "kind", "options", "required")
        widgets = {"options": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        lines = [line for line in data.get("options", "").splitlines() if line.strip()]
        if data.get("kind") != Question.Kind.TEXT and data.get("text") and len(lines) < 2:
            self.add_error("options", _("Bitte mindestens zwei Antworten, jede in einer Zeile."))
        return data


class StandForm(forms.ModelForm):
    about = PageAddress()

    class Meta:
        model = Stand
        fields = ("number", "title", "hosts", "session", "field_of_action", "about")

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        markets = event.sessions.filter(kind=Session.Kind.MARKET)
        self.fields["session"].queryset = markets  # type: ignore[attr-defined]


class OrganiserForm(forms.ModelForm):
    organisation = OrganisationField(
        label=_("Organisation im Verzeichnis"),
        queryset=Organisation.objects.filter(is_active=True).told_apart().order_by("name"),
        required=False,
        empty_label=_("keine"),
    )

    class Meta:
        model = Organiser
        fields = ("role", "organisation", "name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("organisation") and not data.get("name"):
            self.add_error("name", _("Bitte eine Organisation wählen oder einen Namen angeben."))
        return data
