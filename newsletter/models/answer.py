"""What an issue asks its readers, and what they answered."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Prompt(models.Model):
    """One poll, vote, rating, question or invitation of an issue, frozen when the issue was approved.

    A row of its own, because what was mailed and answered must not change when somebody edits the page.
    """

    class Kind(models.TextChoices):
        POLL = "poll", _("Umfrage")
        VOTE = "vote", _("Themenabstimmung")
        QUESTION = "question", _("Frage der Woche")
        RATING = "rating", _("Hilfreich?")
        RSVP = "rsvp", _("Termin")
        INTEREST = "interest", _("Interesse")

    issue = models.ForeignKey("newsletter.IssuePage", on_delete=models.PROTECT, related_name="prompts")
    block = models.UUIDField(_("Baustein"), unique=True)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind)
    title = models.CharField(_("Frage"), max_length=200)
    choices = models.JSONField(_("Antworten"), default=list)
    closes_at = models.DateTimeField(_("offen bis"))
    event_page = models.ForeignKey(
        "events.EventPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    practice = models.ForeignKey(
        "library.PracticePage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asks_speakers = models.BooleanField(_("fragt auch nach Vortragenden"), default=False)

    class Meta:
        verbose_name = _("Frage an die Leser*innen")
        verbose_name_plural = _("Fragen an die Leser*innen")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    def is_open(self, now: datetime | None = None) -> bool:
        return (now or timezone.now()) <= self.closes_at

    def label(self, choice: int) -> str:
        return self.choices[choice]


class Answer(models.Model):
    """One answer per person and prompt; answering again is a change, not a second vote.

    `voter` is a keyed hash of the address, so that a reader who also has an account counts once. Forgetting a person
    empties it, the keys and the text; the count stays.
    """

    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="answers")
    voter = models.CharField(max_length=64, null=True)  # noqa: DJ001 - any number of answers may be forgotten
    subscriber = models.ForeignKey(
        "newsletter.Subscriber", null=True, blank=True, on_delete=models.SET_NULL, related_name="answers"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    choice = models.PositiveSmallIntegerField(_("Antwort"))
    text = models.TextField(_("in eigenen Worten"), max_length=1000, blank=True)
    offers_talk = models.BooleanField(_("Ich kann dazu vortragen"), default=False)
    is_member = models.BooleanField(_("Mitglied"), default=False)
    answered_at = models.DateTimeField(_("geantwortet am"), default=timezone.now)

    class Meta:
        verbose_name = _("Antwort")
        verbose_name_plural = _("Antworten")
        constraints = [models.UniqueConstraint(fields=["prompt", "voter"], name="one_answer_per_person")]

    def __str__(self) -> str:
        return f"{self.prompt_id}: {self.choice}"
