"""The promise: when, where, how many, who decides. Changed only by the acts in `events/registration.py`."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Left, Length
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page, PageViewRestriction

from events.models.venue import Venue
from forum.models import FieldOfAction


def _is_public() -> Q:
    """The page is live, and neither it nor anything above it under a view restriction (paths grow downwards)."""
    above = Left(OuterRef("page__path"), Length("page__path"))
    return Q(~Exists(PageViewRestriction.objects.filter(page__path=above)), page__live=True)


class EventQuerySet(models.QuerySet["Event"]):
    def promised(self) -> "EventQuerySet":
        """No draft any more: people may hold receipts, whatever became of the page since."""
        return self.exclude(status=Event.Status.DRAFT)

    def public(self) -> "EventQuerySet":
        """What everybody may see: its page is published and lies under no view restriction."""
        return self.promised().filter(_is_public())

    def below(self, page: Page) -> "EventQuerySet":
        """Whose pages are this one or stand below it."""
        return self.filter(page__path__startswith=page.path)

    def upcoming(self, now: datetime | None = None) -> "EventQuerySet":
        """Not over yet, and without a day at the end of the list."""
        now = now or timezone.now()
        return self.filter(Q(ends_at__gte=now) | Q(ends_at__isnull=True)).order_by(
            F("starts_at").asc(nulls_last=True), "pk"
        )

    def past(self, now: datetime | None = None) -> "EventQuerySet":
        return self.filter(ends_at__lt=now or timezone.now()).order_by("-starts_at", "-pk")

    def for_lists(self) -> "EventQuerySet":
        """With everything a row of a list shows, in a constant number of queries."""
        return (
            self.select_related("venue", "further_venue", "series")
            .prefetch_related("organisers__organisation")
            .with_seats()
        )

    def with_seats(self) -> "EventQuerySet":
        """Counts seats taken and people waiting by query; nothing of it is ever stored."""
        from events.models.registration import Registration

        return self.annotate(
            taken=Registration.objects.taken().count_for_event(),
            waiting=Registration.objects.waiting().count_for_event(),
        )

    def with_taken(self) -> "EventQuerySet":
        """Counts seats taken only."""
        from events.models.registration import Registration

        return self.annotate(taken=Registration.objects.taken().count_for_event())

    def with_form(self) -> "EventQuerySet":
        """With the place; says whether everybody may see it and whether there are questions, sessions to choose and
        accompanying dates, so that most forms need not look for them."""
        from events.models.conditions import Question
        from events.models.programme import Session

        questions = Question.objects.filter(event=OuterRef("pk"))
        sessions = Session.objects.filter(event=OuterRef("pk"), takes_registrations=True)
        return self.select_related("venue").annotate(
            is_public=_is_public(),
            has_questions=Exists(questions),
            has_sessions=Exists(sessions),
            is_accompanied=Exists(Event.objects.filter(accompanies=OuterRef("pk"))),
        )


class Event(models.Model):
    """One date, 1:1 beside its EventPage. All acts lock this row first."""

    class Kind(models.TextChoices):
        KICKOFF = "kickoff", _("Kick-off")
        REGIONAL_CONFERENCE = "regional_conference", _("Regionalkonferenz")
        EXCHANGE = "exchange", _("Interkommunaler Austausch")
        TRANSFER = "transfer", _("Transferveranstaltung")
        SUMMIT = "summit", _("Summit")
        WORKSHOP = "workshop", _("Workshop")
        WORKING_GROUP = "working_group", _("Expertenrunde")
        WEBINAR = "webinar", _("Online-Impuls")
        LEARNING = "learning", _("Live-Lerneinheit")
        SITE_VISIT = "site_visit", _("Besuch vor Ort")

    class Format(models.TextChoices):
        ONSITE = "onsite", _("vor Ort")
        ONLINE = "online", _("virtuell")
        HYBRID = "hybrid", _("vor Ort und virtuell")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("öffentlich")
        MUNICIPAL = "municipal", _("kommunale Beschäftigte")
        MEMBERS = "members", _("Mitglieder")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        ANNOUNCED = "announced", _("angekündigt")
        CANCELLED = "cancelled", _("abgesagt")
        POSTPONED = "postponed", _("verschoben")

    class Precision(models.TextChoices):
        EXACT = "exact", _("Tag und Uhrzeit")
        # With a context, because the catalogues of others take it for the English word and make it „Schlagwort“.
        DAY = "day", pgettext_lazy("Datum", "Tag")
        MONTH = "month", _("Monat")
        QUARTER = "quarter", _("Quartal")
        YEAR = "year", _("Jahr")
        OPEN = "open", _("offen")

    class Allocation(models.TextChoices):
        INSTANT = "instant", _("sofort, in der Reihenfolge des Eingangs")
        AT_DEADLINE = "at_deadline", _("nach Anmeldeschluss, in der Reihenfolge des Eingangs")

    page = models.OneToOneField("events.EventPage", on_delete=models.PROTECT, related_name="event")
    slug = models.SlugField(_("Kürzel"), max_length=120, unique=True)
    title = models.CharField(_("Titel"), max_length=200)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    series = models.ForeignKey(
        "events.SeriesPage",
        verbose_name=_("Reihe"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
    )
    edition = models.PositiveSmallIntegerField(_("Nummer in der Reihe"), null=True, blank=True)
    accompanies = models.ForeignKey(
        "self",
        verbose_name=_("Begleitveranstaltung zu"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="accompanied_by",
    )
    motto = models.CharField(_("Motto"), max_length=200, blank=True)
    fields_of_action = models.ManyToManyField(
        FieldOfAction, verbose_name=_("Handlungsfelder"), blank=True, related_name="events"
    )
    format = models.CharField(_("Format"), max_length=10, choices=Format, default=Format.ONSITE)
    audience = models.CharField(_("Für wen"), max_length=10, choices=Audience, default=Audience.PUBLIC)
    status = models.CharField(_("Stand"), max_length=10, choices=Status, default=Status.ANNOUNCED)
    status_note = models.CharField(_("Hinweis zum Stand"), max_length=300, blank=True)

    starts_at = models.DateTimeField(_("Beginn"), null=True, blank=True)
    ends_at = models.DateTimeField(_("Ende"), null=True, blank=True)
    precision = models.CharField(_("Termin steht auf"), max_length=8, choices=Precision, default=Precision.EXACT)
    date_words = models.CharField(
        _("Termin in Worten"), max_length=60, blank=True, help_text=_("Solange nichts feststeht: „ca. Frühjahr 2030“.")
    )
    venue = models.ForeignKey(
        Venue, verbose_name=_("Ort"), null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    further_venue = models.ForeignKey(
        Venue,
        verbose_name=_("Weiterer Ort"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="further_events",
    )
    room_note = models.CharField(_("Räume"), max_length=120, blank=True)
    join_url = models.URLField(_("Link zur Videokonferenz"), max_length=500, blank=True)

    takes_registrations = models.BooleanField(_("Anmeldung im Portal"), default=True)
    registration_opens_at = models.DateTimeField(_("Anmeldung ab"), null=True, blank=True)
    deadline = models.DateTimeField(_("Anmeldeschluss"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("Plätze insgesamt"), null=True, blank=True)
    onsite_capacity = models.PositiveIntegerField(_("davon höchstens vor Ort"), null=True, blank=True)
    online_capacity = models.PositiveIntegerField(_("davon höchstens virtuell"), null=True, blank=True)
    max_per_organisation = models.PositiveIntegerField(_("Kontingent je Organisation"), null=True, blank=True)
    quota_release_at = models.DateTimeField(_("Kontingent fällt weg am"), null=True, blank=True)
    allocation = models.CharField(_("Platzvergabe"), max_length=12, choices=Allocation, default=Allocation.INSTANT)
    needs_approval = models.BooleanField(_("Anmeldungen werden einzeln freigegeben"), default=False)
    offer_hours = models.PositiveSmallIntegerField(_("Angebote gelten (Stunden)"), default=12)
    cost_note = models.CharField(_("Kosten"), max_length=120, default=_("keine"), blank=True)
    asks_needs = models.BooleanField(_("nach Unterstützungs- und Essensbedarf fragen"), default=True)

    contact_email = models.EmailField(_("Kontakt"), blank=True)
    source_url = models.URLField(_("Quelle"), max_length=500, blank=True)
    is_invented = models.BooleanField(_("erfunden (Demo)"), default=False)

    # What the acts count on. The calendar's identity never changes (RFC 5545 3.8.4.7), its sequence only grows.
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    last_receipt_no = models.PositiveIntegerField(default=0, editable=False)
    last_received_at = models.DateTimeField(null=True, editable=False)
    journal_head = models.CharField(max_length=64, default="0" * 64, editable=False)
    journal_length = models.PositiveIntegerField(default=0, editable=False)
    allocated_at = models.DateTimeField(null=True, editable=False)
    quota_released_at = models.DateTimeField(null=True, editable=False)
    opening_announced_at = models.DateTimeField(null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    is_public: bool  # from `with_form`
    taken: int  # both counted by `with_seats`
    waiting: int

    objects: ClassVar[models.Manager["Event"]] = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(deadline__gt=F("registration_opens_at")), name="event_deadline_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(precision="open") | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="event_has_time_unless_open",
            ),
            models.CheckConstraint(
                condition=Q(takes_registrations=False)
                | Q(precision="exact", registration_opens_at__isnull=False, deadline__isnull=False)
                | ~Q(precision="exact"),
                name="event_with_registration_has_window",
            ),
            models.UniqueConstraint(fields=["series", "edition"], name="one_edition_of_a_number"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="event_starts")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/veranstaltungen/{self.slug}/"

    def url_of(self, route: str, *args: object) -> str:
        """The full address of one of this event's views, for mails and calendar files."""
        return settings.PORTAL_URL + reverse(f"events:{route}", args=[self.slug, *args])

    @property
    def url(self) -> str:
        return settings.PORTAL_URL + self.get_absolute_url()

    # --- When ---------------------------------------------------------------------------------------------------------

    @property
    def is_fixed(self) -> bool:
        """The day stands; calendars may hold it."""
        return self.precision in (self.Precision.EXACT, self.Precision.DAY)

    @property
    def when(self) -> str:
        """„Mi, 5. Dezember 2029, 10:00–13:00 Uhr“, or as much as is known."""
        from forum.templatetags.german import day, span

        if self.date_words:
            return self.date_words
        if self.precision == self.Precision.OPEN or self.starts_at is None:
            return str(_("Termin noch offen"))
        local = timezone.localtime(self.starts_at)
        if self.precision == self.Precision.EXACT:
            return span(self.starts_at, self.ends_at)
        if self.precision == self.Precision.DAY:
            return day(self.starts_at)
        if self.precision == self.Precision.MONTH:
            return date_format(local, "F Y")
        if self.precision == self.Precision.QUARTER:
            return str(_("%(number)d. Quartal %(year)d") % {"number": (local.month + 2) // 3, "year": local.year})
        return str(local.year)

    @property
    def where(self) -> str:
        if self.format == self.Format.ONLINE:
            return str(_("virtuell"))
        place = ", ".join(filter(None, [str(self.venue) if self.venue else "", self.room_note]))
        if self.further_venue:
            place = str(_("%(first)s; %(second)s") % {"first": place, "second": self.further_venue})
        return str(_("%(place)s und virtuell") % {"place": place}) if self.format == self.Format.HYBRID else place

    @property
    def venues(self) -> list[Venue]:
        return [venue for venue in (self.venue, self.further_venue) if venue]

    def is_over(self, now: datetime) -> bool:
        """A postponed event is not: its old date passes while people wait for the new one, and may still cancel."""
        return self.status != self.Status.POSTPONED and self.ends_at is not None and self.ends_at < now

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at is not None and self.starts_at <= now

    # --- Registration -------------------------------------------------------------------------------------------------

    @cached_property
    def has_questions(self) -> bool:
        """Already there when the event comes from `with_form`."""
        return self.questions.exists()

    @cached_property
    def is_accompanied(self) -> bool:
        """Already there when the event comes from `with_form`."""
        return self.accompanied_by.exists()

    @cached_property
    def has_sessions(self) -> bool:
        """Whether there are sessions to choose; already there when the event comes from `with_form`."""
        return self.sessions.filter(takes_registrations=True).exists()

    @property
    def channel_limits(self) -> dict[str, int]:
        """Of a hybrid event: how many fit into the room and onto the screen, where these have limits of their own."""
        limits = {"onsite": self.onsite_capacity, "online": self.online_capacity}
        return {name: n for name, n in limits.items() if n is not None} if self.format == self.Format.HYBRID else {}

    @cached_property
    def taken_by_channel(self) -> dict[str, int]:
        """Already there when the event comes from `together.open_beside`."""
        from events.models.registration import Registration

        return Registration.objects.filter(event=self).taken_by_channel().get(self.pk, {})

    @property
    def first_come(self) -> bool:
        """Whether the page may promise that the order of arrival decides."""
        return not self.needs_approval

    def is_open(self, now: datetime) -> bool:
        """The window, to the second, in server time: opens_at ≤ now ≤ deadline."""
        return (
            self.takes_registrations
            and self.status == self.Status.ANNOUNCED
            and self.registration_opens_at is not None
            and self.deadline is not None
            and self.registration_opens_at <= now <= self.deadline
        )

    def quota_released(self, now: datetime) -> bool:
        release = self.quota_release_at or self.deadline
        return release is not None and now > release

    def phase(self, now: datetime | None = None) -> str:
        """One word for lists and badges: entwurf, abgesagt, verschoben, vorbei, laeuft, offen, bald, geschlossen, …"""
        now = now or timezone.now()
        if self.status != self.Status.ANNOUNCED:
            return {"draft": "entwurf", "cancelled": "abgesagt", "postponed": "verschoben"}[self.status]
        if self.is_over(now):
            return "vorbei"
        if self.has_begun(now) and self.precision == self.Precision.EXACT:
            return "laeuft"
        if not self.is_fixed:
            return "vorlaeufig"
        if not self.takes_registrations or self.registration_opens_at is None:
            return "ohne"
        if now < self.registration_opens_at:
            return "bald"
        return "offen" if self.is_open(now) else "geschlossen"

    def given_at_once_until(self, now: datetime) -> datetime | None:
        """Until when a freed seat is given without asking; None once that time is over."""
        until = self.starts_at - timedelta(hours=48) if self.starts_at else None
        return until if until and now < until else None

    def offer_until(self, now: datetime) -> datetime | None:
        """Until when a seat freed now is offered; None when it is given without asking (docs/concepts.md).

        More than 48 hours ahead people can plan, so the seat is theirs at once. In the last two hours no
        answer can be waited for.
        """
        if self.starts_at is None or self.given_at_once_until(now):
            return None
        latest = self.starts_at - timedelta(hours=2)
        return None if now >= latest else min(now + timedelta(hours=self.offer_hours), latest)
