"""Subscribers, issues and dispatches, as the acts leave them."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

from django.utils import timezone

from newsletter import dispatch as acts
from newsletter.models import ArchivePage, Dispatch, IssuePage, Subscriber
from tests.factories import ground

_numbers = count(1)


def subscriber(**fields) -> Subscriber:
    number = next(_numbers)
    defaults = {"email": f"leser{number}@ort.example", "name": f"Demo-Leser {number}"}
    return Subscriber.objects.create(**{**defaults, **fields})


def subscribers(number: int) -> list[Subscriber]:
    return Subscriber.objects.bulk_create(
        Subscriber(email=f"viele{next(_numbers)}@ort{n % 7}.example", name="Demo") for n in range(number)
    )


def block(kind: str, value) -> tuple[str, object, str]:
    return {"type": kind, "value": value, "id": str(uuid4())}


def text(words: str = "<p>Neues aus den Kommunen.</p>") -> dict:
    return block("text", {"heading": "Kurz gesagt", "text": words})


def poll(question: str = "Wo klemmt es?", options=("Am Geld", "An Zeit"), closes_in: int = 14) -> dict:
    closes_at = (timezone.now() + timedelta(days=closes_in)).isoformat()
    return block("poll", {"question": question, "options": list(options), "closes_at": closes_at})


def issue(*blocks: dict, by=None, publish: bool = False, **fields) -> IssuePage:
    """A saved issue with one revision; `blocks` in raw form, a text when none are given."""
    number = next(_numbers)
    archive = ArchivePage.objects.get()
    page = IssuePage(
        **{
            "title": f"Ausgabe {number}",
            "slug": f"ausgabe-{number}",
            "lead": "Eine Praxis und eine Frage.",
            "live": publish,
            **fields,
        }
    )
    page.body = page.body.stream_block.to_python(list(blocks) or [text()])
    archive.add_child(instance=page)
    revision = page.save_revision(user=by)
    if publish:
        revision.publish()
    return IssuePage.objects.get(pk=page.pk)


def approved(page: IssuePage | None = None, **fields) -> Dispatch:
    return acts.approve(page or issue(**fields), by=ground.user())


def sending(page: IssuePage | None = None, **fields) -> Dispatch:
    return acts.dispatch(approved(page, **fields))


def reader(**fields):
    """A person with an account and nothing else."""
    return ground.user(**fields)


def user(email: str):
    """Somebody who is there already."""
    from forum.models import User

    return User.objects.get(email=email)


class Sent:
    """What could have changed: every row of this room and every owed mail."""

    @staticmethod
    def snapshot() -> dict[str, list]:
        from django.apps import apps

        from forum.models import OutgoingMail

        models = [*apps.get_app_config("newsletter").get_models(), OutgoingMail]
        return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
