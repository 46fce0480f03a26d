import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0004_names_of_the_sustainability_goals"),
    ]

    operations = [
        migrations.AddField(
            model_name="practicepage",
            name="pictures",
            field=wagtail.fields.StreamField(
                [("picture", 2)],
                blank=True,
                block_lookup={
                    0: ("wagtail.images.blocks.ImageBlock", [], {"label": "Bild"}),
                    1: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Bildunterschrift", "max_length": 200, "required": False},
                    ),
                    2: ("wagtail.blocks.StructBlock", [[("image", 0), ("caption", 1)]], {}),
                },
                verbose_name="Bilder",
            ),
        ),
    ]
