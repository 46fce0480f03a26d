"""The ground: people, tokens, log masking."""

import logging
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from forum import tokens
from forum.logs import MaskedFormatter
from forum.models import User
from tests.log import PASSWORD, told_too_much


@pytest.mark.django_db
def test_user_is_stored_with_lower_case_address():
    user = User.objects.create_user("Maria@Ort.Example", "ein-langes-passwort")

    assert user.email == "maria@ort.example"
    assert User.objects.get_by_natural_key("MARIA@ort.example") == user


@pytest.mark.django_db
def test_database_refuses_upper_case_address():
    user = User.objects.create_user("maria@ort.example")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email="Maria@ort.example")


def test_token_is_read_only_for_its_purpose():
    token = tokens.sign("cancel", {"registration": 17})

    assert tokens.read("cancel", token) == {"registration": 17}
    with pytest.raises(tokens.InvalidToken):
        tokens.read("confirm", token)


def test_token_ends_with_its_age():
    token = tokens.sign("confirm", 1)

    with pytest.raises(tokens.InvalidToken):
        tokens.read("confirm", token, max_age=timedelta(seconds=-1))


@pytest.mark.parametrize("forged", ["", "abc", "a:b:c", "ä" * 20])
def test_forged_token_is_invalid(forged):
    with pytest.raises(tokens.InvalidToken):
        tokens.read("cancel", forged)


def test_log_masks_addresses_and_tokens():
    token = tokens.sign("cancel", 17)
    problem = (ValueError, ValueError("{'jan@ort.example': refused}"), None)
    message, values = "mail to %s via /absage/%s/", ("maria@ort.example", token)
    record = logging.LogRecord("x", logging.INFO, "", 0, message, values, problem)

    line = MaskedFormatter().format(record)

    assert line == "mail to m…@ort.example via /absage/…/\nValueError: {'j…@ort.example': refused}"
    assert told_too_much(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "mail to maria@ort.example",
        f"GET /absage/{tokens.sign('cancel', 17)}/",
        f"signed in with {PASSWORD}",
        "{'password': 'x'}",
        "Impressum: Forum",
    ],
    ids=["address", "token", "password", "field of a password", "body of a mail"],
)
def test_scan_of_the_log_can_fail(line):
    assert len(told_too_much(line)) == 1
