"""Help for authors: one sentence of hint per field, and for the harder ones an example from invented Neuhafen."""

from django.utils.translation import gettext_lazy as _

INTROS = {
    "grunddaten": _("Woran andere die Praxis erkennen und finden."),
    "problem": _("Erzählen Sie es wie einer Kollegin aus einer anderen Stadt."),
    "ergebnisse": _("Zahlen überzeugen. Zwei reichen. Auch ehrlich Misslungenes hilft anderen."),
    "kosten": _("Spannen genügen. Ohne Größenordnung kann niemand planen."),
    "schritte": _("Was haben Sie nacheinander getan, und womit?"),
    "uebertragbarkeit": _("Der Abschnitt, der aus Ihrer Erfahrung eine Vorlage macht."),
    "anlaufstelle": _("Fragen laufen über das Portal. Ihre Adresse wird nicht angezeigt."),
    "dateien": _("Vorlagen sparen anderen Wochen: Ratsbeschluss, Leistungsverzeichnis, Konzept."),
}

HINTS = {
    "title": _("Höchstens 90 Zeichen. Was haben Sie getan, und wofür?"),
    "lead": _("Ein, zwei Sätze ohne Fachwörter. Höchstens 300 Zeichen."),
    "fields_of_action": _("Ein bis drei. Das erste bestimmt die Farbe des Bildes."),
    "tags": _("Durch Kommas getrennt, zum Beispiel: Parken, Sensorik."),
    "maturity": _("Wie weit sind Sie heute?"),
    "outcome": _("Gescheiterte Vorhaben sind willkommen, wenn die Lehre klar ist."),
    "duration_months": _("Vom Beschluss bis zum Start, in Monaten."),
    "problem": _("Was war vorher nicht gut, für wen, wie oft?"),
    "solution": _("Was tun Sie jetzt anders? Was merkt die Bürgerschaft, was die Verwaltung?"),
    "participation_how": _("Wer wurde wie beteiligt?"),
    "not_measurable_because": _("Nur wenn es noch keine Zahl gibt: Warum nicht, und ab wann?"),
    "success_factors": _("Zwei bis vier Punkte, einer je Zeile. Was hat wirklich den Unterschied gemacht?"),
    "hurdles": _("Ein Punkt je Zeile. Woran wäre es beinahe gescheitert?"),
    "lessons": _("Der meistgelesene Abschnitt. Ein Satz genügt."),
    "cost_once_from": _("In ganzen Euro. Keine Kosten: 0."),
    "cost_once_to": _("Leer lassen, wenn es ein fester Betrag ist."),
    "cost_yearly_from": _("In ganzen Euro. Keine Kosten: 0."),
    "cost_yearly_to": _("Leer lassen, wenn es ein fester Betrag ist."),
    "cost_year": _("Auf welches Jahr beziehen sich die Preise?"),
    "staff_setup": _("Vollzeitstellen bis zum Start, zum Beispiel 0,5."),
    "staff_operation": _("Vollzeitstellen im laufenden Betrieb, zum Beispiel 0,2."),
    "skills": _("Welche Kenntnisse brauchten Sie?"),
    "first_step": _("Womit kann eine andere Kommune in 30 Tagen beginnen?"),
    "software_licence": _("SPDX-Kennung wie EUPL-1.2, „proprietär“ oder „keine Software“."),
    "transfer_summary": _("Was muss eine andere Kommune mitbringen, was kann sie anders machen?"),
    "transfer_fixed": _("Ein Punkt je Zeile: ohne das funktioniert es nicht."),
    "transfer_adapt": _("Ein Punkt je Zeile: das können andere anders machen."),
    "contact_unit": _("Zum Beispiel: Stabsstelle Vernetzte Stadt."),
    "contact_mailbox": _("Kein persönliches Postfach. Die Adresse wird nicht angezeigt."),
    "contact_person": _("Nur Kolleginnen und Kollegen, die im Profil sichtbar sein wollen, werden genannt."),
    "text_licence": _("Unter welcher Lizenz dürfen andere Ihren Text nutzen?"),
    "change_note": _("Steht bei der Veröffentlichung unter „Änderungen“."),
}

EXAMPLES = {
    "title": _("Freie Stellplätze in Echtzeit: Sensoren im Boden, Anzeige an der Zufahrt"),
    "lead": _(
        "Neuhafen misst, wo Stellplätze frei sind, und zeigt es an den Zufahrten. Der Suchverkehr sank um ein Drittel."
    ),
    "problem": _(
        "Im Zentrum suchten Autos im Schnitt neun Minuten. Wie voll die 640 Stellplätze sind, wusste niemand."
    ),
    "solution": _(
        "Sensoren im Boden melden über LoRaWAN frei oder belegt. Sieben Tafeln an den Zufahrten zeigen die Summe."
    ),
    "success_factors": _("Eine Ansprechperson je Fachamt. Daten kommen nachts von selbst, niemand pflegt doppelt."),
    "hurdles": _("Der Denkmalschutz wurde erst gefragt, als die Tafeln bestellt waren."),
    "lessons": _("„Erst die Tafeln mit dem Denkmalschutz klären, dann bohren. Das hat uns drei Monate gekostet.“"),
    "first_step": _("An einem Samstag zählen: zwei Personen, ein Formular. Zeigt, ob es sich lohnt."),
    "transfer_summary": _("Funknetz im Zentrum und eine Stelle, die die Daten annimmt. Tafeln kann man weglassen."),
}
EXAMPLE_FROM = _("Neuhafen (erfunden) schreibt")
