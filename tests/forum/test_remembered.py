"""What a process shows without asking again: for a moment, and to each caller a copy of its own."""

import time_machine
from django.utils import timezone

from forum.cache import remembered


def test_it_is_asked_again_after_the_moment(settings):
    settings.REMEMBERED_SECONDS = 1
    asked = []

    def find():
        asked.append(1)
        return {"seats": len(asked)}

    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = remembered("test-moment", find)
        first["seats"] = 99
        assert remembered("test-moment", find) == {"seats": 1}
        clock.shift(2)
        assert remembered("test-moment", find) == {"seats": 2}


def test_nothing_found_is_an_answer_too(settings):
    settings.REMEMBERED_SECONDS = 1
    remembered("test-nothing", lambda: 0)

    assert remembered("test-nothing", lambda: 5) == 0
