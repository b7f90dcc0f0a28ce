"""The two fonts a letter is set in, and which characters they can print."""

import struct
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import BinaryIO

import typst
from pylopdf_fonts_zh_cn import sans_path, serif_path

SERIF = "Noto Serif SC"
SANS = "Noto Sans SC"


class FontMissing(RuntimeError):
    """The fonts of the letter are not installed; nothing may be set without them."""


class MissingGlyph(ValueError):
    """Characters no font of ours can print; the message names them."""

    def __init__(self, characters: list[str]) -> None:
        self.characters = characters
        named = "、".join(_named(character) for character in characters)
        super().__init__(f"字体里没有这些字，印不出来：{named}。请联系团委处理。")


@cache
def letter_fonts() -> typst.Fonts:
    return fonts_in([serif_path().parent, sans_path().parent])


def fonts_in(folders: Iterable[Path]) -> typst.Fonts:
    """Ours alone: a letter must not change with the machine it is set on."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=sorted(set(folders)),
    )
    if missing := {SERIF, SANS} - set(fonts.families()):
        raise FontMissing(f"not installed: {', '.join(sorted(missing))}")
    return fonts


def require_glyphs(text: str) -> None:
    """Refuse what would be printed as an empty box: typst says nothing about it."""
    covers = [coverage(serif_path()), coverage(sans_path())]
    missing = [
        character
        for character in dict.fromkeys(text)
        if not any(cover.has(ord(character)) for cover in covers)
    ]
    if missing:
        raise MissingGlyph(missing)


class Coverage:
    """Code points a font has a glyph for, as sorted ranges."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in ranges]
        self._ends = [end for _, end in ranges]

    def has(self, code_point: int) -> bool:
        at = bisect_right(self._starts, code_point) - 1
        return at >= 0 and code_point <= self._ends[at]


@cache
def coverage(path: Path) -> Coverage:
    """Read from the font's ``cmap``, subtable format 12 (OpenType 1.9, cmap)."""
    try:
        with path.open("rb") as font:
            return Coverage(_format_12(font, _table(font, b"cmap")))
    except (OSError, struct.error) as error:
        raise FontMissing(f"cannot read {path.name}: {error}") from error


def _table(font: BinaryIO, wanted: bytes) -> int:
    (tables,) = struct.unpack(">4xH6x", font.read(12))
    for _ in range(tables):
        tag, offset = struct.unpack(">4s4xI4x", font.read(16))
        if tag == wanted:
            return offset
    raise FontMissing(f"{Path(font.name).name} has no {wanted.decode()} table")


def _format_12(font: BinaryIO, cmap: int) -> list[tuple[int, int]]:
    font.seek(cmap)
    (subtables,) = struct.unpack(">2xH", font.read(4))
    offsets = [struct.unpack(">4xI", font.read(8))[0] for _ in range(subtables)]
    for offset in offsets:
        font.seek(cmap + offset)
        if struct.unpack(">H", font.read(2)) == (12,):
            (groups,) = struct.unpack(">10xI", font.read(14))
            triples = struct.iter_unpack(">III", font.read(12 * groups))
            return [(start, end) for start, end, _ in triples]
    raise FontMissing(f"{Path(font.name).name} has no full Unicode cmap")


def _named(character: str) -> str:
    shown = character if character.isprintable() else "□"
    return f"{shown}（U+{ord(character):04X}）"
