"""Numbers as people type them, and as nobody does."""

import pytest

from forum.numbers import number


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *[("12", 12), ("0", 0), ("٣", 3), ("9" * 18, 10**18 - 1)],
        *[(nothing, None) for nothing in (None, "", "-1", "1.5", "zwölf", "²", "9" * 19, "9" * 5000)],
    ],
)
def test_number_is_what_was_typed_or_none(text, meant):
    assert number(text) == meant


@pytest.mark.django_db
def test_desk_answers_an_endless_number(admin_client):
    from tests.factories import events

    path = f"{events.event().get_absolute_url()}teilnehmende/"

    assert admin_client.get(path, {"q": "9" * 5000, "programmpunkt": "9" * 5000}).status_code == 200
