import json
from xml.etree import ElementTree

import pytest

from placements.letters.strokes import BadStrokes, read_strokes, strokes_svg


def zigzag(points):
    return [[at % 300, (at * 7) % 170, at] for at in range(points)]


def test_strokes_are_read_from_the_browser_and_from_the_database(drawn):
    sent = read_strokes(json.dumps(drawn))

    assert sent[0][:2] == ((62.0, 62.0, 0.0), (88.4, 57.0, 16.0))
    assert [len(stroke) for stroke in sent] == [4, 3, 1]
    assert read_strokes(json.loads(json.dumps(sent))) == sent


@pytest.mark.parametrize("raw", ["[]", []])
def test_an_empty_pad_is_no_signature(raw):
    with pytest.raises(BadStrokes, match="还没有签名"):
        read_strokes(raw)


@pytest.mark.parametrize(
    "raw",
    [
        [[[10, 10, 0]]],
        [[[10, 10, 0], [11, 11, 1]], [[12, 12, 3]]],
        [[[10 + at % 2, 10, at] for at in range(100)]],
    ],
    ids=["a dot", "a speck", "a scribble on one spot"],
)
def test_a_dot_is_no_signature(raw):
    with pytest.raises(BadStrokes, match="只看到一个点"):
        read_strokes(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "{}",
        "null",
        "[[[1,2",
        "[1]",
        "[[1]]",
        "[[]]",
        "[[[1,2]]]",
        "[[[1,2,3,4]]]",
        '[[["1",2,3]]]',
        "[[[true,2,3]]]",
        "[[[1,2,null]]]",
        "[[[1,2,-3]]]",
        "[[[1,2,1e400]]]",
        "[" * 100_000,
    ],
)
def test_what_is_not_strokes_is_refused(raw):
    with pytest.raises(BadStrokes, match="没有传完整"):
        read_strokes(raw)


@pytest.mark.parametrize(
    ("x", "y"), [(-0.1, 5), (340.1, 5), (5, 176.1), (float("nan"), 5), (10**400, 5)]
)
def test_a_point_beyond_the_pad_is_refused(x, y):
    with pytest.raises(BadStrokes, match="框外"):
        read_strokes([[[10, 10, 0], [x, y, 1]]])


def test_two_hundred_strokes_are_taken_and_one_more_is_not():
    assert len(read_strokes([zigzag(5)] * 200)) == 200
    with pytest.raises(BadStrokes, match="最多200笔"):
        read_strokes([zigzag(5)] * 201)


def test_five_thousand_points_are_taken_and_one_more_is_not():
    assert len(read_strokes([zigzag(5_000)])[0]) == 5_000
    with pytest.raises(BadStrokes, match="签名太大"):
        read_strokes([zigzag(5_001)])


def test_a_flood_is_refused_unread():
    with pytest.raises(BadStrokes, match="签名太大"):
        read_strokes("[" + " " * 300_000 + "]")


def test_the_drawing_holds_every_stroke_and_nothing_else(drawn):
    svg = ElementTree.fromstring(strokes_svg(read_strokes(drawn)))
    (path,) = svg

    assert path.tag == "{http://www.w3.org/2000/svg}path"
    assert path.get("d") == (
        "M62 62Q88.4 57 87.2 60.6Q86 64.2 76 70.1L66 76"
        "M104 54Q100 96 96 108L92 120"
        "M200 60h.1"
    )


@pytest.mark.parametrize(
    ("strokes", "box"),
    [
        ([[[0, 60, 0], [340, 100, 9]]], (-4, 11.32, 348, 137.37)),
        ([[[100, 0, 0], [120, 176, 9]]], (96, -4, 466.13, 184)),
        ([[[10, 10, 0], [40, 20, 9]]], (6, -18.55, 170, 67.11)),
    ],
    ids=["wide", "tall", "small, and stays so"],
)
def test_a_signature_stands_at_the_left_of_its_frame(strokes, box):
    svg = ElementTree.fromstring(strokes_svg(read_strokes(strokes)))

    assert tuple(map(float, svg.get("viewBox").split())) == box
