"""What an issue may consist of. Each block is one idea, shown in three ways: web, HTML mail and text."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

MAIL_PROSE = ["bold", "italic", "ol", "ul", "link"]


def in_two_weeks():  # type: ignore[no-untyped-def]
    return (timezone.localtime() + timedelta(days=14)).replace(hour=23, minute=59, second=0, microsecond=0)


class IssueBlock(blocks.StructBlock):
    """The three templates of a block have its name: newsletter/blocks/<name>.html, emails/newsletter/blocks/<name>.*"""


class TextBlock(IssueBlock):
    heading = blocks.CharBlock(label=_("Überschrift"), required=False, max_length=90)
    text = blocks.RichTextBlock(label=_("Text"), features=MAIL_PROSE)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "newsletter/blocks/text.html"


class PracticeBlock(IssueBlock):
    page = blocks.PageChooserBlock(label=_("Gute Praxis"), page_type="library.PracticePage")
    why = blocks.CharBlock(
        label=_("Warum gerade diese?"),
        required=False,
        max_length=300,
        help_text=_("Leer: der eine Satz der Praxis."),
    )
    interest = blocks.BooleanBlock(
        label=_("Mit Knopf „Das interessiert uns“"),
        required=False,
        default=True,
        help_text=_("Zeigt, welche Praxis gefragt ist. Verpflichtet zu nichts."),
    )

    class Meta:
        icon = "pick"
        label = _("Gute Praxis")
        template = "newsletter/blocks/practice.html"


class EventBlock(IssueBlock):
    page = blocks.PageChooserBlock(label=_("Veranstaltung"), page_type="events.EventPage")
    why = blocks.CharBlock(label=_("Warum hingehen?"), required=False, max_length=300)
    rsvp = blocks.BooleanBlock(
        label=_("Mit Knöpfen „Ich komme“ und „Ich kann nicht“"),
        required=False,
        default=True,
        help_text=_("„Ich komme“ ist eine echte Anmeldung und nimmt einen Platz."),
    )

    class Meta:
        icon = "date"
        label = _("Termin")
        template = "newsletter/blocks/event.html"


class AskingBlock(IssueBlock):
    question = blocks.CharBlock(label=_("Frage"), max_length=160)
    closes_at = blocks.DateTimeBlock(label=_("offen bis"), default=in_two_weeks)


class PollBlock(AskingBlock):
    options = blocks.ListBlock(
        blocks.CharBlock(label=_("Antwort"), max_length=80),
        label=_("Antworten"),
        min_num=2,
        max_num=6,
        default=["", ""],
    )

    class Meta:
        icon = "tick-inverse"
        label = _("Umfrage")
        template = "newsletter/blocks/poll.html"


class VoteBlock(AskingBlock):
    topics = blocks.ListBlock(
        blocks.CharBlock(label=_("Themenvorschlag"), max_length=90),
        label=_("Themen für einen Impulsvortrag"),
        min_num=2,
        max_num=8,
        default=["", ""],
    )
    speakers = blocks.BooleanBlock(label=_("Auch fragen: „Ich kann dazu vortragen“"), required=False, default=True)

    class Meta:
        icon = "list-ol"
        label = _("Themenabstimmung")
        template = "newsletter/blocks/vote.html"


class QuestionBlock(AskingBlock):
    context = blocks.TextBlock(label=_("Worum geht es?"), required=False, max_length=600, rows=3)
    asked_by = blocks.CharBlock(
        label=_("Wer fragt?"), required=False, max_length=120, help_text=_("Eine Kommune oder ein Unternehmen.")
    )

    class Meta:
        icon = "help"
        label = _("Frage der Woche")
        template = "newsletter/blocks/question.html"


class RatingBlock(IssueBlock):
    question = blocks.CharBlock(label=_("Frage"), max_length=90, default=_("Hilfreich?"))
    closes_at = blocks.DateTimeBlock(label=_("offen bis"), default=in_two_weeks)

    class Meta:
        icon = "thumbtack"
        label = _("„Hilfreich?“")
        template = "newsletter/blocks/rating.html"


class CallBlock(IssueBlock):
    title = blocks.CharBlock(label=_("Stelle oder Aufruf"), max_length=120)
    body = blocks.CharBlock(label=_("Wer sucht?"), max_length=120)
    until = blocks.DateBlock(label=_("bis"), required=False)
    url = blocks.URLBlock(label=_("Adresse"))

    class Meta:
        icon = "group"
        label = _("Stelle oder Aufruf")
        template = "newsletter/blocks/call.html"


class FigureBlock(IssueBlock):
    figure = blocks.CharBlock(label=_("Zahl"), max_length=20)
    meaning = blocks.CharBlock(label=_("Was sie bedeutet"), max_length=200)
    source = blocks.CharBlock(label=_("Quelle"), max_length=200)

    class Meta:
        icon = "order"
        label = _("Zahl")
        template = "newsletter/blocks/figure.html"


class QuoteBlock(IssueBlock):
    text = blocks.TextBlock(label=_("Zitat"), rows=3, max_length=400)
    person = blocks.CharBlock(label=_("Wer hat es gesagt?"), max_length=120)
    function = blocks.CharBlock(label=_("Funktion"), required=False, max_length=160)

    class Meta:
        icon = "openquote"
        label = _("Zitat")
        template = "newsletter/blocks/quote.html"


class ResultBlock(IssueBlock):
    """How readers answered something in an earlier issue."""

    issue = blocks.PageChooserBlock(label=_("Ausgabe"), page_type="newsletter.IssuePage")
    comment = blocks.CharBlock(label=_("Was folgt daraus?"), required=False, max_length=300)

    class Meta:
        icon = "table"
        label = _("Ergebnis aus einer früheren Ausgabe")
        template = "newsletter/blocks/result.html"


class PersonalBlock(blocks.StaticBlock):
    """Where the mail tells each recipient about own open votes, registrations and region; empty in the archive."""

    class Meta:
        icon = "user"
        label = _("Persönlicher Teil")
        admin_text = _("Eigene Anmeldungen, offene Abstimmungen und Neues aus der eigenen Region. Nur in der Mail.")
        template = "newsletter/blocks/personal.html"


def is_complete(block: Any) -> bool:
    """Whether a block can be shown. Drafts may have gaps, and a page that a block points to may be deleted."""
    value = block.value
    if block.block_type in ("practice", "event"):
        return value["page"] is not None
    if block.block_type == "result":
        return value["issue"] is not None
    if block.block_type in ("poll", "vote", "question", "rating"):
        return bool(value["question"] and value["closes_at"] and all(choices_of(block)))
    return True


def choices_of(block: Any) -> list[str]:
    """What a reader can answer to a block; empty when there is nothing to answer."""
    value = block.value
    return {
        "poll": lambda: list(value["options"]),
        "vote": lambda: list(value["topics"]),
        "question": lambda: [_("Antwort schreiben")],
        "rating": lambda: [_("Ja"), _("Nein")],
        "event": lambda: [_("Ich komme"), _("Ich kann nicht")] if value["rsvp"] else [],
        "practice": lambda: [_("Das interessiert uns"), _("Eher nicht")] if value["interest"] else [],
    }.get(block.block_type, list)()


class IssueBlocks(blocks.StreamBlock):
    text = TextBlock()
    practice = PracticeBlock()
    event = EventBlock()
    poll = PollBlock()
    vote = VoteBlock()
    question = QuestionBlock()
    rating = RatingBlock()
    call = CallBlock()
    figure = FigureBlock()
    quote = QuoteBlock()
    result = ResultBlock()
    personal = PersonalBlock()

    class Meta:
        block_counts = {"rating": {"max_num": 1}, "personal": {"max_num": 1}}
