from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0007_newsletter_block")]

    operations = [
        migrations.AddField("searchdocument", "row", models.JSONField(blank=True, default=dict)),
    ]
