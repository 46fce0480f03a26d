"""What every portal needs before the first visitor: the page tree, fields of action, starting tags, roles."""

import csv
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Page, Site, WorkflowPage

from events.models import CalendarPage
from forum.models import (
    BasePage,
    FieldOfAction,
    HomePage,
    NewsIndexPage,
    PortalSettings,
    StandardPage,
    SynonymGroup,
    Tag,
)
from forum.search.synonyms import SYNONYMS
from forum.starting_pages import STARTING_PAGES
from library.models import LibraryPage
from members import founding
from members.permissions import ADMINS, EDITORS, REVIEWERS
from newsletter import release
from newsletter.models import ArchivePage

FIELDS = {
    "verwaltung": "Verwaltung und E-Government",
    "daten": "Daten und Plattformen",
    "ki": "Künstliche Intelligenz",
    "mobilitaet": "Mobilität und Logistik",
    "energie": "Energie und Gebäude",
    "umwelt": "Umwelt, Klima und Wasser",
    "stadtentwicklung": "Stadtentwicklung und Planung",
    "beteiligung": "Beteiligung und Engagement",
    "bildung": "Bildung und Kultur",
    "soziales": "Soziales und Gesundheit",
    "wirtschaft": "Wirtschaft, Handel und Tourismus",
    "sicherheit": "Sicherheit und Katastrophenschutz",
    "versorgung": "Ver- und Entsorgung",
    "infrastruktur": "Digitale Infrastruktur",
    "organisation": "Organisation und Kompetenzen",
}

# Each of the thirty starting tags stands in one field; the slugs are those of data/themes.csv.
FIELD_OF_THEME: dict[str, str] = {
    "urban-data-platforms": "daten",
    "data-governance-open-data": "daten",
    "digital-twins": "daten",
    "sensor-networks-iot": "daten",
    "artificial-intelligence": "ki",
    "digital-infrastructure": "infrastruktur",
    "digital-sovereignty-open-source": "organisation",
    "strategy-governance": "organisation",
    "inter-municipal-cooperation": "organisation",
    "rural-smart-region": "organisation",
    "security-privacy": "sicherheit",
    "civil-protection": "sicherheit",
    "mobility-traffic": "mobilitaet",
    "smart-parking": "mobilitaet",
    "smart-lighting": "energie",
    "energy-buildings": "energie",
    "heat-transition": "energie",
    "city-centre-retail": "wirtschaft",
    "economy-innovation": "wirtschaft",
    "urban-planning": "stadtentwicklung",
    "climate-adaptation-green": "umwelt",
    "environment-monitoring": "umwelt",
    "water-flood": "umwelt",
    "waste-cleanliness": "versorgung",
    "citizen-participation": "beteiligung",
    "citizen-apps-services": "verwaltung",
    "digital-administration": "verwaltung",
    "education-digital-skills": "bildung",
    "culture-tourism": "bildung",
    "health-social": "soziales",
}


class Command(BaseCommand):
    help = "Creates the page tree, fields of action, starting tags and roles. Safe to repeat; never overwrites."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        PortalSettings.load()
        for order, (slug, name) in enumerate(FIELDS.items(), start=1):
            FieldOfAction.objects.get_or_create(slug=slug, defaults={"name": name, "sort_order": order})
        self._tags()
        for name in (REVIEWERS, EDITORS, ADMINS):
            Group.objects.get_or_create(name=name)
        self._pages()
        self._synonyms()
        founding.set_up()

    def _tags(self) -> None:
        fields = {field.slug: field for field in FieldOfAction.objects.all()}
        with (settings.DATA_DIR / "themes.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                Tag.objects.get_or_create(
                    slug=row["slug"],
                    defaults={
                        "name": row["label_de"],
                        "definition": row["definition_de"],
                        "field_of_action": fields[FIELD_OF_THEME[row["slug"]]],
                    },
                )

    def _synonyms(self) -> None:
        """Once only: a group that an editor deleted stays deleted."""
        if not SynonymGroup.objects.exists():
            SynonymGroup.objects.bulk_create(SynonymGroup(words=group) for group in SYNONYMS)

    def _pages(self) -> None:
        home = HomePage.objects.first()
        if home is None:
            root = Page.get_first_root_node()
            Page.objects.filter(depth=2).delete()  # the greeting page that Wagtail's own migration leaves
            WorkflowPage.objects.all().delete()  # and its workflow for moderators, of whom there are none
            root = Page.objects.get(pk=root.pk)
            home = root.add_child(
                instance=HomePage(
                    title="Start",
                    slug="start",
                    lead="Im Forum teilen Städte, Gemeinden und ihre Unternehmen, was funktioniert,"
                    " und setzen es gemeinsam um.",
                )
            )
            Site.objects.all().delete()
            Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name="Forum")
        self._child(home, LibraryPage, "Gute Praktiken", "bibliothek")
        self._child(home, CalendarPage, "Veranstaltungen", "veranstaltungen")
        self._child(home, ArchivePage, "Newsletter", "newsletter")
        self._child(home, NewsIndexPage, "Aktuelles", "aktuelles")
        release.workflow()
        for page in STARTING_PAGES:
            self._child(home, StandardPage, page.title, page.slug, lead=page.lead, body=list(page.body))
        for page in StandardPage.objects.filter(latest_revision=None):
            page.save_revision().publish()  # as editors do: only what is published is found by the search

    def _child(self, parent: Page, model: type[BasePage], title: str, slug: str, **fields: Any) -> None:
        if not parent.get_children().filter(slug=slug).exists():
            parent.add_child(instance=model(title=title, slug=slug, **fields))
