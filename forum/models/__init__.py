"""The ground's rows, by noun."""

from forum.models.media import PortalDocument, PortalImage, Rendition
from forum.models.outgoing import OutgoingMail
from forum.models.pages import BasePage, HomePage, NewsIndexPage, NewsPage, StandardPage
from forum.models.portal import PortalSettings
from forum.models.report import Report
from forum.models.search import SearchDocument, SearchWord, SynonymGroup
from forum.models.taxonomy import FieldOfAction, Tag
from forum.models.user import User

__all__ = [
    "BasePage",
    "FieldOfAction",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "OutgoingMail",
    "PortalDocument",
    "PortalImage",
    "PortalSettings",
    "Rendition",
    "Report",
    "SearchDocument",
    "SearchWord",
    "StandardPage",
    "SynonymGroup",
    "Tag",
    "User",
]
