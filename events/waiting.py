"""What waits for one person among the dates, for „Mein Bereich“: an offer, a talk, an address, a date coming up."""

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events import emails
from events.models import Event, Registration, Speaker
from forum.templatetags.german import moment
from forum.todo import Todo, todo
from members.permissions import signed_in

# Of a wide row, what `_when` and `_seat` tell.
EVENT = [f"event__{name}" for name in ("title", "slug", "status", "starts_at", "ends_at", "precision", "date_words")]


def for_person(request: HttpRequest) -> list[Todo]:
    """Rows for components/todo.html."""
    user = signed_in(request)
    now = timezone.now()
    ahead = Q(event__ends_at__gte=now, event__status=Event.Status.ANNOUNCED)
    living = (
        Registration.objects.filter(ahead | Q(event__status=Event.Status.POSTPONED), user=user)
        .live()
        .select_related("event")
        .only("status", "receipt_no", "offer_until", "secret", *EVENT)
        .order_by("event__starts_at")
    )
    talks = (
        Speaker.objects.filter(user=user, confirmed_at=None, declined_at=None, session__event__ends_at__gte=now)
        .select_related("session__event")
        .only("session__title", "session__starts_at", "session__event__title", "session__event__slug")
        .order_by("session__starts_at")
    )
    return [*map(_talk, talks[:5]), *map(_seat, living[:5])]


def _talk(speaker: Speaker) -> Todo:
    event = speaker.session.event
    return todo(
        _("Ihr Beitrag: %(title)s") % {"title": speaker.session.title},
        _("Bitte zu- oder absagen: %(event)s, %(when)s.")
        % {"event": event.title, "when": moment(speaker.session.starts_at)},
        (_("Antworten"), emails.speaker_url(event, speaker)),
    )


def _when(event: Event) -> str:
    return _("Wird verschoben") if event.status == Event.Status.POSTPONED else event.when


def _seat(registration: Registration) -> Todo:
    event: Event = registration.event
    receipt = reverse("events:receipt", args=[event.slug, emails.receipt_token([registration])])
    if registration.status == Registration.Status.OFFERED:
        return todo(
            _("Platz frei: %(title)s") % {"title": event.title},
            _("Bitte bis %(until)s bestätigen.") % {"until": moment(registration.offer_until)},
            (_("Platz annehmen"), receipt),
        )
    return todo(
        event.title,
        _("%(when)s · Nr. %(n)d, %(state)s")
        % {"when": _when(event), "n": registration.receipt_no, "state": Registration.Status(registration.status).label},
        (_("Beleg ansehen"), receipt),
        later=True,
    )
