"""How a view answers a refusal: one sentence, an honest status, and a way out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from placements.exceptions import RuleViolation


def refuse(request: HttpRequest, refusal: RuleViolation, *, back: str) -> HttpResponse:
    """409 with the rule's own sentence and a link ``back``."""
    context = {"reason": str(refusal), "back": back}
    return render(request, "409.html", context, status=409)


def done(request: HttpRequest, sentence: str, to: str) -> HttpResponse:
    """Say what happened on the page that comes next."""
    messages.success(request, sentence)
    return redirect(to)
