"""The text pages every forum starts with. `set_up` creates them once; from then on they belong to the editors.

Facts about the operator are no text: the block „Angaben zum Anbieter“ shows them from the settings, so that they stay
right when the settings change. Periods of storage come from the settings as well.
"""

from dataclasses import dataclass
from typing import Any

Block = tuple[str, Any]


@dataclass(frozen=True)
class StartingPage:
    slug: str
    title: str
    lead: str
    body: tuple[Block, ...]


def heading(text: str) -> Block:
    return ("heading", {"text": text, "level": "2"})


def text(html: str) -> Block:
    return ("paragraph", html)


IMPRINT = StartingPage("impressum", "Impressum", "", (("operator", None),))

PRIVACY = StartingPage(
    "datenschutz",
    "Datenschutz",
    "Welche Daten dieses Portal verarbeitet, wozu, wie lange, und welche Rechte Sie haben.",
    (
        heading("Das Wichtigste zuerst"),
        text(
            "<ul><li>Sie können alles Öffentliche lesen, ohne etwas von sich preiszugeben.</li>"
            "<li>Es gibt keine Zählpixel, keine Werbung, keine Auswertung Ihres Verhaltens und keine Inhalte von "
            "fremden Servern. Deshalb gibt es auch kein Cookie-Banner.</li>"
            "<li>Wir zählen in Mails keine Öffnungen und keine Klicks.</li>"
            "<li>Daten, die nicht mehr gebraucht werden, löscht das Portal selbst. Die Fristen stehen unten.</li></ul>"
        ),
        heading("Wer verantwortlich ist"),
        ("controller", None),
        heading("Wenn Sie nur lesen"),
        text(
            "<p>Ihr Browser überträgt beim Abruf technisch nötige Angaben, darunter die IP-Adresse. Der Server braucht "
            "sie, um zu antworten und Angriffe abzuwehren (Art. 6 Abs. 1 Buchst. f DSGVO; bei öffentlichen Stellen "
            "Buchst. e). Ein Cookie wird nicht gesetzt.</p>"
        ),
        heading("Wenn Sie ein Konto haben"),
        text(
            "<p>Wir speichern Ihren Namen, Ihre dienstliche E-Mail-Adresse, Ihre Organisation und Ihre Rolle, dazu "
            "Passwort in einer Form, aus der es niemand zurückrechnen kann, und einen zweiten Faktor verschlüsselt. "
            "Rechtsgrundlage ist das Nutzungsverhältnis mit Ihnen oder Ihrer Organisation (Art. 6 Abs. 1 "
            "Buchst. b DSGVO; bei öffentlichen Stellen Buchst. e). In Listen erscheint Ihr Name "
            "nur, wenn Sie es eingeschaltet haben.</p>"
            "<p>Ein Cookie hält die Anmeldung, ein zweites schützt Formulare vor Missbrauch, ein drittes trägt kurze "
            "Hinweise von einer Seite zur nächsten. Alle sind unbedingt "
            "erforderlich (§ 25 Abs. 2 Nr. 2 TDDDG).</p>"
        ),
        heading("Wenn Sie sich zu einer Veranstaltung anmelden"),
        text(
            "<p>Wir speichern Ihren Namen, Ihre E-Mail-Adresse, Ihre Organisation, den Zeitpunkt des Eingangs und Ihre "
            "Antworten, damit die Plätze in der richtigen Reihenfolge vergeben werden (Art. 6 Abs. 1 Buchst. b DSGVO). "
            "Die Gastgeber der Veranstaltung sehen die Teilnahmeliste. Das öffentliche Protokoll enthält nur Nummern, "
            "Zeiten und Prüfsummen, keine Namen. Angaben zu Ernährung oder Unterstützungsbedarf sind freiwillig und "
            "beruhen auf Ihrer Einwilligung (Art. 9 Abs. 2 Buchst. a DSGVO).</p>"
        ),
        heading("Wenn Sie den Newsletter bestellen"),
        text(
            "<p>Wir speichern Ihre E-Mail-Adresse, Ihre Themen und den Nachweis Ihrer Einwilligung: wann Sie bestellt "
            "und bestätigt haben und welcher Text dabei galt (Art. 6 Abs. 1 Buchst. a und Art. 7 Abs. 1 DSGVO). "
            "Bestellt ist der Newsletter erst, wenn Sie den Link in unserer Mail bestätigen. Abbestellen geht in jeder "
            "Ausgabe mit einem Klick, ohne Anmeldung. Wenn Sie in einer Ausgabe abstimmen oder antworten, speichern "
            "wir Ihre letzte Antwort bis zur Auswertung.</p>"
        ),
        heading("Wenn Sie etwas melden oder uns schreiben"),
        text(
            "<p>Wir verwenden Ihre Angaben, um Ihr Anliegen zu bearbeiten und Ihnen zu antworten. Zu Barrieren und "
            "rechtswidrigen Inhalten sind wir dazu gesetzlich verpflichtet (Art. 6 Abs. 1 Buchst. c DSGVO).</p>"
        ),
        heading("Wer Daten erhält"),
        text(
            "<p>Die Geschäftsstelle, die Gastgeber einer Veranstaltung für ihre Teilnehmenden und die Dienstleister, "
            "die Server und Mailversand in unserem Auftrag betreiben (Art. 28 DSGVO). Eine Übermittlung in Länder "
            "außerhalb der EU findet nicht statt.</p>"
        ),
        heading("Wie lange wir Daten behalten"),
        ("retention", None),
        heading("Ihre Rechte"),
        text(
            "<p>Sie können Auskunft, Berichtigung, Löschung, Einschränkung und die Herausgabe Ihrer Daten verlangen, "
            "einer Verarbeitung widersprechen und eine Einwilligung jederzeit für die Zukunft widerrufen (Art. 7, "
            "15 bis 21 DSGVO). Herunterladen und Löschen können Sie selbst: in Ihrem Konto unter „Meine Daten“. Für "
            "alles andere genügt eine Mail an die Geschäftsstelle. Sie können sich außerdem bei der "
            "Datenschutz-Aufsichtsbehörde beschweren.</p>"
        ),
    ),
)

