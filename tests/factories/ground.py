"""People."""

from itertools import count

from forum.models import User

_numbers = count(1)


def user(**fields) -> User:
    number = next(_numbers)
    defaults = {"email": f"person{number}@ort.example", "first_name": "Demo", "last_name": f"Person {number}"}
    return User.objects.create_user(**{**defaults, **fields})
