import csv
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from audit.models import Event
from placements.imports import read_workbook
from placements.models import ImportBatch, Post
from tests.factories import SeasonFactory, city_staff, county_staff, open_window
from tests.placements.imports.sheets import DATA, good, lines, workbook

UPLOAD = "/staff/import/"


@pytest.fixture
def season(db):
    season = SeasonFactory(code="2021-summer", name="2021 暑期", year=2021)
    open_window(season, "POST_COLLECTION")
    return season


def upload(client, content, name="岗位征集表.xlsx", **options):
    file = SimpleUploadedFile(name, content)
    return client.post(UPLOAD, {"file": file}, **options)


def sheet(*rows):
    return workbook(lines(*rows)).getvalue()


def uploaded(client, *rows):
    """The batch that an upload made, and the address of its page."""
    response = upload(client, sheet(*rows))
    assert response.status_code == 302
    return ImportBatch.objects.order_by("-id").first(), response.url


# --- the road of a workbook -----------------------------------------------------------


def test_the_2021_workbook_is_checked_shown_and_imported(as_city, season):
    content = (DATA / "post_collection_2021.xlsx").read_bytes()

    here = upload(as_city, content).url
    page = as_city.get(here)

    assert "290 行都没有问题" in page.text
    assert "导入 290 个岗位" in page.text
    assert not Post.objects.exists()

    done = as_city.post(here, follow=True)

    assert Post.objects.count() == 290
    assert "导入好了：新增 290 个岗位" in done.text
    assert "导入 290 个岗位" not in done.text
    assert Event.objects.filter(name="import.commit").count() == 1


def test_the_faulty_workbook_shows_exactly_its_faulty_cells(as_city, season):
    content = (DATA / "post_collection_with_errors.xlsx").read_bytes()

    page = as_city.get(upload(as_city, content).url)

    expected = DATA / "post_collection_with_errors.expected.csv"
    with expected.open(encoding="utf-8") as file:
        cells = [(int(row["row"]), row["column"]) for row in csv.DictReader(file)]
    shown = [(error["row"], error["column"]) for error in page.context["page"]]
    assert shown == cells
    assert "有 15 处要改" in page.text
    assert "请填一个 11 位手机号" in page.text
    assert "btn-primary" not in page.text


def test_a_faulty_batch_cannot_be_committed_by_hand(as_city, season):
    _, here = uploaded(as_city, good(), good(岗位名称="讲解员", 需求人数="若干"))

    response = as_city.post(here)

    assert response.status_code == 409
    assert "需求人数" in response.text
    assert not Post.objects.exists()


def test_a_workbook_that_changes_nothing_offers_no_button(as_city, season):
    as_city.post(uploaded(as_city, good())[1])

    page = as_city.get(uploaded(as_city, good())[1])

    assert "和系统里的完全一样" in page.text
    assert "btn-primary" not in page.text


def test_a_changed_row_is_shown_before_and_after(as_city, season):
    as_city.post(uploaded(as_city, good())[1])

    page = as_city.get(uploaded(as_city, good(需求人数="3"))[1])

    assert "需求人数：2 → 3" in page.text
    assert "导入 1 个岗位" in page.text


def test_a_corrected_unit_alone_is_worth_an_import(as_city, season):
    as_city.post(uploaded(as_city, good())[1])

    page = as_city.get(uploaded(as_city, good(详细地址="新街2号"))[1])

    assert "更新 1 家单位" in page.text


def test_a_batch_is_committed_once(as_city, season):
    _, here = uploaded(as_city, good())
    as_city.post(here)

    again = as_city.post(here)

    assert again.status_code == 409
    assert "已经导入过" in again.text
    assert Event.objects.filter(name="post.import").count() == 1


def test_what_changed_since_the_check_is_found_at_the_commit(as_city, season):
    _, first = uploaded(as_city, good())
    _, second = uploaded(
        as_city, good(单位全称="示例县图书馆", 岗位名称="讲解员")
    )  # the same credit code
    as_city.post(first)

    late = as_city.post(second)

    assert late.status_code == 409
    assert "这个代码已登记为“示例县文化馆”" in late.text
    assert Post.objects.count() == 1


