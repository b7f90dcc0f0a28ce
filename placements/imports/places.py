"""Districts and townships as people write them."""

import re
from collections.abc import Iterator, Mapping

from .cells import BadCell, plain, short

CITY_DIRECT = "市直"
_CITY_DIRECT_SPELLINGS = frozenset(
    {"市直", "市直单位", "市直机关", "市直属", "市本级", "阳泉市直", "阳泉市市直"}
)


class Places:
    """Knows every district and township of one city by all their usual names."""

    def __init__(
        self,
        districts: Mapping[str, str],
        townships: Mapping[str, Mapping[str, str]],
    ) -> None:
        self._district_names = {code: name for name, code in districts.items()}
        self._districts = {
            spelling: code
            for name, code in districts.items()
            for spelling in _district_spellings(name)
        }
        self._townships = {
            code: _townships_by_spelling(names) for code, names in townships.items()
        }

    def district(self, value: object) -> str:
        """The district's code, or 市直."""
        word = plain(value)
        if not word:
            raise BadCell("请填写所在县区；市直单位填“市直”。")
        if word in _CITY_DIRECT_SPELLINGS:
            return CITY_DIRECT
        code = self._districts.get(word) or self._districts.get(_without_city(word))
        if code is None:
            raise BadCell(
                f"“{short(word)}”不是阳泉的县区，请改为{self._district_options()}之一。"
            )
        return code

    def township(self, value: object, district: str | None) -> str | None:
        """The township's code; None when it cannot be judged without a district."""
        word = plain(value)
        if not word:
            raise BadCell("请填写乡镇或街道的全称。")
        if district is None:
            return None
        found = self._found(self._bare_township(word))
        inside = found if district == CITY_DIRECT else found & self._of(district)
        if not found:
            raise BadCell(f"没有找到“{short(word)}”，请按代码表写乡镇或街道的全称。")
        if not inside:
            raise BadCell(self._elsewhere(word, found, district))
        if len(inside) > 1:
            raise BadCell(f"“{short(word)}”不止一处，请写全称（带“街道”“镇”或“乡”）。")
        return inside.pop()

    def _found(self, word: str) -> set[str]:
        found: set[str] = set()
        for names in self._townships.values():
            found |= names.get(word, set())
        return found

    def _of(self, district: str) -> set[str]:
        return set().union(*self._townships.get(district, {}).values())

    def _bare_township(self, word: str) -> str:
        word = _without_city(word)
        if self._found(word):
            return word
        for spelling in sorted(self._districts, key=len, reverse=True):
            rest = word.removeprefix(spelling)
            if rest != word and self._found(rest):
                return rest
        return word

    def _elsewhere(self, word: str, found: set[str], district: str) -> str:
        homes = "、".join(
            self._label(code) for code in self._townships if self._of(code) & found
        )
        return (
            f"“{short(word)}”属于{homes}，不属于{self._label(district)}，"
            "请改正县区或乡镇街道。"
        )

    def _label(self, district: str) -> str:
        return min(_district_spellings(self._district_names[district]), key=_by_usage)

    def _district_options(self) -> str:
        return "、".join([CITY_DIRECT, *map(self._label, self._district_names)])


def _by_usage(spelling: str) -> tuple[bool, int]:
    """Sorts the short name that still ends in 区, 县 or 市 first."""
    return not spelling.endswith(("区", "县", "市")), len(spelling)


def _district_spellings(name: str) -> Iterator[str]:
    """A name such as 阳泉高新技术产业开发区(高新区) gives both its halves."""
    word = plain(name)
    yield word
    long, _, rest = word.partition("(")
    yield long
    if rest:
        yield rest.rstrip(")")
    elif len(long) > 2:
        yield long[:-1]


def _without_city(word: str) -> str:
    return re.sub(r"^(\w{2,3}省)?(\w{2,3}市(?!直))?", "", word) or word


def _townships_by_spelling(names: Mapping[str, str]) -> dict[str, set[str]]:
    index: dict[str, set[str]] = {}
    for name, code in names.items():
        for spelling in _township_spellings(plain(name)):
            index.setdefault(spelling, set()).add(code)
    # A full name is never in doubt, even if another place shortens to it.
    return index | {plain(name): {code} for name, code in names.items()}


def _township_spellings(name: str) -> Iterator[str]:
    yield name
    if name.endswith("街道"):
        base = name.removesuffix("街道")
        # 平潭街街道 is also written 平潭街道.
        for stem in {base, base.removesuffix("街")}:
            yield from (stem, f"{stem}街", f"{stem}街道")
            yield from (f"{stem}街道办", f"{stem}街道办事处", f"{stem}街办")
        yield from (f"{name}办", f"{name}办事处")
    elif name.endswith(("镇", "乡")):
        yield from (name[:-1], f"{name}政府", f"{name}人民政府")
