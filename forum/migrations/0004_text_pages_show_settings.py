"""Text pages may show what the settings know: operator, data controller, periods of storage."""

import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0003_words_of_the_search"),
    ]

    operations = [
        migrations.AlterField(
            model_name="standardpage",
            name="body",
            field=wagtail.fields.StreamField(
                [
                    ("heading", 2),
                    ("paragraph", 3),
                    ("picture", 6),
                    ("quote", 11),
                    ("call_to_action", 16),
                    ("documents", 20),
                    ("accordion", 25),
                    ("table", 26),
                    ("practice", 28),
                    ("event", 30),
                    ("contact", 34),
                    ("video", 39),
                    ("operator", 40),
                    ("controller", 41),
                    ("retention", 42),
                ],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "Überschrift", "max_length": 120}),
                    1: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {"choices": [("2", "Abschnitt"), ("3", "Unterabschnitt")], "label": "Ebene"},
                    ),
                    2: ("wagtail.blocks.StructBlock", [[("text", 0), ("level", 1)]], {}),
                    3: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "ol", "ul", "link", "document-link", "h3"],
                            "icon": "pilcrow",
                            "label": "Absatz",
                            "template": "blocks/paragraph.html",
                        },
                    ),
                    4: ("wagtail.images.blocks.ImageBlock", [], {"label": "Bild"}),
                    5: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Bildunterschrift", "max_length": 200, "required": False},
                    ),
                    6: ("wagtail.blocks.StructBlock", [[("image", 4), ("caption", 5)]], {}),
                    7: ("wagtail.blocks.TextBlock", (), {"label": "Zitat", "rows": 3}),
                    8: ("wagtail.blocks.CharBlock", (), {"label": "Wer hat es gesagt?", "max_length": 120}),
                    9: ("wagtail.blocks.CharBlock", (), {"label": "Funktion", "max_length": 160, "required": False}),
                    10: ("wagtail.blocks.URLBlock", (), {"label": "Quelle", "required": False}),
                    11: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 7), ("person", 8), ("function", 9), ("source", 10)]],
                        {},
                    ),
                    12: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Was bringt es?", "max_length": 200, "required": False},
                    ),
                    13: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Ein Verb: „Praxis einreichen“",
                            "label": "Aufschrift des Knopfes",
                            "max_length": 60,
                        },
                    ),
                    14: ("wagtail.blocks.PageChooserBlock", (), {"label": "Seite im Portal", "required": False}),
                    15: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "oder Adresse", "max_length": 300, "required": False},
                    ),
                    16: ("wagtail.blocks.StructBlock", [[("text", 12), ("label", 13), ("page", 14), ("url", 15)]], {}),
                    17: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Überschrift", "max_length": 120, "required": False},
                    ),
                    18: ("wagtail.documents.blocks.DocumentChooserBlock", (), {"label": "Dokument"}),
                    19: ("wagtail.blocks.ListBlock", (18,), {"label": "Dokumente", "min_num": 1}),
                    20: ("wagtail.blocks.StructBlock", [[("title", 17), ("documents", 19)]], {}),
                    21: ("wagtail.blocks.CharBlock", (), {"label": "Frage oder Titel", "max_length": 160}),
                    22: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {"features": ["bold", "italic", "ol", "ul", "link", "document-link", "h3"], "label": "Antwort"},
                    ),
                    23: ("wagtail.blocks.StructBlock", [[("title", 21), ("text", 22)]], {}),
                    24: ("wagtail.blocks.ListBlock", (23,), {"label": "Einträge", "min_num": 1}),
                    25: ("wagtail.blocks.StructBlock", [[("items", 24)]], {}),
                    26: (
                        "wagtail.contrib.table_block.blocks.TableBlock",
                        (),
                        {
                            "icon": "table",
                            "label": "Tabelle",
                            "table_options": {"language": "de-DE"},
                            "template": "blocks/table.html",
                        },
                    ),
                    27: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {"label": "Gute Praxis", "page_type": ["library.PracticePage"]},
                    ),
                    28: ("wagtail.blocks.StructBlock", [[("page", 27)]], {}),
                    29: (
                        "wagtail.blocks.PageChooserBlock",
                        (),
                        {"label": "Veranstaltung", "page_type": ["events.EventPage"]},
                    ),
                    30: ("wagtail.blocks.StructBlock", [[("page", 29)]], {}),
                    31: ("wagtail.blocks.CharBlock", (), {"label": "Stelle oder Person", "max_length": 120}),
                    32: (
                        "wagtail.blocks.EmailBlock",
                        (),
                        {"label": "E-Mail (am besten ein Funktionspostfach)", "required": False},
                    ),
                    33: ("wagtail.blocks.CharBlock", (), {"label": "Telefon", "max_length": 40, "required": False}),
                    34: (
                        "wagtail.blocks.StructBlock",
                        [[("name", 31), ("function", 9), ("email", 32), ("phone", 33)]],
                        {},
                    ),
                    35: ("wagtail.blocks.CharBlock", (), {"label": "Titel", "max_length": 160}),
                    36: ("wagtail.blocks.URLBlock", (), {"label": "Adresse des Films"}),
                    37: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Wer erhält Daten, wenn man klickt?", "label": "Anbieter", "max_length": 60},
                    ),
                    38: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "ol", "ul", "link", "document-link", "h3"],
                            "label": "Inhalt in Worten",
                            "required": False,
                        },
                    ),
                    39: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 35), ("url", 36), ("provider", 37), ("transcript", 38)]],
                        {},
                    ),
                    40: (
                        "wagtail.blocks.static_block.StaticBlock",
                        (),
                        {
                            "admin_text": "Zeigt Anbieter, Anschrift und Verantwortliche aus Einstellungen › Das Forum.",
                            "icon": "cog",
                            "label": "Angaben zum Anbieter",
                            "template": "blocks/operator.html",
                        },
                    ),
                    41: (
                        "wagtail.blocks.static_block.StaticBlock",
                        (),
                        {
                            "admin_text": "Zeigt Anschrift und Aufsichtsbehörde aus Einstellungen › Das Forum.",
                            "icon": "cog",
                            "label": "Verantwortlich für den Datenschutz",
                            "template": "blocks/controller.html",
                        },
                    ),
                    42: (
                        "wagtail.blocks.static_block.StaticBlock",
                        (),
                        {
                            "admin_text": "Zeigt die eingestellten Fristen als Tabelle.",
                            "icon": "cog",
                            "label": "Löschfristen",
                            "template": "blocks/retention.html",
                        },
                    ),
                },
                verbose_name="Inhalt",
            ),
        ),
    ]