ACCESSIBILITY = StartingPage(
    "barrierefreiheit",
    "Erklärung zur Barrierefreiheit",
    "Was im Portal für alle zugänglich ist, was noch nicht, und wie Sie uns eine Barriere melden.",
    (
        text(
            "<p>Diese Erklärung gilt für dieses Portal und die Mails, die es versendet. Wir wollen, dass es alle "
            "benutzen können: mit Tastatur, Vorleseprogramm, vergrößerter Schrift, auf alten und kleinen Bildschirmen."
            "</p>"
        ),
        heading("Stand der Vereinbarkeit mit den Anforderungen"),
        text(
            "<p>Maßstab ist die Barrierefreie-Informationstechnik-Verordnung (BITV 2.0) mit der Norm EN 301 549 und "
            "den Web Content Accessibility Guidelines (WCAG) 2.2, Stufe AA. Die Seiten sind <b>teilweise vereinbar</b>:"
            " Automatische Prüfungen jeder Seitenart ergaben keine Verstöße. Eine Prüfung durch Menschen mit "
            "Vorleseprogrammen steht noch aus; bis dahin behaupten wir nicht mehr.</p>"
        ),
        heading("Nicht barrierefreie Inhalte"),
        text(
            "<ul><li>Dokumente, die Mitglieder hochladen, sind nicht immer barrierefrei. Wo wir es wissen, steht es "
            "beim Dokument.</li>"
            "<li>Filme liegen bei fremden Anbietern und werden nur verlinkt. Nicht jeder hat Untertitel; deshalb "
            "bitten wir um eine Zusammenfassung in Worten.</li>"
            "<li>Gebärdensprach-Videos gibt es noch nicht.</li>"
            "<li>Karten und Diagramme sind für Vorleseprogramme ausgeblendet. Dieselben Angaben stehen daneben als "
            "Liste oder Tabelle.</li></ul>"
        ),
        heading("Wie diese Erklärung entstand"),
        text(
            "<p>Sie beruht auf einer Selbstbewertung: automatische Prüfung aller Seitenarten in zwei Breiten und in "
            "heller und dunkler Darstellung, dazu Bedienung allein mit der Tastatur. Erstellt am 22. November 2026. "
            "Wir überprüfen sie mindestens einmal im Jahr.</p>"
        ),
        heading("Barriere melden"),
        text(
            '<p>Etwas lässt sich nicht lesen oder bedienen? <a href="/meldung/?anliegen=barriere">Melden Sie uns die '
            "Barriere</a>, auch ohne Anmeldung. Sie erhalten sofort eine Bestätigung und innerhalb eines Monats eine "
            "Antwort. Auf Wunsch schicken wir Ihnen Inhalte in einer Form, die Sie nutzen können.</p>"
        ),
        heading("Schlichtung"),
        text(
            "<p>Wenn wir Ihnen nicht helfen konnten, können Sie sich an die zuständige Schlichtungs- oder "
            "Ombudsstelle wenden; das Verfahren ist kostenlos. In Nordrhein-Westfalen ist das die "
            "Ombudsstelle für barrierefreie Informationstechnik bei der Beauftragten für Menschen mit Behinderungen "
            "und für Patientinnen und Patienten des Landes.</p>"
        ),
    ),
)

