"""The portal's one search. Apps call `put` and `drop` where an object changes, pages call `find` and `suggest`.

How German words are made findable stands in docs/architecture.md; the parts: `words` folds and splits, `query` turns
what somebody typed into a tsquery, `index` writes, `find` reads, `marks` highlights.
"""

from forum.search.find import KINDS, Hit, Results, find
from forum.search.index import drop, put, rebuild
from forum.search.suggest import Suggestions, Term, Title, nearest, suggest

__all__ = [
    "KINDS",
    "Hit",
    "Results",
    "Suggestions",
    "Term",
    "Title",
    "drop",
    "find",
    "nearest",
    "put",
    "rebuild",
    "suggest",
]
