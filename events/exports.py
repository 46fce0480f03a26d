"""Lists for organisers: CSV and XLSX without formulas, attendance list and badges as accessible PDF."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from events.models import Event, Registration, SessionRegistration
from forum import pdf
from forum.tables import cell
from members.models import Organisation

CHUNK = 100
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "events"


def head(event: Event) -> list[str]:
    fixed = [_("Nr."), _("Name"), _("E-Mail"), _("Organisation"), _("Eingang"), _("Stand"), _("Teilnahme"), _("Über")]
    sessions = [_("Programmpunkte")] if event.has_sessions else []
    questions = [cell(question.text) for question in event.questions.all()]
    return [*fixed, _("Vertretung"), _("Bedarf"), *sessions, *questions]


def table(event: Event, rows: Any) -> Iterator[list[Any]]:
    """Line by line, so that five thousand rows take no more memory than fifty."""
    keys = [str(question.pk) for question in event.questions.all()]
    chosen = _chosen(event) if event.has_sessions else {}
    organisations = _organisations(event)
    # Without what a page fetches beforehand: that would be asked for again with every chunk.
    for row in rows.prefetch_related(None).iterator(chunk_size=CHUNK):
        said = [row.answers.get(key, "") for key in keys]
        yield [
            row.receipt_no,
            cell(row.name),
            cell(row.email),
            cell(organisations.get(row.organisation_id, row.organisation_name)),
            timezone.localtime(row.effective_received_at).strftime("%d.%m.%Y %H:%M:%S"),
            str(row.get_status_display()),
            str(row.get_channel_display()),
            str(row.get_source_display()),
            _("ja") if row.substitutes else "",
            cell(row.needs),
            *([cell("; ".join(chosen.get(row.pk, [])))] if event.has_sessions else []),
            *map(cell, said),
        ]


def _organisations(event: Event) -> dict[int, str]:
    """The names of all organisations in the list, by one query."""
    named = Registration.objects.filter(event=event).values("organisation")
    return {each.pk: each.full_name for each in Organisation.objects.told_apart().filter(pk__in=named)}


def _chosen(event: Event) -> dict[int, list[str]]:
    """The sessions of every registration, in the order of the programme, by one query."""
    live = SessionRegistration.objects.filter(session__event=event).live().select_related("session")
    chosen: dict[int, list[str]] = defaultdict(list)
    for place in live.order_by("session__starts_at", "session"):
        title = place.session.title
        waits = place.status == SessionRegistration.Status.WAITLISTED
        chosen[place.registration_id].append(_("%(title)s (wartet)") % {"title": title} if waits else title)
    return chosen


class _Line:
    """A file that hands each written line back: what `csv` needs to stream."""

    def write(self, line: str) -> str:
        return line


def csv_lines(event: Event, rows: Any) -> Iterator[str]:
    """Semicolons and a byte order mark: what a German Excel opens by double click."""
    writer = csv.writer(_Line(), delimiter=";")
    yield "\ufeff" + writer.writerow(head(event))
    for line in table(event, rows):
        yield writer.writerow(line)


def xlsx(event: Event, rows: Any) -> IO[bytes]:
    """Written row by row to a temporary file, which the answer streams and closes."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Teilnehmende"))
    sheet.append(head(event))
    for line in table(event, rows):
        sheet.append(line)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return file


def attendance_pdf(event: Event) -> bytes:
    """Names to sign beside, one line each, in alphabetical order."""
    rows = [[str(row.receipt_no), row.name, row.organisation_label, ""] for row in _in_the_room(event)]
    head_ = [_("Nr."), _("Name"), _("Organisation"), _("Unterschrift")]
    return _pdf(
        "attendance",
        event,
        {"title": _("Teilnahmeliste: %(title)s") % {"title": event.title}, "head": head_, "rows": rows},
    )


def badges_pdf(event: Event) -> bytes:
    """Ten name badges a page."""
    rows = [[row.name, row.organisation_label] for row in _in_the_room(event)]
    return _pdf("badges", event, {"title": event.title, "rows": rows})


def _in_the_room(event: Event) -> Any:
    """Whoever takes part online signs nothing and wears no badge."""
    rows = Registration.objects.filter(event=event).confirmed()
    if event.format == Event.Format.HYBRID:
        rows = rows.filter(channel=Registration.Channel.ONSITE)
    return rows.with_organisations().order_by("name", "pk")


def _pdf(template: str, event: Event, data: dict[str, Any]) -> bytes:
    facts = {"when": event.when, "where": event.where, **data}
    return pdf.typeset(TEMPLATES / f"{template}.typ", facts)
