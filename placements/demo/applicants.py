"""246 invented applicants and a few late ones: who they are, what they wish for.

Shares follow the reference season as far as it is known and assumptions where not:
74 % 本科, two of 17 years, 82 % who accept adjustment; wishes lean to offices of the
city, the own county, the own major, and halve every 8 km.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from accounts.models import Degree, PoliticalStatus
from directory.distance import distances_from
from directory.models import Division, University
from placements.demo import SEED
from placements.demo.people import birthdays, id_number, invent_names
from placements.demo.workbook import read
from placements.models import Post, PostCategory, Season, UnitKind

APPLICANTS = 246
LATE = 3  # more of them, of 平定县, whose applications still wait for review
LATE_COUNTY = "140321"
PLACED = 174
MINORS = 2
ACCEPT_ADJUSTMENT = 0.82
HALVES_EVERY_KM = 8
COUNTIES = {"140302": 24, "140303": 18, "140311": 14, "140321": 23, "140322": 19}
DEGREES = {"COLLEGE": 16, "BACHELOR": 71, "MASTER": 12, "DOCTOR": 1}
STATUSES = {"LEAGUE": 78, "PARTY": 7, "PROBATIONARY": 5, "MASSES": 10}
WISH_COUNTS = {1: 15, 2: 35, 3: 30, 4: 12, 5: 8}
# Wishes crowd more than the single leanings say: friends tell each other.
CROWDING = 1.3
# Field of study: weight, majors in it, words of posts it fits.
FIELDS: tuple[tuple[int, tuple[str, ...], str], ...] = (
    (12, ("会计学", "财务管理", "金融学", "统计学"), "统计 数学 经济 会计 财管"),
    (12, ("软件工程", "计算机科学与技术", "电子信息工程"), "计算机 软件 电子 数媒"),
    (
        11,
        ("汉语言文学", "新闻学", "网络与新媒体", "广告学"),
        "中文 新闻 播音 数媒 广告",
    ),
    (10, ("法学", "行政管理", "社会工作", "公共事业管理"), "行政管理 社工 公管 管理"),
    (10, ("小学教育", "汉语国际教育", "学前教育师范"), "师范 教育"),
    (9, ("机械工程", "电气工程及其自动化", "自动化"), "机械 电气"),
    (8, ("护理学", "临床医学", "药学"), "医学"),
    (7, ("市场营销", "电子商务", "人力资源管理"), "电商 市场 人力 管理"),
    (7, ("环境设计", "视觉传达设计", "美术学"), "设计 美术 建筑"),
    (6, ("土木工程", "建筑学", "环境工程"), "土木 建筑"),
    (4, ("安全工程", "采矿工程"), "安全工程"),
    (3, ("农学", "旅游管理"), "农学 旅游"),
    (2, ("历史学", "图书馆学", "档案学"), "历史 图书馆 文博 档案"),
)
CLAIMS = (
    "在学生会做过两年文书，会排版。",
    "会剪辑和写脚本，想学现场拍摄。",
    "做过社区志愿服务，普通话好。",
    "参加过数学建模，熟悉表格和统计软件。",
    "运营过社团公众号。",
    "喜欢和老人孩子打交道，有耐心。",
    "家在阳泉，想了解家乡的基层工作。",
    "会修图和做海报，能出现场。",
)
SKILLS = ("视频剪辑", "文案", "摄影", "篮球", "美术设计", "编程", "支教", "外语")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Everything one invented student types in."""

    phone: str
    name: str
    gender: str
    id_number: str
    county: str
    township: Division
    university: University
    major: str
    fits: tuple[str, ...]
    degree: str
    entry_year: int
    graduates_on: date
    status: str
    introduction: str
    skills: tuple[str, ...]
    age: int


