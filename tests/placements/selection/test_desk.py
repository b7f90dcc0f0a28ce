import pytest
from django.urls import reverse

from tests.placements.rounds import Scene, six_students

pytestmark = pytest.mark.django_db
DESK = "placements:staff-round"


@pytest.fixture
def scene():
    return six_students()


@pytest.fixture
def look(client, scene):
    scene.run()
    client.force_login(scene.first)

    def look(**chosen):
        return client.get(reverse(DESK), chosen).context

    return look


def titles(column):
    return [row.title for row in column.rows]


def marks(column):
    return [(row.title, row.mark) for row in column.rows]


def test_the_numbers_tell_the_leftovers_apart(look):
    stats = look()["stats"]

    assert [(stat["number"], stat["small"]) for stat in stats] == [
        (2, "第 1 志愿 1，第 2 志愿 1"),
        (4, "名额满 1，单位没评 1，都不合适 1，没有有效志愿 1"),
        (3, "单位没评 1，没人填报 1，都不合适 1"),
        (0, "由另一段程序独立核对"),
    ]


def test_each_number_opens_the_rows_it_counted(client, look):
    placed, unplaced, empty, _ = look()["stats"]

    for stat, column in (
        (placed, "students"),
        (unplaced, "students"),
        (empty, "posts"),
    ):
        shown = client.get(reverse(DESK) + stat["url"]).context[column]
        assert len(shown.rows) == stat["number"]


def test_the_most_wanted_post_comes_first_and_is_open(look):
    context = look()

    assert titles(context["posts"])[0] == "甲"
    assert context["posts"].rows[0].current
    assert context["posts"].rows[0].facts[0].startswith("3 人填报，录用线 A 档")
    assert marks(context["students"]) == [
        ("何嘉宁", "录用"),
        ("张晓晨", "去了第 2 志愿"),
        ("武静怡", "名额满"),
    ]


@pytest.mark.parametrize(
    ("posts", "found"),
    [
        ("EMPTY", ["丙", "丁", "戊"]),
        ("NOT_LISTED", ["戊"]),
        ("NOT_GRADED", ["丙"]),
        ("NOT_SUITABLE", ["丁"]),
        ("WENT_ELSEWHERE", []),
    ],
)
def test_posts_are_filtered_by_why_they_are_empty(look, posts, found):
    assert titles(look(posts=posts)["posts"]) == found


@pytest.mark.parametrize(
    ("left", "found"),
    [
        ("PLACED", {"何嘉宁", "张晓晨"}),
        ("UNPLACED", {"武静怡", "高志远", "任文博", "刘一帆"}),
        ("FULL", {"武静怡"}),
        ("NOT_GRADED", {"高志远"}),
        ("NOT_SUITABLE", {"任文博"}),
        ("NO_WISH", {"刘一帆"}),
    ],
)
def test_students_are_filtered_by_what_became_of_them(look, left, found):
    assert set(titles(look(left=left)["students"])) == found


def test_a_student_is_found_by_name_or_number(look, scene):
    number = scene.students["刘一帆"].number

    assert titles(look(q="晓晨")["students"]) == ["张晓晨"]
    assert titles(look(q=number.lower())["students"]) == ["刘一帆"]
    assert titles(look(q="没有这人")["students"]) == []


@pytest.mark.parametrize(("title", "mark"), [("丙", "单位没评"), ("丁", "不合适")])
def test_not_judged_and_declined_are_told_apart(look, scene, title, mark):
    [row] = look(post=scene.posts[title].pk)["students"].rows

    assert row.mark == mark


def test_the_explanation_is_what_the_student_will_read(look, scene):
    context = look(student=scene.students["张晓晨"].pk)

    stored = context["result"].reasons
    assert [(line.title, line.is_got) for line in context["lines"]] == [
        ("甲", False),
        ("乙", True),
    ]
    assert context["lines"][0].text == stored[0]["text"]


def test_who_wished_nothing_gets_a_sentence(client, look, scene):
    answer = client.get(reverse(DESK), {"student": scene.students["刘一帆"].pk})

    assert "刘一帆这一轮没有有效志愿" in answer.content.decode()


def test_the_record_says_that_there_is_no_public_value(look):
    record = dict(look()["record"])

    assert record["公共数"] == "这一轮没有公共数，抽签只用锁定前密封的种子。"
    assert "种子" not in record


@pytest.mark.parametrize(
    "asked", [{"post": "x"}, {"posts": "x"}, {"left": "x"}, {"round": "9"}]
)
def test_an_address_no_link_has_is_not_found(client, look, asked):
    assert client.get(reverse(DESK), asked).status_code == 404


def test_long_columns_have_pages(look, monkeypatch):
    monkeypatch.setattr("placements.desk.POSTS_SHOWN", 2)

    first, last = look()["posts"], look(p=3)["posts"]

    assert (len(first.rows), first.before, bool(first.after)) == (2, "", True)
    assert (len(last.rows), bool(last.before), last.after) == (1, True, "")


@pytest.mark.parametrize("count", [3, 30])
def test_the_desk_costs_the_same_however_long(client, count, django_assert_num_queries):
    scene = Scene()
    for i in range(count):
        scene.post(f"岗{i}")
    for i in range(count):
        scene.wish(f"学生{i}", "岗0 A", f"岗{max(i, 1)} B")
    scene.run()
    client.force_login(scene.first)

    with django_assert_num_queries(11):
        client.get(reverse(DESK))
