"""What one letter costs to set, beside a trivial page from the same typesetter.

    python -m bench.letters [--count 300]

Every letter has a name, a number and a drawn signature of its own, so nothing can be
kept from the one before. The budget (set and sealed) is 60 ms each.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from statistics import median, quantiles

import typst

from placements.letters.clauses import STUDENT_V1
from placements.letters.codes import new_verify_code
from placements.letters.fonts import letter_fonts
from placements.letters.strokes import read_strokes
from placements.letters.text import LetterFacts, render_letter
from placements.letters.typeset import CHINA, Signature, typeset

BUDGET_MS = 60
TRIVIAL = '#set text(font: "Noto Serif SC")\n#sys.inputs.name'


def letter(rng: random.Random, number: int) -> None:
    name = "张" + "".join(chr(rng.randrange(0x4E00, 0x9FA0)) for _ in range(2))
    facts = LetterFacts(
        number=f"YQ2021S-C-{number:04}",
        student=name,
        university="太原理工大学",
        starts_on=date(2021, 7, 16),
        ends_on=date(2021, 8, 20),
        unit="平定县行政审批服务管理局",
        post="信息化运维助理",
        committee="共青团平定县委",
    )
    signature = Signature(
        role="承诺人",
        name=name,
        signed_at=datetime(2021, 7, 15, 16, 20, tzinfo=CHINA),
        place="山西省阳泉市平定县",
        strokes=read_strokes([_stroke(rng) for _ in range(24)]),
    )
    code = new_verify_code(rng)
    typeset(
        render_letter(STUDENT_V1, facts),
        [signature],
        verify_code=code,
        verify_url=f"https://example.org/verify/{code}/",
    )


def _stroke(rng: random.Random) -> list[list[float]]:
    x, y = rng.uniform(20, 300), rng.uniform(20, 150)
    return [[x + step, y + rng.uniform(-3, 3), step * 8] for step in range(20)]


def trivial(folder: Path) -> Callable[[int], None]:
    page = folder / "trivial.typ"
    page.write_text(TRIVIAL)

    def run(number: int) -> None:
        typst.Compiler(
            page,
            root=folder,
            font_paths=letter_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"name": f"张晓晨{number}"},
        ).compile(format="pdf")

    return run


def milliseconds(run: Callable[[int], None], numbers: Iterable[int]) -> list[float]:
    times = []
    for number in numbers:
        start = time.perf_counter()
        run(number)
        times.append((time.perf_counter() - start) * 1000)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    count = parser.parse_args().count
    rng = random.Random(2021)
    with tempfile.TemporaryDirectory() as folder:
        pages = {
            "a trivial page": trivial(Path(folder)),
            "a letter": lambda number: letter(rng, number),
        }
        print(f"{'':16}{'first':>9}{'median':>9}{'p95':>9}   milliseconds")
        for name, run in pages.items():
            (first,) = milliseconds(run, range(1))
            times = milliseconds(run, range(1, count + 1))
            p95 = quantiles(times, n=20)[-1]
            print(f"{name:16}{first:9.1f}{median(times):9.1f}{p95:9.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    verdict = "within" if median(times) < BUDGET_MS else "ABOVE"
    print(f"{verdict} the budget of {BUDGET_MS} ms; peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
