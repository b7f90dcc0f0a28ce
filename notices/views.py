"""The inbox: the same page for every role. Looking at it changes nothing."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from notices.forms import NoticesReadForm
from notices.inbox import mark_read
from notices.models import Notice

PER_PAGE = 20


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    notices = Notice.objects.for_user(request.user).newest_first()
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("page"))
    unread = [notice for notice in page if notice.read_at is None]
    return render(request, "notices/inbox.html", {"page": page, "unread": unread})


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where the notice leads; a POST, because it is then known to be read."""
    notice = get_object_or_404(Notice.objects.for_user(request.user), pk=pk)
    mark_read([notice.pk], by=request.user)
    return redirect(notice.url or "notices:inbox")


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Marks the notices the page showed, not one that has come in since."""
    form = NoticesReadForm(request.POST)
    if not form.is_valid():
        return HttpResponse("没看懂要标记哪几条。回到消息页再试一次。", status=422)
    mark_read(form.cleaned_data["notice"], by=request.user)
    return redirect("notices:inbox")
