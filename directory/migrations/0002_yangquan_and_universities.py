"""Divisions and committees of Yangquan, and the universities its students come from.

The files are read as they are today: a later correction of the data is a migration of
its own, never an edit of these files.
"""

import csv
import re
from pathlib import Path

from django.db import migrations
from pypinyin import lazy_pinyin

DATA = Path(__file__).resolve().parent.parent / "data"
LEVELS = {
    "city": "CITY",
    "county": "COUNTY",
    "functional_zone": "ZONE",
    "township": "TOWNSHIP",
}
COMMITTEE_SHORT_NAMES = {
    "140300": "团市委",
    "140302": "团城区委",
    "140303": "团矿区委",
    "140311": "团郊区委",
    "140321": "团平定县委",
    "140322": "团盂县委",
    "1403GX": "高新区团工委",
}


def read(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(written):
    """Full and short name: the file writes the second in brackets where it differs."""
    full, short = re.fullmatch(r"([^(]+)(?:\((.+)\))?", written).groups()
    return full, short or full


def load(apps, schema_editor):
    Division = apps.get_model("directory", "Division")
    Committee = apps.get_model("directory", "Committee")
    University = apps.get_model("directory", "University")
    for row in read("divisions.csv"):  # parents stand above their children
        full, short = names(row["name"])
        division = Division.objects.create(
            code=row["code"],
            name=full,
            short_name=short,
            level=LEVELS[row["level"]],
            parent_id=None if row["level"] == "city" else row["parent_code"],
            longitude=row["lng"],
            latitude=row["lat"],
            coordinate_confidence=row["coord_confidence"],
        )
        if row["managing_committee"]:
            Committee.objects.create(
                name=row["managing_committee"],
                short_name=COMMITTEE_SHORT_NAMES[division.code],
                level=division.level,
                division=division,
            )
    University.objects.bulk_create(
        University(
            name=row["name"],
            city=row["city"],
            province=row["province"],
            pinyin="".join(lazy_pinyin(row["name"])),
        )
        for row in read("universities.csv")
    )


def unload(apps, schema_editor):
    """Only the rows this migration could have made; PROTECT keeps those in use."""
    for name in ("University", "Committee"):
        apps.get_model("directory", name).objects.all().delete()
    divisions = apps.get_model("directory", "Division").objects
    for level in ("TOWNSHIP", "COUNTY", "ZONE", "CITY"):
        divisions.filter(level=level).delete()


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
