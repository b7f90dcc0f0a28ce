"""The table of the database cache, so that `migrate` is all a new database needs."""

from django.db import migrations

# `createcachetable` makes the same one; it may have run first on an older database.
CREATE = """
CREATE TABLE IF NOT EXISTS "cache" (
    "cache_key" varchar(255) NOT NULL PRIMARY KEY,
    "value" text NOT NULL,
    "expires" timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS "cache_expires" ON "cache" ("expires");
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, 'DROP TABLE "cache"')]
