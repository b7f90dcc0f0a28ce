"""The letter as a PDF: the same input gives the same bytes, on any machine."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Literal, cast

import segno
import typst

from placements.letters.canonical import canonical_json
from placements.letters.codes import group_code
from placements.letters.fonts import letter_fonts, require_glyphs
from placements.letters.strokes import Strokes, strokes_svg
from placements.letters.text import LetterText, chinese_date

TEMPLATE = Path(__file__).with_name("letter.typ")
Standard = Literal["a-2a", "1.7"]
CHINA = timezone(timedelta(hours=8))


class TypesettingFailed(RuntimeError):
    """The page could not be set, or only with a warning, which is no better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signer as printed. Without ``strokes`` the name was typed, not drawn."""

    role: str
    name: str
    signed_at: datetime
    place: str = ""
    strokes: Strokes | None = None

    def __post_init__(self) -> None:
        if self.signed_at.tzinfo is None:
            raise ValueError("signed_at needs a time zone: the printed day hangs on it")

    @property
    def signed_on(self) -> date:
        return self.signed_at.astimezone(CHINA).date()


def typeset(
    letter: LetterText,
    signatures: Sequence[Signature],
    *,
    verify_code: str,
    verify_url: str,
) -> bytes:
    """PDF/A-2a on A4; without signatures, the sheet to be signed by hand."""
    data = {
        "letter": letter.as_dict(),
        "fingerprint": letter.fingerprint,
        "signatures": [_printed(signature) for signature in signatures] or [_by_hand()],
        "date": _document_date(signatures),
        "code": group_code(verify_code),
        "url": verify_url,
        "qr": _qr_svg(verify_url),
    }
    require_glyphs(_words(letter, data))
    # Archival, and tagged so that it can be read aloud. It demands a date: the sheet to
    # be signed by hand has none yet, and is no record either.
    standard: Standard = "a-2a" if signatures else "1.7"
    return _compile(canonical_json(data), standard=standard)


def _compile(data: str, *, standard: Standard) -> bytes:
    # A compiler is not shared: it refuses to be used by two threads at once, and making
    # one is cheap once the fonts are known.
    compiler = typst.Compiler(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=letter_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
    )
    pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=standard)
    if warnings:
        raise TypesettingFailed("; ".join(warning.message for warning in warnings))
    return cast("bytes", pdf)


def _printed(signature: Signature) -> dict[str, str]:
    printed = {
        "method": "typed",
        "role": signature.role,
        "name": signature.name,
        "date": chinese_date(signature.signed_on),
        "place": signature.place,
    }
    if signature.strokes is not None:
        printed |= {"method": "drawn", "svg": strokes_svg(signature.strokes)}
    return printed


def _by_hand() -> dict[str, str]:
    gap = "\u3000\u3000\u3000"
    return {
        "method": "by hand",
        "role": "签名",
        "name": "",
        "date": f"{gap}年{gap}月{gap}日",
        "place": "",
    }


def _document_date(signatures: Sequence[Signature]) -> dict[str, int] | None:
    """The day of the last signature: the clock of this machine has no say."""
    if not signatures:
        return None
    day = max(signature.signed_on for signature in signatures)
    return {"year": day.year, "month": day.month, "day": day.day}


def _qr_svg(url: str) -> str:
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, border=0, dark="#1c1a19"
    )
    return out.getvalue().decode()


def _words(letter: LetterText, data: dict) -> str:
    signed = [
        signature[part]
        for signature in data["signatures"]
        for part in ("role", "name", "date", "place")
    ]
    return "".join((letter.words, data["code"], *signed))
