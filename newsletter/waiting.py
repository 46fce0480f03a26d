"""What of the newsletter waits for one person, for „Mein Bereich“: votes and questions not answered yet."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.templatetags.german import day
from forum.todo import Todo, todo
from members.permissions import signed_in
from newsletter.models import Prompt
from newsletter.models.subscriber import address_hash


def for_person(request: HttpRequest) -> list[Todo]:
    """Rows for components/todo.html."""
    kinds = (Prompt.Kind.POLL, Prompt.Kind.VOTE, Prompt.Kind.QUESTION)
    unanswered = (
        Prompt.objects.filter(kind__in=kinds, closes_at__gt=timezone.now(), issue__live=True)
        .exclude(answers__voter=address_hash(signed_in(request).email))
        .only("kind", "title", "closes_at")
        .order_by("closes_at")[:3]
    )
    return [
        todo(
            prompt.title,
            _("%(kind)s im Newsletter, offen bis %(day)s")
            % {"kind": Prompt.Kind(prompt.kind).label, "day": day(prompt.closes_at)},
            (_("Antworten"), reverse("newsletter:own_answer", args=[prompt.pk, 0])),
            later=True,
        )
        for prompt in unanswered
    ]
