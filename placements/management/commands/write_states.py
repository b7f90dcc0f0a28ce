"""`manage.py write_states`: make docs/states.md anew from the state tables."""

from django.conf import settings
from django.core.management.base import BaseCommand

from placements.diagrams import states_page


class Command(BaseCommand):
    help = "Write docs/states.md from placements/states.py."

    def handle(self, *args, **options) -> None:
        path = settings.BASE_DIR / "docs" / "states.md"
        path.write_text(states_page(), encoding="utf-8")
        self.stdout.write(f"written: {path.name}")
