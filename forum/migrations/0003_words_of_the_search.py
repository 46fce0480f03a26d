"""Vocabulary for spelling, suggestions and compounds; synonyms; a small vector of the title for broad words."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_ground")]

    operations = [
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "words",
                    models.CharField(
                        help_text="Durch Kommas getrennt, zum Beispiel: Parken, Parkraum, Stellplatz. Wer eines sucht, findet alle.",
                        max_length=400,
                        unique=True,
                        verbose_name="Gleichbedeutende Wörter",
                    ),
                ),
            ],
            options={
                "verbose_name": "Synonyme der Suche",
                "verbose_name_plural": "Synonyme der Suche",
                "ordering": ["words"],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=60, unique=True)),
                ("shown", models.CharField(max_length=60)),
                ("stem", models.CharField(blank=True, max_length=60)),
                ("documents", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "Wort der Suche",
                "verbose_name_plural": "Wörter der Suche",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"),
                        name="search_word_trigram",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("word", name="varchar_pattern_ops"),
                        name="search_word_prefix",
                    ),
                    models.Index(fields=["stem"], name="search_word_stem"),
                ],
            },
        ),
        migrations.AddField(
            model_name="searchdocument",
            name="title_vector",
            field=django.contrib.postgres.search.SearchVectorField(null=True),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=django.contrib.postgres.indexes.GinIndex(fields=["title_vector"], name="search_title_vector"),
        ),
    ]
