import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

# What is over since when: the delivery, else the last that happened to it.
FILL = """
UPDATE services_application a SET over_at = COALESCE(
    a.delivered_at,
    (SELECT max(e.occurred) FROM record_entry e WHERE e.subject_kind = 'application' AND e.subject_id = a.number),
    (SELECT max(i.occurred) FROM record_inbox i WHERE i.subject_kind = 'application' AND i.subject_id = a.number),
    a.filed_at
) WHERE a.state IN ('closed', 'ended')
"""
OVER = Q(state__in=("closed", "ended"))


class Migration(migrations.Migration):
    """A matter knows since when it is over, can be restricted and erased; one that can't wait is helped first."""

    dependencies = [
        ("services", "0011_rating_topics"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.AddField("application", name, models.DateTimeField(null=True))
            for name in ("over_at", "restricted_at", "erased_at")
        ),
        migrations.AddField("application", "urgent", models.BooleanField(default=False)),
        migrations.AddField("application", "helped_at", models.DateTimeField(null=True)),
        *(
            migrations.AlterField(
                model,
                "filed_by",
                models.ForeignKey(
                    null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            )
            for model in ("application", "joint")
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        # The rows that were just filled have checks to come at the end of the transaction: first those, then the table.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddIndex(
            "application",
            models.Index(
                fields=["version", "over_at"], name="to_be_erased", condition=Q(over_at__isnull=False, erased_at=None)
            ),
        ),
        migrations.AddConstraint(
            "application",
            models.CheckConstraint(
                condition=OVER & Q(over_at__isnull=False) | ~OVER & Q(over_at=None), name="over_at_its_end"
            ),
        ),
        migrations.AddConstraint(
            "application",
            models.CheckConstraint(
                condition=Q(restricted_at=None) | Q(over_at__isnull=False), name="restricted_when_over"
            ),
        ),
        migrations.AddConstraint(
            "application",
            models.CheckConstraint(
                condition=Q(erased_at=None, filed_by__isnull=False)
                | Q(erased_at__isnull=False, over_at__isnull=False)
                & Q(person=0, agent=None, filed_by=None, draft=None),
                name="nobody_is_left_when_erased",
            ),
        ),
    ]
