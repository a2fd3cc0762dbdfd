from django.db import migrations


class Migration(migrations.Migration):
    """Ratings say of which item they are."""

    dependencies = [("services", "0010_joint"), ("ratings", "0002_more_of_bad_ones")]

    operations = [
        migrations.RunSQL(
            "UPDATE ratings_rating r SET topic = a.item FROM services_application a "
            "WHERE r.subject_kind = 'application' AND r.subject_id = a.number AND r.topic = ''",
            migrations.RunSQL.noop,
        )
    ]
