"""Every event of the log has a name a person can read."""

import re
from pathlib import Path

from django.conf import settings

from placements.event_labels import EVENT_LABELS, NOUN_LABELS, event_label
from placements.states import NOUNS

RECORDED = re.compile(r'record\(\s*"([a-z_]+\.[a-z_]+)"')
MOVES = {f"{noun.name}.{move}" for noun in NOUNS for move in noun.moves}


def sources() -> list[str]:
    apps = ("accounts", "notices", "placements")
    files = [p for app in apps for p in Path(settings.BASE_DIR, app).rglob("*.py")]
    return [file.read_text() for file in files if file.name != "event_labels.py"]


def test_every_event_that_is_recorded_has_a_label():
    recorded = {name for text in sources() for name in RECORDED.findall(text)}

    assert recorded
    assert recorded - EVENT_LABELS.keys() == set()


def test_every_move_has_a_label():
    assert MOVES - EVENT_LABELS.keys() == set()


def test_no_label_is_left_over():
    written = "".join(sources())
    left = {name for name in EVENT_LABELS if f'.{name.split(".")[1]}"' not in written}

    assert left - MOVES == set()


def test_every_noun_can_be_filtered():
    nouns = {name.partition(".")[0] for name in EVENT_LABELS}

    assert nouns <= NOUN_LABELS.keys()


def test_an_unknown_event_is_shown_rather_than_hidden():
    assert event_label("comet.pass") == "comet.pass"
    assert event_label("post.publish") == "岗位：通过"