EASY = StartingPage(
    "leichte-sprache",
    "Leichte Sprache",
    "Hier steht in Leichter Sprache, was diese Internet-Seite ist.",
    (
        heading("Was ist das Forum?"),
        text(
            "<p>Viele Städte haben die gleichen Aufgaben.<br/>Zum Beispiel:<br/>Wo kann man parken?<br/>"
            "Wie wird die Straße hell?<br/>Was hilft gegen die Hitze?</p>"
            "<p>Im Forum helfen sich die Städte.<br/>Eine Stadt hat etwas gut gemacht?<br/>"
            "Dann schreibt sie es auf.<br/>Andere Städte können es lesen und nach-machen.</p>"
        ),
        heading("Was finde ich hier?"),
        text(
            "<ul><li>Gute Beispiele aus Städten und Gemeinden.</li>"
            "<li>Termine für Treffen.<br/>Sie können sich hier anmelden.<br/>"
            "Wer sich zuerst anmeldet, bekommt zuerst einen Platz.</li>"
            "<li>Einen Newsletter.<br/>Das ist eine E-Mail mit Nachrichten.<br/>"
            "Man spricht es so: Njuus-letter.</li></ul>"
        ),
        heading("Wie finde ich etwas?"),
        text(
            "<p>Oben auf jeder Seite ist ein Feld zum Suchen.<br/>Schreiben Sie ein Wort in das Feld.<br/>"
            "Zum Beispiel: Parken.<br/>Dann drücken Sie auf die Lupe.</p>"
            "<p>Sie können die Seite auch nur mit der Tastatur benutzen.</p>"
        ),
        heading("Etwas funktioniert nicht?"),
        text(
            "<p>Sie können etwas nicht lesen?<br/>Oder etwas nicht anklicken?<br/>Dann sagen Sie es uns bitte.<br/>"
            'Hier ist das Formular: <a href="/meldung/?anliegen=barriere">Barriere melden</a>.<br/>'
            "Ein Formular ist eine Seite zum Ausfüllen.<br/>Wir antworten Ihnen in höchstens einem Monat.</p>"
        ),
        heading("Ihre Daten"),
        text(
            "<p>Sie können hier alles lesen.<br/>Sie müssen Ihren Namen nicht sagen.<br/>"
            "Niemand schaut zu, was Sie lesen.</p>"
        ),
        text("<p>Dieser Text wurde noch nicht von Menschen mit Lern-Schwierigkeiten geprüft.</p>"),
    ),
)

HOUSE_RULES = StartingPage(
    "hausregeln",
    "Hausregeln",
    "Wie wir miteinander umgehen, und was geschieht, wenn jemand sich nicht daran hält.",
    (
        heading("Was wir voneinander erwarten"),
        text(
            "<ul><li>Schreiben Sie, was andere weiterbringt: Zahlen mit Quelle, Erfahrungen mit Ort und Zeit, auch "
            "Gescheitertes.</li>"
            "<li>Bleiben Sie sachlich. Kritik an einer Lösung ist willkommen, an Menschen nicht.</li>"
            "<li>Werben Sie nicht. Produkte dürfen vorkommen, wenn sie zur Erfahrung gehören.</li>"
            "<li>Veröffentlichen Sie nur, was Sie veröffentlichen dürfen: keine Personendaten, keine "
            "Betriebsgeheimnisse, keine fremden Bilder ohne Erlaubnis.</li></ul>"
        ),
        heading("Was wir nicht dulden"),
        text(
            "<p>Rechtswidrige Inhalte, Beleidigung, Hetze, Falschangaben in Anmeldungen und Abstimmungen sowie "
            "Versuche, das Portal oder seine Nutzerinnen und Nutzer zu schädigen.</p>"
        ),
        heading("Wie wir entscheiden"),
        text(
            '<p>Jede und jeder kann einen Inhalt <a href="/meldung/?anliegen=inhalt">melden</a>. Ein Mensch prüft die '
            "Meldung, kein Programm. Wir können Inhalte ausblenden, ändern lassen oder löschen und Konten sperren. "
            "Beide Seiten erfahren die Entscheidung mit Gründen, und beide können ihr widersprechen: mit einer Antwort "
            "auf unsere Mail. Dann entscheidet jemand anderes aus der Geschäftsstelle.</p>"
        ),
        heading("Wie Treffer und Termine sortiert sind"),
        text(
            "<p>Die Suche ordnet nach Übereinstimmung mit Ihren Worten: Titel zählt mehr als Einleitung, diese mehr "
            "als Text; veraltete Einträge rücken nach unten. Bezahlte Plätze gibt es nicht. Plätze bei Veranstaltungen "
            "gehen nach Reihenfolge des Eingangs.</p>"
        ),
    ),
)

STARTING_PAGES = (IMPRINT, PRIVACY, ACCESSIBILITY, EASY, HOUSE_RULES)
