"""Invented fact sheets. Every place, number and person here is made up; the names say so."""

from typing import Any

Sheet = dict[str, Any]

PARKING: Sheet = {
    "title": "Freie Stellplätze in Echtzeit: Sensoren im Boden, Anzeige an der Zufahrt",
    "organisation": "neuhafen",
    "author": "koordination@neuhafen.example",
    "fields": ["mobilitaet"],
    "tags": ["smart-parking", "sensor-networks-iot"],
    "text": {
        "lead": "Neuhafen misst, wo Stellplätze frei sind, und zeigt es an den Zufahrten. Der Suchverkehr im Zentrum"
        " sank um ein Drittel.",
        "maturity": "regelbetrieb",
        "outcome": "erfolgreich",
        "effort": "projekt",
        "duration_months": 10,
        "target_groups": ["buergerschaft", "wirtschaft"],
        "spatial_scope": "stadt",
        "sdgs": [11, 13],
        "problem": "Im Zentrum suchten Autos im Schnitt neun Minuten. Anwohnende beschwerten sich, der Handel auch."
        " Wie voll die 640 Stellplätze sind, wusste niemand.",
        "solution": "Sensoren im Boden melden über LoRaWAN frei oder belegt. Die Datenplattform zählt, sieben Tafeln an"
        " den Zufahrten zeigen die Summe. Kennzeichen werden nicht erfasst.",
        "solution_types": ["technisch", "organisatorisch"],
        "participation": "information",
        "success_factors": "Eine Ansprechperson je Fachamt\nDaten kommen von selbst, niemand pflegt doppelt",
        "hurdles": "Der Denkmalschutz wurde erst gefragt, als die Tafeln bestellt waren\nFunk in zwei engen Gassen",
        "lessons": "Erst die Tafeln mit dem Denkmalschutz klären, dann bohren. Das hat uns drei Monate gekostet.",
        "impact_dimensions": ["oekologisch", "sozial"],
        "cost_once_from": 85_000,
        "cost_once_to": 85_000,
        "cost_yearly_from": 7_200,
        "cost_yearly_to": 7_200,
        "cost_year": 2026,
        "staff_setup": "0.50",
        "staff_operation": "0.20",
        "procurement": ["vergabe"],
        "first_step": "An einem Samstag zählen: zwei Personen, ein Formular. Zeigt, ob es sich lohnt.",
        "standards": "LoRaWAN\nNGSI-LD",
        "software_licence": "EUPL-1.2",
        "transfer_summary": "Sie brauchen ein Funknetz im Zentrum und eine Stelle, die die Daten annimmt. Die"
        " Tafeln sind"
        " der teuerste Teil und lassen sich weglassen.",
        "transfer_fixed": "Zählung je Straße, nicht je Platz veröffentlichen",
        "transfer_adapt": "Tafeln weglassen, nur Karte zeigen\nKamera statt Bodensensor\nMit einer Straße beginnen",
        "suitable_sizes": ["mittelstadt", "grossstadt"],
        "data_protection_assessment": "nicht-noetig",
        "legal_notes": "Es werden keine Kennzeichen und keine Bilder erfasst.",
        "contact_unit": "Stabsstelle Vernetzte Stadt",
        "contact_mailbox": "smartcity@neuhafen.example",
        "support_offer": ["gespraech", "besuch", "unterlagen"],
        "text_licence": "CC BY 4.0",
    },
    "steps": [
        ("Zählung an einem Samstag", "Zwei Personen, ein Formular.", 1),
        ("Leistungsverzeichnis anpassen und ausschreiben", "Tiefbauamt mit IT. Vorlage liegt bei.", 3),
        ("Erste Straße ausrüsten und vergleichen", "40 Sensoren, vier Wochen gegen Handzählung.", 2),
        ("Zentrum ausrüsten, Tafeln aufstellen", "Tiefbauamt, Stadtwerke.", 4),
    ],
    "conditions": [
        ("LoRaWAN oder NB-IoT im Zentrum", "noetig", "technik"),
        ("Eine Stelle, die Daten annimmt", "noetig", "organisation"),
        ("Zusage des Tiefbauamts für vier Bautage", "noetig", "politik"),
        ("Erfahrung mit Ausschreibungen für Sensorik", "hilfreich", "personal"),
    ],
    "costs": [
        ("640 Sensoren mit Einbau", 51_000, 3_800),
        ("Sieben Tafeln", 24_500, 1_400),
        ("Anbindung Datenplattform", 9_500, 2_000),
    ],
    "results": [
        (
            "Suchzeit im Zentrum",
            "9",
            "6",
            "Minuten",
            "weniger",
            "04/2026–03/2027",
            "Verkehrszählung der Stadt Neuhafen",
        ),
        ("Auslastung Parkhaus West", "48", "69", "%", "mehr", "04/2026–03/2027", "Parkhausbetrieb"),
        ("Beschwerden je Monat", "30", "12", "", "weniger", "04/2026–03/2027", "Bürgertelefon"),
    ],
    "blocks": [("lorawan", "noetig"), ("sensorik", "noetig"), ("datenplattform", "hilfreich")],
}

