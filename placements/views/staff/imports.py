"""Taking in a workbook of posts: upload, look at what was found, import."""

from io import BytesIO

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import territory_of
from directory.models import Division
from placements.actions.imports import commit_batch, upload_workbook
from placements.chinese_dates import moment
from placements.exceptions import RuleViolation
from placements.forms.staff_import import WorkbookForm
from placements.imports import UnreadableWorkbook, write_template
from placements.models import ImportBatch
from placements.views.answers import done, refuse
from placements.views.season import staff_season
from placements.views.staff.pages import PER_PAGE, acting_staff, staff_render

STAGE = "岗位征集"
RECENT = 10


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@acting_staff
def import_upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _upload_page(request, WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    try:
        batch = upload_workbook(
            form.cleaned_data["file"],
            staff_season(request),
            by=request.user,
            filename=form.filename,
        )
    except UnreadableWorkbook as unreadable:
        form.add_error("file", str(unreadable))
        return _upload_page(request, form, status=422)
    return redirect("placements:staff-import-batch", batch.pk)


def _upload_page(
    request: HttpRequest, form: WorkbookForm, *, status: int = 200
) -> HttpResponse:
    recent = (
        ImportBatch.objects.for_staff(request.user)
        .filter(season=staff_season(request))
        .select_related("uploaded_by")
        .order_by("-id")
    )
    context = {"form": form, "recent": recent[:RECENT]}
    return staff_render(request, "import.html", STAGE, context, status=status)


@require_GET
@acting_staff
def import_template(request: HttpRequest) -> FileResponse:
    """The empty sheet with the lists of this person's own districts."""
    districts = Division.objects.districts()
    territory = territory_of(request.user)
    if not territory.acts_for_all:
        districts = districts.filter(committee__in=territory.acts_for)
    townships = Division.objects.townships().filter(parent__in=districts)
    file = BytesIO()
    write_template(
        file,
        districts=[district.short_name for district in districts],
        townships=[township.name for township in townships],
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="岗位征集表.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@acting_staff
def import_batch(request: HttpRequest, pk: int) -> HttpResponse:
    batches = ImportBatch.objects.for_staff(request.user)
    batch = get_object_or_404(batches.select_related("season", "uploaded_by"), pk=pk)
    if request.method != "POST":
        return _batch_page(request, batch)
    here = reverse("placements:staff-import-batch", args=[pk])
    try:
        report = commit_batch(batch, by=request.user, now=timezone.now())
    except RuleViolation as refusal:
        return refuse(request, refusal, back=here)
    if not report.is_committed:
        batch.refresh_from_db()
        return _batch_page(request, batch, status=409)
    sentence = (
        f"导入好了：新增 {report.created} 个岗位，更新 {report.updated} 个，"
        f"{report.unchanged} 个没有变化。"
    )
    return done(request, sentence, here)


def _batch_page(
    request: HttpRequest, batch: ImportBatch, *, status: int = 200
) -> HttpResponse:
    """What is wrong, or else what would change; long lists page by page."""
    rows = batch.errors or batch.summary["changes"]
    context = {
        "batch": batch,
        "title": _title(batch),
        "stats": _stats(batch),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "action": _action(batch),
        "posts_url": reverse("placements:staff-post-list"),
    }
    return staff_render(request, "import_batch.html", STAGE, context, status=status)


def _title(batch: ImportBatch) -> str:
    if batch.errors:
        return f"有 {len(batch.errors)} 处要改"
    if batch.committed_at:
        return f"{moment(batch.committed_at)} 已导入"
    return f"{batch.rows} 行都没有问题"


def _stats(batch: ImportBatch) -> list[dict]:
    found = batch.summary
    if batch.errors:
        return [
            {"number": batch.rows, "label": "行岗位"},
            {"number": found["good"], "label": "行没有问题"},
            {"number": batch.rows - found["good"], "label": "行要改"},
        ]
    return [
        {
            "number": found["created"],
            "label": "个新岗位",
            "small": _unless_none(found["units_created"], "家新单位"),
        },
        {
            "number": found["updated"],
            "label": "个岗位更新",
            "small": _unless_none(found["units_updated"], "家单位改资料"),
        },
        {"number": found["unchanged"], "label": "个岗位不变"},
    ]


def _unless_none(number: int, label: str) -> str:
    return f"{number} {label}" if number else ""


def _action(batch: ImportBatch) -> str:
    """The words on the button; none when there is nothing to import."""
    found = batch.summary
    if batch.errors or batch.committed_at:
        return ""
    if posts := found["created"] + found["updated"]:
        return f"导入 {posts} 个岗位"
    if units := found["units_updated"]:
        return f"更新 {units} 家单位"
    return ""