def test_nothing_typed_into_a_cell_becomes_markup_or_formula(as_city, season):
    _, here = uploaded(as_city, good(岗位类别="<script>alert(1)</script>", 备注="=1+1"))

    page = as_city.get(here)

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "会被当作公式" in page.text


def test_many_faults_are_shown_page_by_page(as_city, season):
    rows = [good(岗位名称=f"岗位{n}", 需求人数="若干") for n in range(60)]
    _, here = uploaded(as_city, *rows)

    assert len(as_city.get(here).context["page"]) == 50
    assert len(as_city.get(f"{here}?page=2").context["page"]) == 10


@pytest.mark.parametrize("rows", [3, 30])
def test_a_batch_costs_the_same_however_long(
    as_city, season, rows, django_assert_num_queries
):
    faulty = [good(岗位名称=f"岗位{n}", 需求人数="若干") for n in range(rows)]
    _, here = uploaded(as_city, *faulty)

    with django_assert_num_queries(6):
        assert len(as_city.get(here).context["page"]) == rows


# --- files nobody can use -------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04broken", "文件已损坏"),
        (b"x" * (50 * 1024 * 1024), "文件有 50 MB，超过 10 MB"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "文件加了密码",
        ),
    ],
    ids=["empty", "damaged", "50 MB", "encrypted"],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(
    as_city, season, content, sentence
):
    response = upload(as_city, content)

    assert response.status_code == 422
    assert response.context["form"].errors["file"][0].startswith(sentence)
    assert sentence in response.text
    assert not ImportBatch.objects.exists()


def test_without_a_file_the_field_asks_for_one(as_city, season):
    response = as_city.post(UPLOAD)

    assert response.status_code == 422
    assert response.context["form"].errors == {"file": ["选一个文件。"]}


# --- who may --------------------------------------------------------------------------


def test_the_file_is_kept_under_a_random_name(as_city, season):
    batch, _ = uploaded(as_city, good())

    assert batch.filename == "岗位征集表.xlsx"
    assert "岗位" not in batch.file.name
    assert default_storage.exists(batch.file.name)
    with batch.file.open("rb") as file:
        assert read_workbook(file).header_row == 1


def test_a_county_sees_its_own_uploads_and_not_the_citys(client, season):
    client.force_login(city_staff())
    _, citys = uploaded(client, good())
    client.force_login(county_staff("团平定县委"))
    _, own = uploaded(client, good())

    assert client.get(citys).status_code == 404
    assert client.post(citys).status_code == 404
    assert client.get(own).status_code == 200
    assert [b.pk for b in client.get(UPLOAD).context["recent"]] == [
        ImportBatch.objects.latest("id").pk
    ]

    client.force_login(county_staff("团平定县委"))
    assert client.get(own).status_code == 200
    client.force_login(county_staff("团盂县委"))
    assert client.get(own).status_code == 404
    client.force_login(city_staff())
    assert client.get(own).status_code == 200


def test_a_county_cannot_bring_in_another_countys_posts(client, season):
    client.force_login(county_staff("团盂县委"))
    _, here = uploaded(client, good())

    assert "归团平定县委管" in client.get(here).text
    assert client.post(here).status_code == 409
    assert not Post.objects.exists()


def test_readers_import_nothing(as_auditor, season):
    assert as_auditor.get(UPLOAD).status_code == 403
    assert upload(as_auditor, sheet(good())).status_code == 403
    assert as_auditor.get(f"{UPLOAD}template/").status_code == 403


def test_students_and_visitors_do_not_come_here(client, as_student, season):
    assert as_student.get(UPLOAD).status_code == 403
    client.logout()
    assert client.get(UPLOAD).status_code == 302


def test_the_template_lists_the_districts_of_its_reader(as_county, season):
    response = as_county.get(f"{UPLOAD}template/")

    content = b"".join(response.streaming_content)
    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert content.startswith(b"PK")
    offered = codes_of(content)
    assert {"平定县", "冠山镇"} <= offered
    assert not {"盂县", "秀水镇"} & offered


def codes_of(content):
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    rows = book.get_sheet_by_name("说明与代码表").to_python()
    return {str(cell) for row in rows for cell in row[3:]}
