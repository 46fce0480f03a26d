"""Word lists for invented practices: field of action, what it is about, what is done, with what."""

# field of action: (tag, things it is about, what is done with them)
SUBJECTS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "mobilitaet": (
        "mobility-traffic",
        ("Stellplätze", "Radwege", "Bushaltestellen", "Ampeln", "Ladesäulen", "Lieferzonen", "Schulwege", "Parkhäuser",
         "Leihräder", "Rufbusse", "Baustellen", "Fußwege", "Parkleitsystem", "Carsharing-Plätze"),
        ("zählen", "anzeigen", "steuern", "buchen lassen", "freihalten", "planen"),
    ),
    "umwelt": (
        "climate-adaptation-green",
        ("Stadtbäume", "Grünflächen", "Bachpegel", "Hitzeinseln", "Trinkbrunnen", "Regenrückhaltebecken",
         "Bodenfeuchte", "Luftmessung", "Hochwasserpegel", "Dachbegrünung", "Gewässer", "Lärmkarten", "Blühwiesen"),
        ("messen", "bewässern", "beobachten", "vorhersagen", "kartieren", "pflegen"),
    ),
    "energie": (
        "energy-buildings",
        ("Schulgebäude", "Heizungen", "Solardächer", "Wärmenetze", "Turnhallen", "Laternen", "Zähler", "Hallenbäder",
         "Rathäuser", "Wärmeplanung", "Batteriespeicher", "Kindergärten"),
        ("auslesen", "regeln", "sanieren", "vergleichen", "abschalten", "erneuern"),
    ),
    "verwaltung": (
        "digital-administration",
        ("Bauanträge", "Wohngeldanträge", "Terminvergabe", "Fundsachen", "Hundesteuer", "Mängelmelder", "Bürgerkoffer",
         "Posteingang", "Ratsunterlagen", "Bescheide", "Urkunden", "Bewohnerparkausweise", "Sprachassistent"),
        ("online stellen", "vorprüfen", "erklären", "bündeln", "übersetzen", "digital unterschreiben"),
    ),
    "daten": (
        "urban-data-platforms",
        ("Datenplattform", "Geodaten", "Stadtkarte", "Sensordaten", "Haushaltsdaten", "Luftbilder", "Datenkatalog",
         "Zwillingsmodell", "Echtzeitdaten", "Bebauungspläne", "Leitungskataster", "Statistik"),
        ("veröffentlichen", "zusammenführen", "prüfen", "teilen", "verknüpfen", "beschreiben"),
    ),
    "beteiligung": (
        "citizen-participation",
        ("Jugendbeteiligung", "Bürgerhaushalt", "Ideenkarte", "Stadtteilkonferenz", "Spielplatzplanung", "Umfragen",
         "Bürgerrat", "Dorfgespräche", "Kinderparlament", "Onlinedialog"),
        ("durchführen", "auswerten", "begleiten", "öffnen", "moderieren", "wiederholen"),
    ),
    "soziales": (
        "health-social",
        ("Pflegeberatung", "Nachbarschaftshilfe", "Kitaplätze", "Hausbesuche", "Seniorentreffs", "Notruf im Quartier",
         "Ehrenamtsbörse", "Sprachkurse", "Wohnberatung", "Tafelausgabe"),
        ("vermitteln", "anmelden", "begleiten", "sichtbar machen", "koordinieren", "erreichbar machen"),
    ),
    "sicherheit": (
        "civil-protection",
        ("Sirenen", "Rettungswege", "Einsatzkarten", "Krisenstab", "Hydranten", "Warnapp", "Brandmelder",
         "Drohnenbilder", "Notstromanlagen", "Starkregenkarten"),
        ("prüfen", "üben", "melden", "vernetzen", "auslösen", "vorhalten"),
    ),
    "versorgung": (
        "waste-cleanliness",
        ("Abfallbehälter", "Glascontainer", "Wertstoffhöfe", "Kanalnetze", "Wasserzähler", "Straßenreinigung",
         "Sperrmüll", "Hausanschlüsse", "Biotonnen", "Pumpwerke"),
        ("leeren", "überwachen", "anmelden", "orten", "entlasten", "warten"),
    ),
    "bildung": (
        "education-digital-skills",
        ("Schulhöfe", "Medienräume", "Büchereien", "Volkshochschulkurse", "Schulbusse", "Lernorte", "Museen",
         "Musikschulen", "Archivbestände", "Klassenräume"),
        ("ausstatten", "öffnen", "belegen", "lüften", "digitalisieren", "buchen"),
    ),
}  # fmt: skip
MEANS = (
    "Funksensoren", "einer Karte im Netz", "einem Formular", "Kameras ohne Bildspeicher", "LoRaWAN",
    "offenen Standards",
    "einem Dashboard", "der Fachsoftware", "einer App", "Freiwilligen", "einem Sprachmodell", "Zählschleifen",
    "einem gemeinsamen Vertrag", "den Stadtwerken", "einer Schnittstelle", "QR-Codes", "Wetterdaten", "alten Zählern",
)  # fmt: skip
TROUBLES = (
    "Niemand wusste, wie viele es sind.", "Jede Meldung kam per Telefon.", "Drei Ämter führten je eine eigene Liste.",
    "Fahrten waren oft umsonst.", "Antworten dauerten Wochen.", "Die Kosten stiegen jedes Jahr.",
    "Bei Krankheit blieb alles liegen.", "Beschwerden häuften sich im Sommer.", "Die alte Technik war abgekündigt.",
    "Nachbarkommunen standen vor derselben Frage.", "Der Rat wollte Zahlen statt Vermutungen.",
)  # fmt: skip
LESSONS = (
    "Früher mit dem Personalrat sprechen.", "Erst eine Straße, dann die ganze Stadt.", "Den Datenschutz zuerst fragen.",
    "Wartung gleich mit ausschreiben.", "Weniger Sensoren hätten gereicht.", "Die Schulung zweimal anbieten.",
    "Den Bauhof von Anfang an dazunehmen.", "Nicht auf die perfekte Schnittstelle warten.",
)  # fmt: skip
STEPS = (
    "Bestand aufnehmen", "Ziel beschließen", "Partner suchen", "Leistung beschreiben", "Vergeben",
    "Erprobung auswerten",
    "Technik einbauen", "Daten prüfen", "Personal schulen", "In den Betrieb übergeben",
)  # fmt: skip
INDICATORS = (
    ("Anrufe je Monat", "", "weniger"), ("Fahrten je Woche", "", "weniger"), ("Wartezeit", "Tage", "weniger"),
    ("Verbrauch", "MWh", "weniger"), ("Nutzende je Monat", "", "mehr"), ("Anteil online", "%", "mehr"),
    ("Kosten je Fall", "€", "weniger"), ("Meldungen je Monat", "", "mehr"),
)  # fmt: skip
# „Muster…“ says that no such place exists.
PLACE_ENDS = (
    "au", "bach", "berg", "born", "brück", "burg", "dorf", "eck", "feld", "furt", "hagen", "hain", "hausen", "heim",
    "hof", "horst", "ingen", "kirchen", "leben", "moor", "mühle", "rode", "see", "stein", "tal", "wald",
    "wiese", "zell",
)  # fmt: skip
PLACE_SIDES = ("", " am Berg", " am See", " an der Heide", " im Tal", " im Moor", " vor dem Wald", " bei Neuhafen")
