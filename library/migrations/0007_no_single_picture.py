from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0006_the_picture_leads_the_pictures"),
    ]

    operations = [
        migrations.RemoveField(model_name="practicepage", name="picture"),
    ]
