"""Rows of the lists many people open: complete, so drawing them looks nothing up."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class PostRow:
    """A post as `components/post_rows.html` draws it; every word is ready to be shown.

    `mark` is a badge such as 我的第 1 志愿 in the colour of `tone`.
    """

    url: str
    title: str
    unit: str
    demand: str
    facts: Sequence[str]
    seats: str = ""
    tone: str = ""
    mark: str = ""
    mark_icon: str = ""
    current: bool = False
