"""Colours must leave words readable; the way to the source code stands in every footer."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import forum.contrast


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0005_reports"),
    ]

    operations = [
        migrations.AddField(
            model_name="portalsettings",
            name="source_url",
            field=models.URLField(
                blank=True,
                help_text="Adresse des Quellcodes. Die EUPL verlangt, dass ihn alle bekommen können, die das Portal nutzen.",
                verbose_name="Quellcode",
            ),
        ),
        migrations.AlterField(
            model_name="portalsettings",
            name="accent_colour",
            field=models.CharField(
                blank=True,
                help_text="Hell: Darauf steht dunkle Schrift. Leer: Limette.",
                max_length=7,
                validators=[
                    django.core.validators.RegexValidator("^#[0-9a-fA-F]{6}$", "Bitte eine Farbe wie #cfef6b angeben."),
                    forum.contrast.ReadableWith("#131525", 7),
                ],
                verbose_name="Akzentfarbe („hier“)",
            ),
        ),
        migrations.AlterField(
            model_name="portalsettings",
            name="action_colour",
            field=models.CharField(
                blank=True,
                help_text="Dunkel: steht auf Weiß. In der dunklen Darstellung wird sie aufgehellt. Leer: Blau.",
                max_length=7,
                validators=[
                    django.core.validators.RegexValidator("^#[0-9a-fA-F]{6}$", "Bitte eine Farbe wie #cfef6b angeben."),
                    forum.contrast.ReadableWith("#ffffff", 5),
                ],
                verbose_name="Links und Knöpfe",
            ),
        ),
        migrations.AlterField(
            model_name="portalsettings",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                help_text="Ersetzt das Zeichen neben dem Namen. Quadratisch wirkt es am besten.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="forum.portalimage",
                verbose_name="Logo",
            ),
        ),
        migrations.AlterField(
            model_name="portalsettings",
            name="night_colour",
            field=models.CharField(
                blank=True,
                help_text="Dunkel: Darauf steht weiße Schrift. Leer: Nachtblau.",
                max_length=7,
                validators=[
                    django.core.validators.RegexValidator("^#[0-9a-fA-F]{6}$", "Bitte eine Farbe wie #cfef6b angeben."),
                    forum.contrast.ReadableWith("#ffffff", 10),
                ],
                verbose_name="Dunkler Grund",
            ),
        ),
    ]
