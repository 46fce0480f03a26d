"""Reports of barriers and unlawful content, with their clock."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0004_text_pages_show_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("submission", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("barriere", "Barriere: etwas lässt sich nicht lesen oder bedienen"),
                            ("inhalt", "Inhalt: etwas ist rechtswidrig"),
                        ],
                        max_length=10,
                        verbose_name="Worum geht es?",
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        help_text="Adresse aus der Adresszeile des Browsers, oder der Titel der Seite.",
                        max_length=500,
                        verbose_name="Auf welcher Seite?",
                    ),
                ),
                ("description", models.TextField(max_length=4000, verbose_name="Was ist dort das Problem?")),
                ("name", models.CharField(blank=True, max_length=160, verbose_name="Ihr Name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="Ihre E-Mail-Adresse")),
                ("received_at", models.DateTimeField(verbose_name="Eingegangen")),
                ("answer_by", models.DateField(verbose_name="Antwort bis")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("behoben", "Barriere behoben"),
                            ("geplant", "Barriere wird behoben"),
                            ("nicht_behebbar", "Barriere nicht behebbar, anderer Weg genannt"),
                            ("entfernt", "Inhalt entfernt oder ausgeblendet"),
                            ("geaendert", "Inhalt geändert"),
                            ("belassen", "Inhalt bleibt: nicht rechtswidrig"),
                        ],
                        max_length=16,
                        verbose_name="Entscheidung",
                    ),
                ),
                (
                    "reasons",
                    models.TextField(
                        blank=True,
                        help_text="Steht so in der Mail an beide Seiten.",
                        max_length=4000,
                        verbose_name="Begründung",
                    ),
                ),
                (
                    "affected_email",
                    models.EmailField(
                        blank=True,
                        help_text="Wer den Inhalt eingestellt hat. Erfährt Entscheidung und Gründe, nicht den Namen der meldenden Person.",
                        max_length=254,
                        verbose_name="E-Mail-Adresse der betroffenen Seite",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="Entschieden")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Entschieden von",
                    ),
                ),
            ],
            options={
                "verbose_name": "Meldung",
                "verbose_name_plural": "Meldungen",
                "ordering": ["decided_at", "answer_by"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("reasons", ""), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="report_decided_with_reasons",
                        violation_error_message="Eine Entscheidung braucht eine Begründung.",
                    )
                ],
            },
        ),
    ]
