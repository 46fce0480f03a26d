"""A process that does one thing of the portal and is killed -9 in the middle of it.

`python -m tests.faults.dying <function where it dies> <act> <arguments …>`
"""

import os
import signal
import sys
from unittest import mock
from uuid import UUID

import django


def die(*_args: object, **_kwargs: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    place, act, *rest = sys.argv[1:]
    django.setup()
    from events import registration
    from events.models import Event, Registration
    from events.registration import Person
    from forum import outbox
    from forum.models import User

    def register(slug: str, email: str, submission: str) -> None:
        event, user = Event.objects.get(slug=slug), User.objects.get(email=email)
        person = Person(name=str(user), email=email, user=user)
        registration.register(event, [person], by=user, submission=UUID(submission))

    acts = {
        "register": register,
        "cancel": lambda pk: registration.cancel(Registration.objects.get(pk=pk)),
        "send": outbox.send_due,
        "expire": registration.expire_due,
    }
    with mock.patch(place, die):
        acts[act](*rest)
    sys.exit("lived on")


if __name__ == "__main__":
    main()
