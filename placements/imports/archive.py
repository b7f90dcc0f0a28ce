"""What may be inside an .xlsx before anything reads it: every part is looked at.

The reader (calamine) unpacks all parts and lays a sheet out as one full rectangle,
so a small file can ask for gigabytes. It is given only what was looked at here.
"""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

MAX_UNPACKED = 64 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_SHARED_TEXT = 256 * 1024 * 1024


class DamagedArchive(Exception):
    """The file is not a whole, well-formed .xlsx."""


class OversizedArchive(Exception):
    """Unpacked, the file would be far larger than any real sheet."""


def checked_copy(data: bytes) -> io.BytesIO:
    """The text parts of the archive, each unpacked, measured and found in order."""
    parts = _unpack(data)
    scan = _Scan()
    for part in parts.values():
        scan.read(part)
    scan.refuse_repeated_text()
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    copy.seek(0)
    return copy


def _unpack(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_parts(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ) as broken:
        raise DamagedArchive from broken


def _read_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = [
        info
        for info in archive.infolist()
        if info.filename.lower().endswith((".xml", ".rels"))
    ]
    announced = sum(info.file_size for info in infos)
    if announced > MAX_UNPACKED or len(infos) > MAX_PARTS:
        raise OversizedArchive
    # zipfile never unpacks more of a part than was announced, and checks its sum.
    return {info.filename: archive.read(info) for info in infos}


class _Scan:
    """Walks the parts and refuses cells too far out and text repeated too often."""

    def __init__(self) -> None:
        self._references = 0
        self._longest = 0
        self._running = 0
        self._rows = 0
        self._cells = 0

    def read(self, part: bytes) -> None:
        self._rows = self._running = 0
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._characters
        parser.buffer_text = True
        try:
            parser.Parse(part, True)
        except (expat.ExpatError, LookupError, ValueError) as malformed:
            raise DamagedArchive from malformed

    def refuse_repeated_text(self) -> None:
        if self._references * self._longest > MAX_SHARED_TEXT:
            raise OversizedArchive

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            self._start_row(attributes.get("r", ""))
        elif kind == "c":
            self._start_cell(attributes.get("r", ""))
        elif kind == "si":
            self._running = 0

    def _start_row(self, number: str) -> None:
        # Rows and cells may leave out where they stand; then they count on.
        self._rows += 1
        self._cells = 0
        self._refuse_far("", number)
        self._refuse_far("", str(self._rows))

    def _start_cell(self, reference: str) -> None:
        self._references += 1
        self._cells += 1
        self._running = 0
        self._refuse_far(*_split(reference))
        if self._cells > MAX_COLUMNS:
            raise OversizedArchive

    def _characters(self, text: str) -> None:
        self._running += len(text)
        self._longest = max(self._longest, self._running)

    def _refuse_far(self, letters: str, number: str) -> None:
        if number.isdecimal() and (len(number) > 7 or int(number) > MAX_ROWS):
            raise OversizedArchive
        if len(letters) > 3 or _column(letters) > MAX_COLUMNS:
            raise OversizedArchive


def _split(reference: str) -> tuple[str, str]:
    number = re.sub("^[A-Za-z]+", "", reference)
    return reference.removesuffix(number), number


def _column(letters: str) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place
