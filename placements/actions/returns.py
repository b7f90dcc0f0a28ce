"""What every return for correction owes the person who gets it."""

from placements.exceptions import RuleViolation
from placements.models import ReturnReason


def require_reasons(reasons: list[str], note: str) -> None:
    """At least one coded reason; 其他 alone says nothing, so it needs the text."""
    if not reasons:
        raise RuleViolation("退回要选至少一个原因。")
    if ReturnReason.OTHER in reasons and not note.strip():
        raise RuleViolation("选了其他，要写明改什么。")
