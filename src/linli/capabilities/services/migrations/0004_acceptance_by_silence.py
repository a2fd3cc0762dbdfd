"""Acceptance by silence, and as of when a matter is accepted."""

from django.db import migrations, models

SINCE = """
UPDATE services_application a SET accepted_at = e.occurred FROM record_inbox e
WHERE e.subject_kind = 'application' AND e.subject_id = a.number AND e.fact = 'services.ApplicationAccepted';
UPDATE services_application a SET accepted_at = e.occurred FROM record_entry e
WHERE e.subject_kind = 'application' AND e.subject_id = a.number AND e.fact = 'services.ApplicationAccepted'
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0003_special_procedure"), ("kernel", "0002_record")]

    operations = [
        migrations.AddField("application", "accepted_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "application",
            "acceptance",
            models.CharField(
                choices=[("ordinary", "Accepted"), ("deemed", "Counts as accepted")], max_length=12, null=True
            ),
        ),
        migrations.RunSQL(SINCE, ""),
    ]
