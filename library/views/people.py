"""Who is asking."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from forum.models import User


def person(request: HttpRequest) -> User:
    """The signed-in reader; refuses visitors, should a view have forgotten to."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
