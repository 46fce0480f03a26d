"""The building blocks every forum starts with; editors add their own."""

from django.db import migrations

BLOCKS = {
    "datenplattform": "Urbane Datenplattform",
    "lorawan": "LoRaWAN",
    "nb-iot": "NB-IoT",
    "sensorik": "Sensorik",
    "gis": "GIS",
    "geodaten": "Geodaten",
    "digitaler-zwilling": "Digitaler Zwilling",
    "beteiligungsplattform": "Beteiligungsplattform",
    "eid": "eID/Servicekonto",
    "ki-modell": "KI-Modell",
    "app": "App",
    "fachverfahren": "Fachverfahren",
    "offene-daten": "Open-Data-Portal",
    "dashboard": "Dashboard",
}


def add(apps, schema_editor):
    block = apps.get_model("library", "BuildingBlock")
    for slug, name in BLOCKS.items():
        block.objects.get_or_create(slug=slug, defaults={"name": name})


def remove(apps, schema_editor):
    apps.get_model("library", "BuildingBlock").objects.filter(slug__in=BLOCKS, uses=None).delete()


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
