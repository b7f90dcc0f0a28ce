"""Publish version 1 of the letters, so that an acceptance finds words to sign."""

from django.db import migrations
from django.utils import timezone

from placements.letters.clauses import FIRST_VERSIONS


def publish(apps, schema_editor):
    template = apps.get_model("placements", "CommitmentTemplate")
    for kind, body in FIRST_VERSIONS.items():
        template.objects.get_or_create(
            kind=kind,
            version=body.version,
            defaults={"body": body.as_dict(), "published_at": timezone.now()},
        )


class Migration(migrations.Migration):
    dependencies = [("placements", "0002_promises_of_the_database")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
