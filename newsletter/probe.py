"""An issue as one reader would get it, for looking and for one trial mail. No link in it does anything."""

import smtplib
from dataclasses import replace

from django.utils import timezone

from newsletter import letter, prompts
from newsletter.composition import Composition, compose
from newsletter.lanes import connect
from newsletter.letter import Letter, Recipient
from newsletter.models import IssuePage, Subscriber
from newsletter.models.subscriber import Frequency
from newsletter.notes import Notes

TOKEN = "probe"  # noqa: S105 - what stands in place of a signature in trial mails


class NotSent(Exception):
    """The mail server did not take it."""


def mail(page: IssuePage, email: str = "") -> Composition:
    """The three bodies with everything filled in: as `email` when that is a reader, else as an invented one."""
    reader = _reader(email)
    composition = compose(page, prompts.of(page, page), only_events=reader.only_events)
    names = Letter(composition, issue=0, archive="").notes
    reader = replace(reader, notes=Notes(names).of([reader.email]).get(reader.email, {}))
    return replace(
        composition,
        text=letter.filled(composition.text, reader, html=False, token=TOKEN),
        html=letter.filled(composition.html, reader, html=True, token=TOKEN),
    )


def dark(html: str) -> str:
    """The mail as a program in dark mode shows it, whatever the browser prefers."""
    return html.replace("(prefers-color-scheme: dark)", "all")


def _reader(email: str) -> Recipient:
    subscriber = Subscriber.objects.filter(email=email.lower()).first() if email else None
    if subscriber is None:
        return Recipient(0, 0, email or "demo@ort.example", "", timezone.now())
    from newsletter import personal

    text, html = personal.parts([subscriber], token=TOKEN)[subscriber.pk]
    return Recipient(
        0,
        subscriber.pk,
        subscriber.email or "",
        subscriber.name,
        subscriber.confirmed_at,
        only_events=subscriber.frequency == Frequency.EVENTS,
        personal_text=text,
        personal_html=html,
    )


def send(page: IssuePage, *, to: str) -> None:
    """Sends the mail to `to` under „Probe:“. Raises NotSent."""
    composition = mail(page, to)
    composition = replace(composition, subject=f"Probe: {composition.subject}")
    content = Letter(composition, issue=page.pk, archive="").for_recipient(Recipient(0, 0, to, "", timezone.now()))
    try:
        server = connect()
        try:
            server.sendmail(Letter(composition, issue=page.pk, archive="").sender, [to], content)
        finally:
            server.close()
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent from error
