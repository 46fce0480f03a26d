"""Pages that belong to the portal as a whole. What they promise is nothing: they tell."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from forum.blocks import BodyBlock, StandardBlock


class BasePage(Page):
    """Every page of the portal: a lead in one or two sentences, and a picture for where it is teased."""

    lead = models.CharField(
        _("In einem Satz"), max_length=300, blank=True, help_text=_("Steht unter dem Titel und in Listen.")
    )

    content_panels = [*Page.content_panels, FieldPanel("lead")]

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        """For search engines and shared links."""
        return self.search_description or self.lead

    @property
    def trail(self) -> list[tuple[str, str]]:
        """Label and address of the pages above this one, below the front page."""
        above = self.get_ancestors().filter(depth__gt=2).live()
        return [(page.title, page.url or "") for page in above]


class HomePage(BasePage):
    """The front page. Its parts below the first screen come from the apps by template tags."""

    preline = models.CharField(
        _("Zeile über dem Titel"), max_length=120, default="Für Kommunen und kommunale Unternehmen"
    )
    headline = models.CharField(
        _("Großer Satz"),
        max_length=120,
        default="Was eine Kommune gelöst hat, muss die nächste nicht neu erfinden.",
    )
    quick_terms = models.CharField(
        _("Häufig gesucht"),
        max_length=200,
        default="Parken, Hitze, LoRaWAN, Datenplattform, Stadt-App",
        help_text=_("Durch Kommas getrennt."),
    )

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    template = "forum/home.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("preline"),
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("quick_terms"),
    ]

    class Meta:
        verbose_name = _("Startseite")

    @property
    def terms(self) -> list[str]:
        return [term.strip() for term in self.quick_terms.split(",") if term.strip()]

    @property
    def newest_news(self) -> "list[NewsPage]":
        return list(NewsPage.objects.live().public().order_by("-published_on", "-pk")[:3])

    @property
    def kept_seconds(self) -> int:
        """How long the parts that are the same for every reader may be kept."""
        return int(settings.ANONYMOUS_PAGE_SECONDS)

    @property
    def news_url(self) -> str:
        index = NewsIndexPage.objects.live().first()
        return (index.url or "") if index else ""


class StandardPage(BasePage):
    """A page of text: about us, Impressum, privacy, accessibility."""

    body = StreamField(StandardBlock(), verbose_name=_("Inhalt"), blank=True)

    template = "forum/standard_page.html"
    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    parent_page_types = ["forum.HomePage", "forum.StandardPage"]
    subpage_types = ["forum.StandardPage"]

    class Meta:
        verbose_name = _("Textseite")
        verbose_name_plural = _("Textseiten")


class NewsIndexPage(BasePage):
    """„Aktuelles“: the list of news, newest first."""

    max_count = 1
    template = "forum/news_index_page.html"
    parent_page_types = ["forum.HomePage"]
    subpage_types = ["forum.NewsPage"]

    class Meta:
        verbose_name = _("Aktuelles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from django.core.paginator import Paginator

        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.child_of(self).live().public().order_by("-published_on", "-pk")
        context["page_obj"] = Paginator(news, 20).get_page(request.GET.get("seite"))
        return context


class NewsPage(BasePage):
    """One piece of news, with its date and who says so."""

    published_on = models.DateField(_("Datum"), default=timezone.localdate)
    byline = models.CharField(_("Autor*in oder Stelle"), max_length=120, default="Geschäftsstelle")
    source = models.URLField(_("Quelle"), blank=True)
    picture = models.ForeignKey(
        "forum.PortalImage",
        verbose_name=_("Bild"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(BodyBlock(), verbose_name=_("Inhalt"), blank=True)

    template = "forum/news_page.html"
    parent_page_types = ["forum.NewsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("published_on"),
        FieldPanel("byline"),
        FieldPanel("source"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
