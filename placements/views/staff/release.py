"""The preview of a release: how many of what will go out, with the words."""

from datetime import datetime, timedelta

from placements import notifications
from placements.models import SelectionResult, SelectionRun, UnitMember


def release_context(run: SelectionRun, now: datetime, *, by) -> dict:
    round_ = run.round
    due = now + timedelta(hours=round_.season.answer_hours)
    stats = run.stats
    return {
        "run": run,
        "due": due,
        "hours": round_.season.answer_hours,
        "stats": [
            {"number": stats["placed"], "label": "份录用，等学生答复"},
            {"number": stats["unplaced"], "label": "人未录用"},
            {"number": run.faults, "label": "处违反规则"},
        ],
        "messages_to_send": _messages(run, due),
        "is_own": round_.sent_by_id == by.pk,
    }


def _messages(run: SelectionRun, due: datetime) -> list[dict]:
    placed = SelectionResult.objects.filter(run=run, post__isnull=False)
    first = (
        placed.order_by("lottery_number", "id")
        .values_list("post__title", "post__unit__name")
        .first()
    )
    found = []
    if first:
        units = placed.order_by().values("post__unit")
        contacts = UnitMember.objects.filter(unit__in=units, valid_until=None)
        found += [
            {
                "count": run.stats["placed"],
                "who": "被录用的学生",
                "how": "站内通知和短信",
                "text": notifications.offered_text(*first, due),
            },
            {
                "count": contacts.count(),
                "who": "单位联系人",
                "how": "站内通知",
                "text": notifications.unit_offered_text(1, due),
            },
        ]
    if run.stats["unplaced"]:
        found.append(
            {
                "count": run.stats["unplaced"],
                "who": "未录用的学生",
                "how": "站内通知",
                "text": notifications.NOT_PLACED,
            }
        )
    return found