def _pick(random: Random, weights: dict) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def invent_applicants(first_day: date) -> list[Applicant]:
    random = Random(SEED)  # noqa: S311 - the same demo everywhere, nothing secret
    genders = random.choices("FM", (58, 42), k=APPLICANTS + LATE)
    names = invent_names(random, genders)
    universities = _universities(random)
    townships = list(Division.objects.townships().select_related("parent"))
    adults = birthdays(
        random, _years_before(first_day, 26), _years_before(first_day, 18)
    )
    minors = birthdays(
        random, _years_before(first_day, 18), _years_before(first_day, 17)
    )
    return [
        _applicant(
            random,
            number,
            names[number],
            genders[number],
            next(minors) + timedelta(days=1) if number < MINORS else next(adults),
            universities[number],
            townships,
            first_day,
        )
        for number in range(APPLICANTS + LATE)
    ]


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def _universities(random: Random) -> list[University]:
    """The 174 of the reference season's universities first, then as they lie."""
    by_name = {university.name: university for university in University.objects.all()}
    shares = {row["name"]: int(row["placed_students_replay"]) for row in _shares()}
    first = [by_name[name] for name, share in shares.items() for _ in range(share)]
    rest = random.choices(
        [by_name[name] for name in shares],
        list(shares.values()),
        k=APPLICANTS + LATE - PLACED,
    )
    return random.sample(first, len(first)) + rest


def _shares() -> list[dict[str, str]]:
    return read("university_shares.csv")


def _applicant(
    random: Random,
    number: int,
    name: str,
    gender: str,
    born: date,
    university: University,
    townships: list[Division],
    first_day: date,
) -> Applicant:
    county = LATE_COUNTY if number >= APPLICANTS else _pick(random, COUNTIES)
    age = (first_day - born).days // 365
    degree = _degree(random, age)
    _, majors, fits = random.choices(FIELDS, [field[0] for field in FIELDS])[0]
    entry_year = first_day.year - random.randint(1, 2)
    return Applicant(
        phone=f"1990000{6000 + number}",
        name=name,
        gender=gender,
        id_number=id_number(county, born),
        county=county,
        township=random.choice([t for t in townships if t.parent_id == county]),
        university=university,
        major=random.choice(majors),
        fits=tuple(fits.split()),
        degree=degree,
        entry_year=entry_year,
        graduates_on=date(first_day.year + random.randint(1, 3), 7, 1),
        status=PoliticalStatus(_pick(random, STATUSES)).value,
        introduction=random.choice(CLAIMS),
        skills=tuple(random.sample(SKILLS, random.randint(0, 2))),
        age=age,
    )


def _degree(random: Random, age: int) -> str:
    """Nobody of seventeen is a doctor: degrees above 本科 need some years."""
    degree = _pick(random, DEGREES)
    older = {Degree.MASTER: 21, Degree.DOCTOR: 24}
    return degree if age >= older.get(Degree(degree), 0) else Degree.BACHELOR.value


class WishMaker:
    """Draws the wishes of one applicant after another."""

    def __init__(self, season: Season, random: Random) -> None:
        self.random = random
        self.posts = list(
            Post.objects.published()
            .filter(season=season)
            .with_unit()
            .order_by("unit__name", "title")
        )
        places = list(Division.objects.townships())
        self.km = {place.code: distances_from(place, places) for place in places}

    def wishes(self, applicant: Applicant) -> Iterator[Post]:
        open_to = [
            post
            for post in self.posts
            if post.takes_degree(applicant.degree)
            and (applicant.age >= 18 or post.takes_minors)
        ]
        weights = [self._weight(applicant, post) for post in open_to]
        wanted = int(_pick(self.random, WISH_COUNTS))
        chosen: list[int] = []
        while len(chosen) < wanted:
            post = self.random.choices(range(len(open_to)), weights)[0]
            if post not in chosen:
                chosen.append(post)
        return (open_to[index] for index in chosen)

    def _weight(self, applicant: Applicant, post: Post) -> float:
        weight = 1.0
        kind, category = post.unit.kind, post.category
        if post.managing_committee.is_city and kind == UnitKind.PARTY_GOVERNMENT:
            weight *= 3
        if category == PostCategory.NEW_MEDIA:
            weight *= 1.5
        if post.managing_committee.division_id == applicant.county:
            weight *= 2
        if any(word in post.majors for word in applicant.fits):
            weight *= 2.5
        km = self.km[applicant.township.code].get(post.township_id, 30)
        return (weight * 0.5 ** (km / HALVES_EVERY_KM)) ** CROWDING
