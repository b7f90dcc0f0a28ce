"""The inbox: the same page for every role. Looking at it changes nothing."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from notices.inbox import read_notice, read_notices_up_to
from notices.models import Notice

PER_PAGE = 20


@require_GET
def inbox(request: SignedInRequest) -> HttpResponse:
    notices = Notice.objects.for_user(request.user)
    page = Paginator(notices.newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "newest": page[0] if len(page) else None,
        "unread": notices.unread().count(),
    }
    return render(request, "notices/inbox.html", context)


@require_POST
def notice_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go where the notice leads; a POST, because it is then known to be read."""
    notice = get_object_or_404(Notice.objects.for_user(request.user), pk=pk)
    read_notice(notice, by=request.user)
    return redirect(notice.url or "notices:inbox")


@require_POST
def notices_read(request: SignedInRequest, pk: int) -> HttpResponse:
    newest = get_object_or_404(Notice.objects.for_user(request.user), pk=pk)
    read_notices_up_to(newest, by=request.user)
    return redirect("notices:inbox")
