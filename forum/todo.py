"""One row of „Das wartet auf Sie“ (components/todo.html), as every app's `waiting.py` makes it."""

from typing import TypedDict


class Todo(TypedDict):
    title: str
    text: str
    actions: list[tuple[str, str]]
    later: bool


def todo(title: str, text: str, *actions: tuple[str, str], later: bool = False) -> Todo:
    """`actions` are pairs of words and address; `later` is what can wait, shown below what is urgent."""
    return {"title": title, "text": text, "actions": list(actions), "later": later}
