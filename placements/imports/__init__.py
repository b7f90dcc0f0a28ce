"""Reading the workbooks offices send into checked plain rows; no database here."""

from .places import CITY_DIRECT
from .posts import CellError, ParsedWorkbook, PostRow, parse_posts
from .template import write_posts_workbook, write_template
from .workbook import Sheet, UnreadableWorkbook, read_workbook

__all__ = [
    "CITY_DIRECT",
    "CellError",
    "ParsedWorkbook",
    "PostRow",
    "Sheet",
    "UnreadableWorkbook",
    "parse_posts",
    "read_workbook",
    "write_posts_workbook",
    "write_template",
]
