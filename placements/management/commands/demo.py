"""`manage.py demo`: make the demo season and serve it."""

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser

from placements.demo import CITY, COUNTY, HOST, PASSWORD, SECOND_CITY, STUDENT
from placements.demo.season import (
    make_people,
    make_season,
    make_summer_2021,
    plan_around_today,
    standing_season,
)
from placements.demo.serving import serve

SIGN_INS = (
    (STUDENT, "学生"),
    (HOST, "实践单位"),
    (COUNTY, "县区团委"),
    (CITY, "团市委"),
    (SECOND_CITY, "团市委，第二个人"),
)


class Command(BaseCommand):
    help = "装好演示数据并打开网站。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="只准备，不打开")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, no_serve: bool, port: int, **options) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "演示账号的密码人人知道，只能在 DEBUG=1 时创建。这里没有改动任何东西。"
            )
        call_command("migrate", verbosity=0)
        self._prepare()
        self._print_sign_ins(port)
        if not no_serve:
            serve(port)

    def _prepare(self) -> None:
        people = make_people()
        season = standing_season()
        if season:
            plan_around_today(season, by=people[CITY])
            return
        make_summer_2021(people[CITY])
        for step in make_season(people):
            self.stdout.write(f"· {step}")
            self.stdout.flush()

    def _print_sign_ins(self, port: int) -> None:
        self.stdout.write(
            f"\n打开 http://localhost:{port}/\n用密码登录，密码都是 {PASSWORD}："
        )
        for phone, role in SIGN_INS:
            self.stdout.write(f"  {phone}  {role}")
        self.stdout.write("短信验证码会打印在这里。按 Ctrl-C 结束。\n")
        self.stdout.flush()
