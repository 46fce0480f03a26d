"""„Über das Forum“ and news: real ones told in own words with their source, invented ones that say so."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from forum.models import HomePage, NewsIndexPage, NewsPage, StandardPage
from forum.starting_pages import Block, StartingPage, heading, text

INVENTED = "<p>Diese Nachricht ist für die Demonstration erfunden.</p>"


@dataclass(frozen=True)
class News:
    """`published_on` is a date, or for invented news the number of days ago."""

    slug: str
    title: str
    lead: str
    published_on: date | int
    body: tuple[Block, ...]
    byline: str = "Redaktion"
    source: str = ""

    @property
    def day(self) -> date:
        if isinstance(self.published_on, date):
            return self.published_on
        return timezone.localdate() - timedelta(days=self.published_on)


ABOUT = StartingPage(
    "ueber-das-forum",
    "Über das Forum",
    "Städte, Gemeinden und ihre Unternehmen lösen oft dieselben Aufgaben. Hier zeigen sie einander, wie.",
    (
        heading("Wozu es das Forum gibt"),
        text(
            "<p>Das Forum Connected Smart City bringt Kommunen und kommunale Unternehmen zusammen: Sie teilen Wissen, "
            "arbeiten zusammen und entwickeln gemeinsam Neues. So soll der Wandel in den Kommunen schneller gelingen, "
            "denn ökologische und gesellschaftliche Anforderungen ändern sich schneller, als eine Verwaltung allein "
            "nachkommen kann.</p>"
        ),
        heading("Wie es begann"),
        text(
            "<p>Am 21. Juni 2023 holte die regio iT Vertreterinnen und Vertreter der Städte Solingen, Erkelenz, Aachen "
            "und Siegburg sowie der Unternehmen STAWAG, ASEAG und Better Mobility an einen Tisch. Sie lernten einander "
            "kennen und legten fest, wie sie arbeiten wollen und welche Ziele das Forum hat. Die Themen der "
            "Impulsvorträge hatten sie vorher gemeinsam ausgewählt; vorgetragen haben Mitglieder. Im Mittelpunkt "
            "standen Künstliche Intelligenz und Data Governance.</p>"
            "<p>Quelle: Mitteilung der regio iT zur Gründung des Forums, 2023. Hier in eigenen Worten "
            "zusammengefasst.</p>"
        ),
        heading("Was Sie hier finden"),
        text(
            "<ul><li><b>Wissen:</b> die Bibliothek guter Praktiken und der Newsletter.</li>"
            "<li><b>Austausch:</b> Veranstaltungen vor Ort und online. Plätze gehen nach Reihenfolge des Eingangs.</li>"
            "<li><b>Entwicklung:</b> die Mitglieder und das, was sie gemeinsam auf den Weg bringen.</li></ul>"
        ),
        heading("Wer mitmachen kann"),
        text(
            "<p>Mitglied werden können Städte, Gemeinden und Kreise sowie ihre Unternehmen. Andere, zum Beispiel "
            "Hochschulen, können Partner sein. Lesen können alle: Praktiken, Termine und der Newsletter sind "
            "öffentlich.</p>"
        ),
        (
            "people",
            {
                "title": "Geschäftsstelle (erfunden)",
                "people": [
                    {
                        "name": "Demo-Leitung Geschäftsstelle",
                        "function": "Leitung",
                        "picture": None,
                        "email": "admin@forum.example",
                        "phone": "",
                        "agrees": True,
                    },
                    {
                        "name": "Demo-Redaktion",
                        "function": "Redaktion und Newsletter",
                        "picture": None,
                        "email": "redaktion@forum.example",
                        "phone": "",
                        "agrees": True,
                    },
                ],
            },
        ),
    ),
)


FOUNDING = News(
    "gruendung",
    "Forum gegründet: vier Städte und drei Unternehmen an einem Tisch",
    "Solingen, Erkelenz, Aachen, Siegburg, STAWAG, ASEAG und Better Mobility wollen gemeinsam schneller werden.",
    date(2023, 6, 21),
    (
        text(
            "<p>Auf Einladung der regio iT haben sich die Städte Solingen, Erkelenz, Aachen und Siegburg sowie die "
            "Unternehmen STAWAG, ASEAG und Better Mobility zum Forum Connected Smart City zusammengetan. Beim ersten "
            "Treffen lernten sie einander kennen und besprachen, wie sie arbeiten wollen. Impulsvorträge hielten "
            "Mitglieder selbst; die Themen waren vorher gemeinsam ausgewählt.</p>"
            "<p>Künstliche Intelligenz und Data Governance standen im Mittelpunkt. Beide Themen gehen in Projekten "
            "weiter. Geplant sind Sitzungen vor Ort und online, ein interaktiver Newsletter, ein Digital Learning Lab "
            "und eine Bibliothek guter Praktiken.</p>"
        ),
        text("<p>Quelle: Mitteilung der regio iT zur Gründung des Forums, 2023. Hier in eigenen Worten.</p>"),
    ),
)

CONFERENCE = News(
    "regionalkonferenz-moenchengladbach",
    "20. Regionalkonferenz Smart Cities: Menschen einbinden und stärken",
    "Am 12. März 2025 ging es in Mönchengladbach darum, wie Städte die Menschen vor Ort beteiligen.",
    date(2025, 3, 14),
    (
        text(
            "<p>Die 20. Regionalkonferenz Smart Cities fand am 12. März 2025 in Mönchengladbach statt. Im Mittelpunkt "
            "stand, wie Städte und Regionen Bürgerinnen und Bürger einbinden und stärken können. Der Bund fördert "
            "73 Modellprojekte mit 820 Millionen Euro.</p>"
            "<p>Einen Tag später zeigte der SmartCity-Summit.Niederrhein praktische Lösungen, unter anderem "
            "Künstliche Intelligenz in der Verwaltung und die Online-Ausweisfunktion.</p>"
        ),
    ),
    source="https://www.smart-city-dialog.de/aktuelles/news/regionalkonferenz-moenchengladbach-smarte-staedte-entstehen-nur-im-dialog",
)

INVENTED_NEWS = (
    News(
        "demo-gescheitert-aber-lehrreich",
        "Gescheitert, aber lehrreich: der Parkassistent in Bergheide",
        "Warum die Stadt nach einem Jahr abgeschaltet hat, und was sie beim nächsten Mal anders machen würde.",
        28,
        (
            text(
                INVENTED + "<p>Bergheide hat seinen Parkassistenten nach einem Jahr abgeschaltet. Die Sensoren liefen, "
                "aber niemand pflegte die Karte. Die Stadt hat die Gründe aufgeschrieben und in die Bibliothek "
                "gestellt: Zuständigkeit vor Technik klären, Wartung im Haushalt verankern, klein beginnen.</p>"
            ),
        ),
        byline="Demo-Redaktion",
    ),
    News(
        "demo-nachbericht-rurtal",
        "Nachbericht: Was das Netzwerktreffen Rurtal vereinbart hat",
        "Zwei gemeinsame Ziele, eine Arbeitsgruppe, alle Folien.",
        14,
        (
            text(
                INVENTED
                + "<p>Beim Netzwerktreffen in Rurtal haben sich Musterstadt, Neuhafen und Rurtal auf zwei Ziele "
                "verständigt: eine gemeinsame Beschaffung von Pegelsensoren und einen Leitfaden für offene "
                "Schnittstellen. Eine Arbeitsgruppe legt im Frühjahr einen Entwurf vor.</p>"
            ),
        ),
        byline="Demo-Redaktion",
    ),
    News(
        "demo-plaetze-im-austausch-neuhafen",
        "Neuhafen lädt ein: Anmeldung zum Interkommunalen Austausch ist offen",
        "Die Plätze gehen nach Reihenfolge des Eingangs. Wer absagt, macht sofort Platz für die Nächsten.",
        5,
        (
            text(
                INVENTED + "<p>Neuhafen öffnet sein Kongresshaus für den ersten Interkommunalen Austausch. Auf dem "
                "Programm stehen kurze Vorträge aus den Städten und eine Austauschbörse an Ständen. Wer keinen Platz "
                "mehr bekommt, steht auf der Warteliste und sieht jederzeit, an welcher Stelle.</p>"
            ),
        ),
        byline="Demo-Redaktion",
    ),
)


def seed() -> None:
    home, news = HomePage.objects.first(), NewsIndexPage.objects.first()
    if home is None or news is None:
        return
    if not home.get_children().filter(slug=ABOUT.slug).exists():
        _publish(home, StandardPage(title=ABOUT.title, slug=ABOUT.slug, lead=ABOUT.lead, body=list(ABOUT.body)))
    for each in (FOUNDING, CONFERENCE, *INVENTED_NEWS):
        if not news.get_children().filter(slug=each.slug).exists():
            page = NewsPage(
                title=each.title,
                slug=each.slug,
                lead=each.lead,
                published_on=each.day,
                byline=each.byline,
                source=each.source,
                body=list(each.body),
            )
            _publish(news, page)


def _publish(parent: Any, page: NewsPage | StandardPage) -> None:
    parent.add_child(instance=page)
    page.save_revision().publish()
