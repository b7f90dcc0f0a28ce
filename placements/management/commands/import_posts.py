import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from accounts.phone import plain_number
from placements.actions.imports import ImportReport, import_posts
from placements.exceptions import RuleViolation
from placements.imports import CellError, UnreadableWorkbook
from placements.models import Season

FAULTY, UNREADABLE = 1, 2


class Command(BaseCommand):
    help = "Check a post collection workbook; with --commit, take it into the season."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the workbook, .xlsx")
        parser.add_argument("--season", required=True, help="code, as in 2021-summer")
        parser.add_argument(
            "--commit", action="store_true", help="import if all is good"
        )
        parser.add_argument(
            "--json", action="store_true", help="print the findings as JSON"
        )
        parser.add_argument(
            "--by",
            metavar="PHONE",
            help="the staff member who imports, with their limits",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_posts(
                options["file"],
                _season(options["season"]),
                by=_importer(options["by"]),
                commit=options["commit"],
                now=timezone.now(),
            )
        except UnreadableWorkbook as unreadable:
            if options["json"]:
                self._print_json(0, 0, [CellError(0, "文件", str(unreadable))])
            raise CommandError(str(unreadable), returncode=UNREADABLE) from unreadable
        except PermissionDenied as refusal:
            raise CommandError("这个人没有导入岗位的权限。") from refusal
        except RuleViolation as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self._print_json(report.rows, report.good, report.errors)
        else:
            self.stdout.write("\n".join(_lines(report)))
        if report.errors:
            sys.exit(FAULTY)

    def _print_json(self, rows: int, good: int, errors) -> None:
        found = {"rows": rows, "good": good, "errors": [asdict(e) for e in errors]}
        self.stdout.write(json.dumps(found, ensure_ascii=False))


def _season(code: str) -> Season:
    season = Season.objects.filter(code=code).first()
    if season is None:
        known = "、".join(Season.objects.newest_first().values_list("code", flat=True))
        raise CommandError(f"没有代码为 {code} 的实践季。已有：{known or '还没有'}。")
    return season


def _importer(phone: str | None) -> User | None:
    if phone is None:
        return None
    user = User.objects.filter(phone=plain_number(phone)).first()
    if user is None:
        raise CommandError(f"没有手机号为 {phone} 的账号。")
    return user


def _lines(report: ImportReport):
    for error in report.errors:
        yield f"第 {error.row} 行 {error.column}：{error.message}"
    if report.errors:
        yield (
            f"{report.rows} 行里 {report.good} 行没有问题，"
            f"有 {len(report.errors)} 处要改。什么也没有导入。"
        )
        return
    done = (
        "已导入" if report.is_committed else "检查通过，还没有导入（加 --commit 导入）"
    )
    yield (
        f"{done}：新增岗位 {report.created} 个、单位 {report.units_created} 家，"
        f"更新岗位 {report.updated} 个、单位 {report.units_updated} 家，"
        f"没有变化的岗位 {report.unchanged} 个。"
    )
