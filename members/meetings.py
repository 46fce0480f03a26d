"""Meetings of an expert group: its people set them, are told by mail, and take them into their calendars."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import ical
from members import emails
from members.admission import NotPossible
from members.models import ExpertGroup, GroupMeeting

TELLING = ("starts_at", "ends_at", "place", "link")


class MeetingIsCancelled(NotPossible):
    pass


@transaction.atomic
def arrange(group: ExpertGroup, *, values: dict[str, Any]) -> GroupMeeting:
    meeting = GroupMeeting.objects.create(group=group, **values)
    emails.group_meeting(meeting)
    return meeting


@transaction.atomic
def change(meeting: GroupMeeting, *, values: dict[str, Any]) -> GroupMeeting:
    """A new time or place is told to everybody in the group; agenda and notes are only kept."""
    meeting = _locked(meeting)
    if meeting.cancelled_at:
        raise MeetingIsCancelled(_("Diese Sitzung ist abgesagt. Bitte tragen Sie eine neue ein."))
    is_news = any(values[name] != getattr(meeting, name) for name in TELLING)
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.sequence += is_news
    meeting.save()
    if is_news and not meeting.is_past:
        emails.group_meeting(meeting)
    return meeting


@transaction.atomic
def cancel(meeting: GroupMeeting) -> GroupMeeting:
    """Stays in the list and in calendars, marked; called off twice it is called off once."""
    meeting = _locked(meeting)
    if meeting.cancelled_at is None:
        meeting.cancelled_at = timezone.now()
        meeting.sequence += 1
        meeting.save()
        emails.group_meeting(meeting)
    return meeting


def calendar(meeting: GroupMeeting) -> bytes:
    """One meeting as a calendar file. The link of a video conference stays on the page of the group."""
    file = ical.frame("PUBLISH")
    facts = {
        "uid": f"runde-{meeting.pk}@{settings.MAIL_DOMAIN}",
        "sequence": meeting.sequence,
        "stamp": meeting.changed_at.isoformat(),
        "title": f"{meeting.group.name}: {meeting.title}",
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "all_day": False,
        "location": meeting.place or _("Videokonferenz"),
        "url": settings.PORTAL_URL + meeting.group.get_absolute_url(),
        "status": "CANCELLED" if meeting.cancelled_at else "CONFIRMED",
    }
    file.add_component(ical.entry(facts))
    return file.to_ical()


def _locked(meeting: GroupMeeting) -> GroupMeeting:
    return GroupMeeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.pk)
