"""What auditors ask for: the newest facts of accounts, and who looked at what on a day long ago. A line of the access log
stays as it was written."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

ACCOUNTS = "CREATE INDEX record_entry_accounts ON record_entry (position) WHERE subject_kind = 'account'"

KEPT = """
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON kernel_accesslog
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_accounts")]

    operations = [
        migrations.RunSQL(ACCOUNTS, "DROP INDEX record_entry_accounts"),
        migrations.AddIndex("accesslog", BrinIndex(fields=["at"], name="access_by_day")),
        migrations.RunSQL(KEPT, "DROP TRIGGER kept ON kernel_accesslog"),
    ]
