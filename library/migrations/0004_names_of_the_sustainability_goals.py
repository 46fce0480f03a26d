from django.db import migrations, models

import library.models.fields


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0003_saved_search"),
    ]

    operations = [
        migrations.AlterField(
            model_name="practicepage",
            name="sdgs",
            field=library.models.fields.ChoicesField(
                base_field=models.PositiveSmallIntegerField(
                    choices=[
                        (1, "1 Keine Armut"),
                        (2, "2 Kein Hunger"),
                        (3, "3 Gesundheit und Wohlergehen"),
                        (4, "4 Hochwertige Bildung"),
                        (5, "5 Geschlechtergleichheit"),
                        (6, "6 Sauberes Wasser und Sanitäreinrichtungen"),
                        (7, "7 Bezahlbare und saubere Energie"),
                        (8, "8 Menschenwürdige Arbeit und Wirtschaftswachstum"),
                        (9, "9 Industrie, Innovation und Infrastruktur"),
                        (10, "10 Weniger Ungleichheiten"),
                        (11, "11 Nachhaltige Städte und Gemeinden"),
                        (12, "12 Nachhaltiger Konsum und nachhaltige Produktion"),
                        (13, "13 Maßnahmen zum Klimaschutz"),
                        (14, "14 Leben unter Wasser"),
                        (15, "15 Leben an Land"),
                        (16, "16 Frieden, Gerechtigkeit und starke Institutionen"),
                        (17, "17 Partnerschaften zur Erreichung der Ziele"),
                    ]
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="Bezug zu den Nachhaltigkeitszielen",
            ),
        ),
    ]
