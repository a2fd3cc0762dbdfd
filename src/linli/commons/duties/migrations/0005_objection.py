"""The duty to look into an objection."""

from django.db import migrations, models

DUTIES = [
    ("accept", "Accept"),
    ("step", "Work on a step"),
    ("decide", "Decide"),
    ("deliver", "Deliver the result"),
    ("correct", "Correct and send again"),
    ("supply", "Hand in what is to follow"),
    ("objection", "Look into an objection"),
    ("answer_rating", "Answer a bad rating"),
    ("tell", "Tell the resident"),
    ("late", "See to what is late"),
    ("repair", "Put right what has stopped"),
]


class Migration(migrations.Migration):
    dependencies = [("duties", "0004_supply")]

    operations = [
        migrations.AlterField("duty", "kind", models.CharField(choices=DUTIES, max_length=20)),
    ]
