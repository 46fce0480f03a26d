"""What the page of one event shows besides its story: seats first, then what this reader can do."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Count, Prefetch, Q, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.linked_data import linked_data
from events.lists import public_events, row, rows
from events.models import Event, EventPage, Registration, Session, Speaker, Stand, Venue
from events.permissions import is_open_to, may_organise
from forum.drawings import seats_left
from forum.templatetags.german import moment
from members.permissions import coordinates, organisations_of


def context(page: EventPage, request: HttpRequest) -> dict[str, Any]:
    event = (
        Event.objects.with_seats()
        .with_form()
        .select_related("venue", "further_venue", "series")
        .prefetch_related(
            "organisers__organisation",
            "fields_of_action",
            Prefetch("stands", queryset=Stand.objects.select_related("about", "field_of_action")),
        )
        .filter(page_id=page.pk)
        .first()
    )
    if event is None:  # a preview of a page whose promise is not announced yet
        return {"event": None}
    now = timezone.now()
    user = request.user if hasattr(request, "user") else None
    sessions = _sessions(event)
    return {
        "event": event,
        "head": row(event),
        "phase": event.phase(now),
        "agenda": agenda(event, sessions),
        "houses": houses(event, sessions),
        "organisers": [(label, ", ".join(map(str, group))) for label, group in _by_role(event)],
        "box": Box(event, user, now),
        "beside": beside(event),
        "next_in_series": rows(public_events().filter(series=event.series).exclude(pk=event.pk).upcoming()[:3])
        if event.series_id
        else [],
        "linked_data": linked_data(event, page),
        "tile_ags": event.venue.ags if event.venue else "",
        "who_count": _organisations_coming(event),
        "may_organise": bool(user and user.is_authenticated and may_organise(user, event)),
    }


def beside(event: Event) -> list[Event]:
    """What takes place with it: the event it accompanies, what accompanies it, and what accompanies the same one."""
    if not (event.accompanies_id or event.is_accompanied):
        return []
    near = Q(accompanies=event)
    if event.accompanies_id:
        near |= Q(pk=event.accompanies_id) | Q(accompanies=event.accompanies_id)
    return list(Event.objects.public().filter(near).exclude(pk=event.pk).order_by("starts_at"))


def _by_role(event: Event) -> Any:
    organisers = sorted(event.organisers.all(), key=lambda o: (list(o.Role.values).index(o.role), o.sort_order))
    return groupby(organisers, key=lambda o: o.get_role_display())


def _organisations_coming(event: Event) -> int:
    confirmed = Registration.objects.filter(event=event, organisation__isnull=False).confirmed()
    return confirmed.aggregate(n=Count("organisation", distinct=True))["n"]


def _sessions(event: Event) -> list[Session]:
    return list(
        Session.objects.with_seats()
        .filter(event=event)
        .select_related("room__venue", "about", "field_of_action")
        .prefetch_related(Prefetch("speakers", queryset=Speaker.objects.filter(declined_at__isnull=True)))
        .order_by("starts_at", "pk")
    )


def houses(event: Event, sessions: list[Session]) -> list[Venue]:
    """Where one may have to go: the places of the event, and those that only the programme names."""
    found = {venue.pk: venue for venue in event.venues}
    for session in sessions:
        if session.room:
            found.setdefault(session.room.venue_id, session.room.venue)
    prefetch_related_objects(list(found.values()), "rooms")  # asks only for those it does not know yet
    return list(found.values())


def agenda(event: Event, sessions: list[Session]) -> list[dict[str, Any]]:
    """Rows of the programme; what begins at the same time and takes registrations stands together as boxes."""
    rows = []
    for start, group in groupby(sessions, key=lambda session: session.starts_at):
        parallel = list(group)
        time = date_format(timezone.localtime(start), "H:i")
        if len(parallel) > 1:
            kind = _("Gleichzeitig. Bitte wählen Sie bei der Anmeldung.")
            rows.append({"time": time, "kind": kind, "workshops": [_workshop(event, session) for session in parallel]})
        else:
            rows.append({"time": time, **_single(event, parallel[0])})
    return rows


def _single(event: Event, session: Session) -> dict[str, Any]:
    return {
        "kind": " · ".join(filter(None, [str(session.get_kind_display()), _theme(session)])),
        "title": session.title,
        "who": " · ".join(filter(None, [_who(session), session.place_at(event), session.summary])),
        "action_url": _about(session),
        "action_label": _("Zur Praxis"),
    }


def _workshop(event: Event, session: Session) -> dict[str, Any]:
    return {
        "title": session.title,
        "url": _about(session),
        "who": " · ".join(filter(None, [_who(session), session.place_at(event), _theme(session)])),
        # Where nobody registers, nobody is counted.
        "taken": session.taken if session.takes_registrations else None,  # type: ignore[attr-defined]
        "capacity": session.capacity if session.takes_registrations else None,
    }


def _theme(session: Session) -> str:
    return session.field_of_action.name if session.field_of_action else ""


def _about(session: Session) -> str:
    return session.about.url or "" if session.about and session.about.live else ""


def _who(session: Session) -> str:
    speakers = (", ".join(filter(None, [s.name, s.affiliation])) for s in session.speakers.all())
    return session.hosts or "; ".join(speakers)


class Box:
    """The registration box: the figure, one sentence, facts, and the one thing to do. What a page does not show is
    not looked up: the form, which many people fetch in the same minute, needs little of it."""

    def __init__(self, event: Event, user: Any, now: datetime, organisations: Sequence[Any] | None = None) -> None:
        """`event` comes from `with_seats`; `organisations` are those of `user`, where they are known already."""
        self.event, self.now = event, now
        self.user = user if user and user.is_authenticated else None
        self.taken, self.waiting = event.taken, event.waiting
        if organisations is not None:
            self.organisations = list(organisations)

    @cached_property
    def organisations(self) -> list[Any]:
        return list(organisations_of(self.user)) if self.user else []

    @cached_property
    def organisation(self) -> Any:
        return self.organisations[0] if len(self.organisations) == 1 else None

    @cached_property
    def _own(self) -> list[Registration]:
        if not self.user:
            return []
        own = Q(user=self.user) | Q(organisation__in=self.organisations)
        return list(Registration.objects.filter(own, event=self.event).live().in_order())

    @cached_property
    def mine(self) -> Registration | None:
        return next((r for r in self._own if r.user_id == self.user.pk), None) if self.user else None

    @cached_property
    def colleagues(self) -> list[Registration]:
        return [r for r in self._own if r.user_id != self.user.pk] if self.user else []

    @cached_property
    def own_seats(self) -> int:
        return sum(registration.has_seat for registration in self._own)

    @cached_property
    def is_for_others(self) -> bool:
        """For members only, and the reader is none."""
        return not is_open_to(self.event, self.organisations)

    @property
    def is_full(self) -> bool:
        return self.event.capacity is not None and self.taken >= self.event.capacity

    @property
    def would_wait(self) -> bool:
        """Whether pressing the button leads to the waiting list: no seat at all, or none for the own organisation."""
        limit = self.event.max_per_organisation
        if self.is_full or limit is None or not self.organisation or self.event.quota_released(self.now):
            return self.is_full
        return self.own_seats >= limit

    @property
    def headline(self) -> str:
        if self.event.capacity is None:
            return _("Plätze ohne Begrenzung")
        if self.is_full:
            return ngettext("Der eine Platz ist vergeben", "Alle %(n)d Plätze vergeben", self.event.capacity) % {
                "n": self.event.capacity
            }
        return capfirst(seats_left(self.taken, self.event.capacity))

    @cached_property
    def words(self) -> str:
        event, parts = self.event, []
        if event.capacity is not None and self.taken < event.capacity:
            words = _("%(taken)d von %(capacity)d vergeben") % {"taken": self.taken, "capacity": event.capacity}
            if self.organisation and self.own_seats:
                words += _(", davon %(own)d an %(organisation)s") % {
                    "own": self.own_seats,
                    "organisation": self.organisation,
                }
            parts.append(words + ".")
        if self.waiting and event.first_come and event.allocation == Event.Allocation.INSTANT:
            parts.append(ngettext("%(n)d Person wartet.", "%(n)d Personen warten.", self.waiting) % {"n": self.waiting})
        if event.needs_approval:
            parts.append(_("Die Veranstalter geben jede Anmeldung einzeln frei."))
        elif event.allocation == Event.Allocation.AT_DEADLINE:
            parts.append(_("Die Plätze werden nach Anmeldeschluss vergeben, in der Reihenfolge des Eingangs."))
        else:
            parts.append(_("Plätze gehen nach Reihenfolge des Eingangs."))
        if self.would_wait and not self.is_full:  # seats are free, but none for this organisation
            parts.append(quota_words(event, self.own_seats, self.now))
        return " ".join(parts)

    @property
    def facts(self) -> list[tuple[str, str]]:
        event = self.event
        deadline = moment(event.deadline) if event.deadline else ""
        facts = [(_("Warteliste bis") if self.is_full else _("Anmelden bis"), deadline)]
        if self.is_full and event.first_come and event.allocation == Event.Allocation.INSTANT:
            facts.append((_("Ihr Platz wäre"), str(self.waiting + 1)))
        facts += _channels(event)
        limit = event.max_per_organisation
        if limit is not None:
            words = _("%(n)d je Organisation") % {"n": limit}
            if self.organisation and not event.quota_released(self.now):
                words += _(", Sie haben noch %(left)d") % {"left": max(limit - self.own_seats, 0)}
            facts.append((_("Kontingent"), words))
        if event.audience != Event.Audience.PUBLIC:
            facts.append((_("Für"), event.get_audience_display()))
        facts.append((_("Kosten"), event.cost_note))
        return facts

    @cached_property
    def coordinates(self) -> bool:
        return bool(self.user and coordinates(self.user))

    @cached_property
    def one_click(self) -> bool:
        """Nothing to ask: no choice of place, session, organisation, answer or another event to come to as well."""
        return (
            self.user is not None
            and len(self.organisations) <= 1
            and self.event.format != Event.Format.HYBRID
            and not any(each.is_open(self.now) for each in beside(self.event))
            and not self.event.has_questions
            and not self.event.has_sessions
        )

    @cached_property
    def submission(self) -> UUID | None:
        return uuid4() if self.user else None


def _channels(event: Event) -> list[tuple[str, str]]:
    """Of a hybrid event: what is left in the room and online, where these have limits of their own."""
    facts = []
    for channel, limit in event.channel_limits.items():
        words = _("%(n)d von %(limit)d vergeben") % {"n": event.taken_by_channel.get(channel, 0), "limit": limit}
        facts.append((str(Registration.Channel(channel).label), words))
    return facts


def quota_words(event: Event, own: int, now: datetime) -> str:
    """„4 Plätze je Organisation, davon 2 vergeben. Freie Restplätze werden am … vergeben.“"""
    limit = event.max_per_organisation
    if limit is None or event.quota_released(now):
        return ""
    words = ngettext(
        "%(n)d Platz je Organisation, davon %(own)d an Sie vergeben.",
        "%(n)d Plätze je Organisation, davon %(own)d an Sie vergeben.",
        limit,
    ) % {"n": limit, "own": own}
    release = event.quota_release_at or event.deadline
    return words + " " + _("Freie Restplätze werden am %(release)s vergeben.") % {"release": moment(release)}
