"""A declaration is checked later."""

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
    ("spot_check", "Check a declaration"),
    ("tell", "Tell the resident"),
    ("late", "See to what is late"),
    ("repair", "Put right what has stopped"),
]
CLOCKS = [
    ("accept", "Acceptance"),
    ("deemed", "Counts as accepted"),
    ("correction", "Correction"),
    ("decide_promised", "Decision, as promised"),
    ("decide_statutory", "Decision, by law"),
    ("step", "This step"),
    ("notice", "Public notice"),
    ("supply", "What is to follow"),
    ("deliver", "Delivery"),
    ("answer_rating", "Answer to a rating"),
    ("spot_check", "Check of a declaration"),
]


class Migration(migrations.Migration):
    dependencies = [("duties", "0005_objection")]

    operations = [
        migrations.AlterField("clock", "kind", models.CharField(choices=CLOCKS, max_length=20)),
        migrations.AlterField("duty", "kind", models.CharField(choices=DUTIES, max_length=20)),
    ]