CARGO_BIKES: Sheet = {
    "title": "Weniger Parkplätze suchen, weil weniger gefahren wird: Lastenradverleih",
    "organisation": "rurtal",
    "author": "koordination@rurtal.example",
    "fields": ["mobilitaet", "umwelt"],
    "tags": ["mobility-traffic"],
    "text": {
        "lead": "Der Kreis Rurtal verleiht mit sechs Gemeinden 24 Lastenräder. Jede dritte Fahrt ersetzt eine"
        " mit dem Auto.",
        "maturity": "regelbetrieb",
        "outcome": "teilweise",
        "effort": "starter",
        "duration_months": 5,
        "target_groups": ["buergerschaft", "vereine"],
        "spatial_scope": "kreis",
        "problem": "Für schwere Einkäufe wurde auch auf kurzen Wegen das Auto genommen. Die Ortskerne waren"
        " samstags voll.",
        "solution": "Vereine betreuen die Räder, der Kreis zahlt Wartung und Versicherung. Gebucht wird im Netz oder im"
        " Bürgerbüro.",
        "solution_types": ["organisatorisch"],
        "participation": "mitgestaltung",
        "participation_how": "Standorte wurden mit Vereinen und Ortsvorstehenden ausgesucht.",
        "success_factors": "Vereine als Gastgeber\nBuchung auch ohne Internet",
        "hurdles": "Versicherung für Fahrten mit Kindern",
        "lessons": "Zwei Räder je Ort reichen nicht: Ist eines kaputt, fällt das Angebot aus.",
        "impact_dimensions": ["oekologisch", "sozial"],
        "cost_once_from": 60_000,
        "cost_once_to": 96_000,
        "cost_yearly_from": 14_000,
        "cost_yearly_to": 18_000,
        "cost_year": 2025,
        "staff_setup": "0.30",
        "staff_operation": "0.10",
        "first_step": "Mit zwei geliehenen Rädern einen Sommermonat testen.",
        "software_licence": "proprietär",
        "transfer_summary": "Ein Verein je Standort und eine Stelle, die bei Schäden sofort handelt.",
        "transfer_adapt": "Räder leasen statt kaufen\nNur am Wochenende verleihen",
        "contact_unit": "Amt für Digitalisierung und Mobilität",
        "contact_mailbox": "digitalisierung@rurtal.example",
        "support_offer": ["gespraech"],
        "text_licence": "CC BY 4.0",
    },
    "steps": [
        ("Vereine ansprechen", "Kreis und Gemeinden", 1),
        ("Räder beschaffen, versichern", "Kreis", 3),
        ("Buchung einrichten", "IT-Dienstleister", 1),
    ],
    "conditions": [
        ("Ein Verein je Standort", "noetig", "organisation"),
        ("Trockener Abstellplatz", "noetig", "organisation"),
        ("Rahmenvertrag mit einer Werkstatt", "hilfreich", "geld"),
    ],
    "costs": [("24 Lastenräder", 84_000, None), ("Wartung und Versicherung", None, 16_000)],
    "results": [
        (
            "Fahrten mit dem Auto unter 3 km",
            "61",
            "52",
            "%",
            "weniger",
            "Mai–September 2025",
            "Befragung der Ausleihenden",
        ),
    ],
    "blocks": [("app", "hilfreich")],
}

