"""People, and what they ask for."""

from itertools import count

from django.http import HttpRequest
from django.test import RequestFactory

from forum.models import User

_numbers = count(1)


def user(**fields) -> User:
    number = next(_numbers)
    defaults = {"email": f"person{number}@ort.example", "first_name": "Demo", "last_name": f"Person {number}"}
    return User.objects.create_user(**{**defaults, **fields})


def request_by(user: User) -> HttpRequest:
    """As a view gets it."""
    request = RequestFactory().get("/")
    request.user = user
    return request
