import pytest

from placements.imports import CITY_DIRECT

from .sheets import DISTRICTS, TOWNSHIPS, only_fault, only_row

ZONE = "1403GX"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("平定县", "140321"),
        ("平定", "140321"),
        ("阳泉市平定县", "140321"),
        ("山西省阳泉市平定县", "140321"),
    ],
)
def test_a_district_is_known_by_its_usual_names(written, code):
    assert only_row(所在县区=written).district == code


@pytest.mark.parametrize("written", ["高新区", "阳泉高新技术产业开发区"])
def test_the_zone_is_known_by_both_its_names(written):
    row = only_row(所在县区=written, 乡镇街道="开发区")

    assert (row.district, row.township) == (ZONE, "140311400")


@pytest.mark.parametrize("written", ["市直", "市直单位", "阳泉市直"])
def test_a_unit_of_the_city_may_sit_in_any_township(written):
    row = only_row(所在县区=written, 乡镇街道="秀水镇")

    assert (row.district, row.township) == (CITY_DIRECT, "140322100")


@pytest.mark.parametrize(("written", "why"), [("迎泽区", "不是阳泉"), ("", "请填写")])
def test_an_unknown_district_is_the_only_fault_of_its_place(written, why):
    assert why in only_fault("所在县区", written)


@pytest.mark.parametrize(
    "written",
    ["上站街道", "上站街", "上站", "上站街道办事处", "上站街道办", "城区上站街道"],
)
def test_a_street_office_is_known_by_its_usual_names(written):
    assert only_row(所在县区="城区", 乡镇街道=written).township == "140302001"


@pytest.mark.parametrize(
    "written", ["平潭街街道", "平潭街道", "平潭街", "平潭街街道办"]
)
def test_a_street_named_street_is_known_by_its_usual_names(written):
    assert only_row(所在县区="矿区", 乡镇街道=written).township == "140303001"


@pytest.mark.parametrize(
    "written", ["冠山镇", "冠山", "冠山镇人民政府", "平定县冠山镇"]
)
def test_a_town_is_known_by_its_usual_names(written):
    assert only_row(乡镇街道=written).township == "140321100"


def test_every_official_name_gives_its_own_code():
    for name, district in DISTRICTS.items():
        for township, code in TOWNSHIPS[district].items():
            row = only_row(所在县区=name, 乡镇街道=township)
            assert (row.district, row.township) == (district, code)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "请填写"),
        ("不存在镇", "没有找到"),
        ("秀水镇", "属于盂县，不属于平定县"),
    ],
)
def test_a_township_that_cannot_be_is_refused(written, why):
    assert why in only_fault("乡镇街道", written)


def test_a_short_name_of_two_places_is_refused():
    assert "不止一处" in only_fault("乡镇街道", "义井", 所在县区="城区")
