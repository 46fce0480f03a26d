"""The Library's rows, by noun."""

from library.models.adoption import Adoption
from library.models.bookmark import Bookmark
from library.models.freshness import Confirmation, Freshness, LinkCheck
from library.models.parts import (
    Attachment,
    BuildingBlockUse,
    Condition,
    CostItem,
    Funding,
    Link,
    Partner,
    PracticeTag,
    Presentation,
    Result,
    Step,
)
from library.models.practice import LibraryPage, PracticePage
from library.models.saved_search import SavedSearch
from library.models.submission import Criterion, Judgement, ReviewComment, Submission

__all__ = [
    "Adoption",
    "Attachment",
    "Bookmark",
    "BuildingBlockUse",
    "Condition",
    "Confirmation",
    "CostItem",
    "Criterion",
    "Freshness",
    "Funding",
    "Judgement",
    "LibraryPage",
    "Link",
    "LinkCheck",
    "Partner",
    "PracticePage",
    "PracticeTag",
    "Presentation",
    "Result",
    "ReviewComment",
    "SavedSearch",
    "Step",
    "Submission",
]