FAILED: Sheet = {
    "title": "Videosprechstunde im Bürgerbus: warum wir aufgehört haben",
    "organisation": "bergheide",
    "author": "koordination@bergheide.example",
    "fields": ["verwaltung", "soziales"],
    "tags": ["digital-administration"],
    "text": {
        "lead": "Bergheide brachte das Rathaus per Video in die Ortsteile. Nach elf Monaten war Schluss: zu"
        " wenig Termine,"
        " zu viel Technik.",
        "maturity": "beendet",
        "outcome": "gescheitert",
        "effort": "starter",
        "duration_months": 4,
        "target_groups": ["buergerschaft", "verwaltung"],
        "spatial_scope": "stadt",
        "problem": "Aus den Ortsteilen fahren nur zwei Busse am Tag zum Rathaus. Ältere Menschen verschoben"
        " Anträge monatelang.",
        "solution": "Ein Bus mit Bildschirm und Drucker stand jede Woche in einem anderen Ortsteil. Beraten"
        " wurde per Video"
        " aus dem Rathaus.",
        "solution_types": ["organisatorisch", "technisch"],
        "success_factors": "Der Fahrer kannte die Leute und half beim Einstieg",
        "hurdles": "Mobilfunk in drei von sieben Ortsteilen zu schwach\nTermine am Vormittag, wenn niemand Zeit hat",
        "lessons": "Erst eine Woche lang an jedem Haltepunkt den Mobilfunk messen. Wir haben den Bus vor der"
        " Messung gekauft.",
        "impact_dimensions": ["sozial", "verwaltung"],
        "cost_once_from": 38_000,
        "cost_once_to": 38_000,
        "cost_yearly_from": 22_000,
        "cost_yearly_to": 22_000,
        "cost_year": 2025,
        "cost_includes_staff": True,
        "staff_setup": "0.20",
        "staff_operation": "0.50",
        "first_step": "Mobilfunk an jedem Haltepunkt messen und zehn Menschen fragen, wann sie Zeit haben.",
        "software_licence": "proprietär",
        "transfer_summary": "Wer gutes Netz und feste Termine am Nachmittag hat, kann es besser machen als wir.",
        "contact_unit": "Hauptamt",
        "contact_mailbox": "rathaus@bergheide.example",
        "support_offer": ["gespraech"],
        "text_licence": "CC BY 4.0",
    },
    "steps": [("Bus umbauen", "Bauhof", 2), ("Videodienst einrichten", "Hauptamt", 1)],
    "conditions": [
        ("Mobilfunk mit 10 Mbit/s an jedem Haltepunkt", "noetig", "technik"),
        ("Eine Person im Bus", "noetig", "personal"),
    ],
    "results": [("Beratungen je Woche", "0", "6", "", "mehr", "02/2025–12/2025", "Strichliste im Bus")],
}

PUBLISHED = [PARKING, CARGO_BIKES, FAILED]

