"""Dates and seats: what editors tell (pages) and what the forum promises (rows)."""

from events.models.conditions import KindQuota, Question
from events.models.event import Event
from events.models.journal import JournalEntry
from events.models.organiser import Organiser
from events.models.pages import CalendarPage, EventPage, SeriesPage
from events.models.programme import Session, Speaker, Stand
from events.models.registration import Interest, Registration, SessionRegistration
from events.models.venue import Room, Venue

__all__ = [
    "CalendarPage",
    "Event",
    "EventPage",
    "Interest",
    "JournalEntry",
    "KindQuota",
    "Organiser",
    "Question",
    "Registration",
    "Room",
    "SeriesPage",
    "Session",
    "SessionRegistration",
    "Speaker",
    "Stand",
    "Venue",
]
