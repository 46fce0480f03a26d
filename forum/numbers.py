"""Numbers as people type them into addresses and fields."""


def number(text: str | None) -> int | None:
    """The whole number that `text` is; None for anything else and for what is longer than any key of the database."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
