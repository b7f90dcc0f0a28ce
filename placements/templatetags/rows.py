"""The parts of a row that are cheaper in Python than in a nested template loop."""

from collections.abc import Iterable
from functools import cache

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from placements.templatetags.icons import state_badge

register = template.Library()

PICK = (
    '<label class="form-check"><input class="form-check-input" type="checkbox" '
    'name="row" value="{}" aria-label="选中：{}"{}></label>'
)
DECIDE = (
    '<div class="d-flex gap-1 justify-content-md-end">'
    '<button type="submit" class="btn btn-quiet" formmethod="post" '
    'formaction="{yes_url}?row={pk}" name="csrfmiddlewaretoken" value="{token}" '
    'aria-label="通过：{title}">通过</button>'
    '<a class="btn btn-quiet" href="{return_url}?row={pk}" '
    'aria-label="退回修改：{title}">退回</a></div>'
)
ABOUT = (
    '<th scope="row"><a href="{}">{}</a><br>'
    '<span class="fw-normal quiet">{}</span></th>'
    '<td data-label="属地">{}</td><td data-label="检查">'
    '<span class="d-inline-flex flex-wrap gap-1">{}</span></td>'
)


@register.simple_tag
def dots(facts: Iterable[str]) -> SafeString:
    """Short facts in one line; the dots between them are drawn by the style sheet."""
    spans = "".join([f"<span>{conditional_escape(fact)}</span>" for fact in facts])
    return mark_safe(f'<p class="dots">{spans}</p>')  # noqa: S308 (escaped above)


@register.simple_tag(takes_context=True)
def queue_rows(context: template.Context) -> SafeString:
    """The rows (``lists.QueueRow``) of ``_queue_table.html``, with their buttons."""
    can_act = context.get("can_act")
    waits = context["queue"].tab.code == "SUBMITTED"
    # Whatever is put into a row is escaped once, here: it stands there several times.
    address = {
        "yes_url": conditional_escape(context.get("yes_url", "")),
        "return_url": conditional_escape(context.get("return_url", "")),
        "token": conditional_escape(context.get("csrf_token", "")),
    }
    badge = cache(lambda finding: state_badge(finding.tone, finding.text))
    drawn = []
    for row in context["rows"]:
        words = (row.url, row.title, row.sub, row.place, row.waited)
        url, title, sub, place, waited = map(conditional_escape, words)
        about = ABOUT.format(url, title, sub, place, "".join(map(badge, row.findings)))
        wait = f'<td data-label="等待">{waited}</td>' if waits else ""
        pick = act = ""
        if can_act:
            chosen = " checked" if row.picked else ""
            box = PICK.format(row.pk, title, chosen) if row.can_act else ""
            decide = DECIDE.format(pk=row.pk, title=title, **address)
            pick = f'<td class="pick">{box}</td>'
            act = f"<td>{decide if row.can_act else ''}</td>"
        drawn.append(f"<tr>{pick}{about}{wait}{act}</tr>\n")
    return mark_safe("".join(drawn))  # noqa: S308 (each part is escaped)
