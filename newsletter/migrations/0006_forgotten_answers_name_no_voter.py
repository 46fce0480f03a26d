from django.db import migrations
from django.db.models import F, TextField, Value
from django.db.models.functions import MD5, Cast, Concat, Length


def empty(apps, schema_editor):
    """Forgotten answers had a random voter of 32 digits; that of a known person has 64."""
    answers = apps.get_model("newsletter", "Answer").objects
    answers.annotate(digits=Length("voter")).filter(subscriber=None, digits=32).update(voter=None)


def fill(apps, schema_editor):
    answers = apps.get_model("newsletter", "Answer").objects
    answers.filter(voter=None).update(voter=MD5(Concat(Value("forgotten-"), Cast(F("pk"), TextField()))))


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0005_answers_can_be_forgotten")]
    operations = [migrations.RunPython(empty, fill)]
