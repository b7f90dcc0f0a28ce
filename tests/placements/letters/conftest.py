from datetime import date, datetime

import pytest

from placements.letters.clauses import STUDENT_V1
from placements.letters.strokes import read_strokes
from placements.letters.text import LetterFacts, render_letter
from placements.letters.typeset import CHINA, Signature


@pytest.fixture
def facts():
    return LetterFacts(
        number="YQ2021S-C-0137",
        student="张晓䶮",
        university="太原理工大学",
        starts_on=date(2021, 7, 16),
        ends_on=date(2021, 8, 20),
        unit="平定县行政审批服务管理局",
        post="信息化运维助理",
        committee="共青团平定县委",
    )


@pytest.fixture
def letter(facts):
    return render_letter(STUDENT_V1, facts)


@pytest.fixture
def drawn():
    """Two strokes and a dot."""
    return [
        [[62, 62, 0], [88.4, 57, 16], [86, 64.25, 33], [66, 76, 50]],
        [[104, 54, 300], [100, 96, 340], [92, 120, 380]],
        [[200, 60, 500]],
    ]


@pytest.fixture
def signature(drawn):
    return Signature(
        role="承诺人",
        name="张晓䶮",
        signed_at=datetime(2021, 7, 15, 16, 20, tzinfo=CHINA),
        place="山西省阳泉市平定县",
        strokes=read_strokes(drawn),
    )
