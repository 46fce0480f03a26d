"""What may stand in a log: no tokens, no full mail addresses."""

import logging
import re

_ADDRESS = re.compile(r"([A-Za-z0-9._%+-])[A-Za-z0-9._%+-]*@([A-Za-z0-9.-]+\.[A-Za-z]{2,}|localhost)")
_TOKEN_IN_PATH = re.compile(r"[A-Za-z0-9_.-]+:[A-Za-z0-9_-]{4,}:[A-Za-z0-9_-]{20,}")


def mask(text: str) -> str:
    """`maria@ort.de` becomes `m…@ort.de`; signed tokens become `…`."""
    return _TOKEN_IN_PATH.sub("…", _ADDRESS.sub(r"\1…@\2", text))


class MaskedFormatter(logging.Formatter):
    """Masks the finished line with all that hangs on it (an exception quotes addresses too), so that no caller has to
    think of it."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))