OLD: Sheet = {
    **CARGO_BIKES,
    "title": "Funknetz der Stadtwerke für die Nachbarkommunen öffnen",
    "organisation": "stadtwerke-neuhafen",
    "author": "funknetz@stadtwerke-neuhafen.example",
    "fields": ["infrastruktur", "versorgung"],
    "tags": ["sensor-networks-iot"],
    "text": {
        **CARGO_BIKES["text"],
        "lead": "Die Stadtwerke Neuhafen lassen fünf Nachbarkommunen ihr LoRaWAN mitnutzen. Ein Vertrag, ein"
        " Preis je Sensor.",
        "outcome": "erfolgreich",
        "problem": "Jede Kommune plante ein eigenes Funknetz für wenige Dutzend Sensoren. Keines hätte sich gerechnet.",
        "solution": "Ein gemeinsames Netz mit Preis je Sensor und Jahr. Die Stadtwerke betreiben, die Kommunen buchen.",
        "solution_types": ["technisch", "rechtlich"],
        "participation": "keine",
        "participation_how": "",
        "success_factors": "Ein Preis, den jede Kämmerei versteht",
        "hurdles": "Vergaberecht: Inhouse oder nicht?",
        "lessons": "Den Vertrag von Anfang an mit allen fünf Rechtsämtern schreiben, nicht nacheinander.",
        "impact_dimensions": ["wirtschaftlich"],
        "first_step": "Bei den Nachbarn fragen, wer schon Funkmasten hat.",
        "transfer_summary": "Ein Betreiber mit Netz und ein Vertrag, der Nachbarn zulässt.",
        "contact_unit": "Netzplanung",
        "contact_mailbox": "iot@stadtwerke-neuhafen.example",
    },
    "steps": [("Abdeckung messen", "Stadtwerke", 1), ("Vertrag verhandeln", "Rechtsämter", 6)],
    "conditions": [
        ("Ein Betreiber mit LoRaWAN", "noetig", "technik"),
        ("Öffentlich-rechtliche Vereinbarung", "noetig", "recht"),
    ],
    "costs": [("Zwei weitere Masten", 18_000, 2_400)],
    "results": [("Kosten je Sensor und Jahr", "19", "7", "€", "weniger", "2025", "Kalkulation der Stadtwerke")],
    "blocks": [("lorawan", "noetig")],
}

ASKED_BACK: Sheet = {
    **PARKING,
    "title": "Offene Stadtkarte",
    "organisation": "musterstadt",
    "author": "koordination@musterstadt.example",
    "fields": ["daten"],
    "tags": ["data-governance-open-data"],
    "text": {
        **PARKING["text"],
        "lead": "Alle Karten des Rathauses auf einer Seite, ohne Anmeldung. Seitdem rufen weniger Menschen im"
        " Bürgerbüro an.",
        "problem": "Elf Ämter hatten elf Karten. Wer einen Spielplatz oder eine Baustelle suchte, rief an.",
        "solution": "Eine offene Karte mit Daten, die nachts aus den Fachverfahren kommen.",
        "lessons": "Erst die Zuständigkeit je Ebene klären, dann veröffentlichen.",
        "contact_unit": "Stab Digitales",
        "contact_mailbox": "digitales@musterstadt.example",
    },
    "results": [
        ("Seitenaufrufe der Karte", "1100", "8400", "je Monat", "mehr", "", ""),
        ("Anrufe im Bürgerbüro", "62", "41", "je Woche", "weniger", "", ""),
    ],
    "blocks": [("gis", "noetig"), ("geodaten", "noetig")],
}

WAITING: Sheet = {
    **FAILED,
    "title": "Starkregen: Pegel im Bach meldet an die Feuerwehr",
    "organisation": "rurtal",
    "author": "koordination@rurtal.example",
    "fields": ["sicherheit", "umwelt"],
    "tags": ["water-flood"],
    "text": {
        **FAILED["text"],
        "lead": "Vier Pegel melden der Leitstelle, wenn Bäche schnell steigen. Der Kreis gewinnt zwanzig Minuten.",
        "maturity": "pilot",
        "outcome": "offen",
        "problem": "Kleine Bäche steigen in einer halben Stunde. Bisher erfuhr es die Feuerwehr durch Anrufe.",
        "solution": "Vier Ultraschallpegel melden über Funk an die Leitstelle, mit drei Stufen.",
        "solution_types": ["technisch"],
        "lessons": "Pegel im Sommer zuwachsen lassen ist keine Option: Pflege gehört in den Vertrag.",
        "contact_unit": "Amt für Digitalisierung",
        "contact_mailbox": "digitalisierung@rurtal.example",
    },
    "results": [("Vorwarnzeit", "0", "20", "Minuten", "mehr", "Mai–August 2026", "Einsatzprotokolle")],
}

DRAFT: Sheet = {
    "title": "Schulwege melden statt messen",
    "organisation": "musterstadt",
    "author": "koordination@musterstadt.example",
    "fields": ["mobilitaet"],
    "text": {"lead": "Kinder und Eltern melden gefährliche Stellen auf einer Karte.", "maturity": "pilot"},
}
