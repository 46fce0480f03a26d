"""The Library's rows, by noun."""

from library.models.lists import BuildingBlock, FundingProgramme
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

__all__ = [
    "Attachment",
    "BuildingBlock",
    "BuildingBlockUse",
    "Condition",
    "CostItem",
    "Funding",
    "FundingProgramme",
    "LibraryPage",
    "Link",
    "Partner",
    "PracticePage",
    "PracticeTag",
    "Presentation",
    "Result",
    "Step",
]
