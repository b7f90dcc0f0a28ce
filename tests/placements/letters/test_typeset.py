import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from placements.letters.canonical import canonical_json
from placements.letters.clauses import STUDENT_V1
from placements.letters.fonts import FontMissing, MissingGlyph, coverage, fonts_in
from placements.letters.text import render_letter
from placements.letters.typeset import typeset

VERIFY = {
    "verify_code": "7K3F92QDXM4A",
    "verify_url": "https://example.org/verify/7K3F92QDXM4A/",
}


def poppler(tmp_path, pdf, tool, *options):
    """Somebody else's reading of our page."""
    if shutil.which(tool) is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{tool} is not here: apt-get install poppler-utils")
        pytest.skip(f"{tool} is not here: apt-get install poppler-utils")
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf)
    given = [str(path) if option == "PDF" else option for option in options]
    done = subprocess.run([tool, *given], capture_output=True, check=True)
    return done.stdout.decode()


def printed_words(pdf, tmp_path):
    text = poppler(tmp_path, pdf, "pdftotext", "-raw", "PDF", "-")
    return re.sub(r"\s", "", text)


def letter_words(letter):
    numbered = [f"{at}.{clause}" for at, clause in enumerate(letter.clauses, start=1)]
    words = (letter.title, letter.opening_text, *numbered, letter.closing)
    return re.sub(r"\s", "", "".join(words))


def test_the_same_letter_gives_the_same_bytes_later(letter, signature):
    first = typeset(letter, [signature], **VERIFY)
    time.sleep(2.1)

    assert typeset(letter, [signature], **VERIFY) == first


IN_ANOTHER_PROCESS = """
import hashlib, json, sys
from datetime import datetime
from placements.letters.strokes import read_strokes
from placements.letters.text import LetterText
from placements.letters.typeset import Signature, typeset
given = json.load(sys.stdin)
signature = Signature(
    role="承诺人", name="张晓䶮", place="山西省阳泉市平定县",
    signed_at=datetime.fromisoformat("2021-07-15T08:20:00+00:00"),
    strokes=read_strokes(given["strokes"]),
)
pdf = typeset(LetterText.from_dict(given["letter"]), [signature], **given["verify"])
print(hashlib.sha256(pdf).hexdigest())
"""


def test_the_same_letter_gives_the_same_bytes_in_another_process(
    letter, drawn, signature
):
    given = {"letter": letter.as_dict(), "strokes": drawn, "verify": VERIFY}
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONHASHSEED": "7",
        "PYTHONUTF8": "1",
        "TZ": "America/New_York",
    }

    done = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS],
        input=canonical_json(given),
        env=environment,
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )

    here = hashlib.sha256(typeset(letter, [signature], **VERIFY)).hexdigest()
    assert done.stdout.strip() == here


def test_another_word_gives_another_page(facts, signature):
    one, other = (
        typeset(render_letter(STUDENT_V1, given), [signature], **VERIFY)
        for given in (facts, replace(facts, post="档案整理助理"))
    )

    assert one != other


def test_the_page_says_what_the_letter_says(letter, signature, tmp_path):
    words = printed_words(typeset(letter, [signature], **VERIFY), tmp_path)

    assert letter_words(letter) in words
    assert "张晓䶮" in words
    assert "日期2021年7月15日地点山西省阳泉市平定县" in words
    assert "7K3F-92QD-XM4A" in words
    assert (
        f"YQ2021S-C-0137，第1版，文本指纹{letter.fingerprint}".replace(" ", "") in words
    )


def test_a_minors_letter_prints_the_fifteenth_clause(facts, signature, tmp_path):
    letter = render_letter(STUDENT_V1, replace(facts, is_minor=True, mentor="王建国"))
    guardian = replace(signature, role="监护人", name="张卫东", strokes=None)

    words = printed_words(typeset(letter, [signature, guardian], **VERIFY), tmp_path)

    assert letter_words(letter) in words
    assert f"15.{STUDENT_V1.minor_clauses[0]}" in words


def test_a_typed_name_is_printed_and_said_to_be_typed(letter, signature, tmp_path):
    pdf = typeset(letter, [replace(signature, strokes=None)], **VERIFY)

    assert "承诺人张晓䶮方式打字签署日期2021年7月15日" in printed_words(pdf, tmp_path)


def test_a_drawn_name_is_not_said_to_be_typed(letter, signature, tmp_path):
    pdf = typeset(letter, [signature], **VERIFY)

    assert "打字签署" not in printed_words(pdf, tmp_path)
    assert pdf != typeset(letter, [replace(signature, strokes=None)], **VERIFY)


def test_without_signatures_there_is_a_line_to_sign_on(letter, tmp_path):
    words = printed_words(typeset(letter, [], **VERIFY), tmp_path)

    assert "签名姓名日期年月日地点" in words


def test_the_day_is_the_one_in_china(letter, signature, tmp_path):
    late = replace(signature, signed_at=datetime(2021, 7, 15, 17, 0, tzinfo=UTC))

    words = printed_words(typeset(letter, [late], **VERIFY), tmp_path)

    assert "日期2021年7月16日" in words


def test_a_time_without_a_zone_is_refused(signature):
    with pytest.raises(ValueError, match="time zone"):
        replace(signature, signed_at=datetime(2021, 7, 15))


def test_a_long_letter_goes_on_to_a_second_page(letter, signature, tmp_path):
    longer = replace(letter, clauses=letter.clauses * 3)

    words = printed_words(typeset(longer, [signature], **VERIFY), tmp_path)

    assert "第2页，共2页" in words


def test_every_font_is_embedded(letter, signature, tmp_path):
    pdf = typeset(letter, [signature], **VERIFY)

    rows = poppler(tmp_path, pdf, "pdffonts", "PDF").splitlines()[2:]

    assert {row.split()[0].split("+")[1].split("-")[0] for row in rows} == {
        "NotoSerifSC",
        "NotoSansSC",
    }
    assert all(re.search(r"\byes yes yes\b", row) for row in rows)


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("张😀", "😀（U+1F600）"),
        ("张\ue000", "□（U+E000）"),
        ("张\u200b三", "□（U+200B）"),
        ("张\n三", "□（U+000A）"),
        ("𠮷𠮷", "𠮷（U+20BB7）"),
    ],
)
def test_a_character_the_fonts_lack_is_named(facts, signature, name, named):
    letter = render_letter(STUDENT_V1, replace(facts, student=name))

    with pytest.raises(MissingGlyph) as refusal:
        typeset(letter, [signature], **VERIFY)

    assert str(refusal.value) == (
        f"字体里没有这些字，印不出来：{named}。请联系团委处理。"
    )


def test_a_signers_name_is_looked_at_too(letter, signature):
    with pytest.raises(MissingGlyph, match="😀"):
        typeset(letter, [replace(signature, name="😀")], **VERIFY)


def test_a_folder_without_our_fonts_is_an_error(tmp_path):
    with pytest.raises(FontMissing, match="Noto Sans SC, Noto Serif SC"):
        fonts_in([tmp_path])


@pytest.mark.parametrize("content", [b"", b"OTTO\0\0" + b"\0" * 20, None])
def test_a_file_that_is_no_font_is_an_error(tmp_path, content):
    path = tmp_path / "broken.otf"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(FontMissing, match=r"broken\.otf"):
        coverage(path)
