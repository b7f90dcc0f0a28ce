"""Links that let a unit register itself."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import territory_of
from directory.models import Committee
from placements.actions.units import invite_unit
from placements.chinese_dates import moment
from placements.counting import BoundedPaginator
from placements.forms.staff_review import InvitationForm
from placements.models import UnitInvitation
from placements.views.staff import lists
from placements.views.staff.pages import (
    PER_PAGE,
    acting_staff,
    staff_page,
    staff_render,
)

STAGE = "岗位征集"


@require_GET
@staff_page
def invitation_list(request: HttpRequest) -> HttpResponse:
    invitations = UnitInvitation.objects.select_related(
        "committee__division", "unit", "created_by"
    ).order_by("-id")
    territory = territory_of(request.user)
    if not territory.reads_all:
        invitations = invitations.filter(committee__in=territory.reads)
    now = timezone.now()
    page = BoundedPaginator(invitations, PER_PAGE).get_page(request.GET.get("page"))
    return staff_render(
        request,
        "invitation_list.html",
        STAGE,
        {
            "page": page,
            "rows": [
                (
                    invitation,
                    lists.place_name(invitation.committee),
                    *_state(invitation, now),
                )
                for invitation in page
            ],
            "may_invite": territory.acts_for_all or bool(territory.acts_for),
        },
    )


def _state(invitation: UnitInvitation, now) -> tuple[str, str]:
    if invitation.used_at:
        return "ok", "用了"
    if invitation.is_open_at(now):
        return "warn", f"{moment(invitation.expires_at)} 前有效"
    return "", "过期了"


@require_http_methods(["GET", "POST"])
@never_cache
@acting_staff
def invitation_new(request: HttpRequest) -> HttpResponse:
    """Makes a link and shows it this once; only its digest is kept."""
    form = InvitationForm(request.POST or None, committees=_committees(request))
    if not form.is_valid():
        return staff_render(
            request,
            "invitation_new.html",
            STAGE,
            {"form": form, "message": ""},
            status=422 if form.is_bound else 200,
        )
    invitation, token = invite_unit(by=request.user, **form.cleaned_data)
    url = request.build_absolute_uri(
        reverse("placements:host-invitation", args=[token])
    )
    text = (
        f"{invitation.unit_name}：{moment(invitation.expires_at)} 前打开下面的链接，"
        f"登记单位、报返家乡实践岗位，约 3 分钟。\n{url}"
    )
    return staff_render(
        request, "invitation_new.html", STAGE, {"form": form, "message": text}
    )


def _committees(request: HttpRequest):
    committees = Committee.objects.select_related("division").order_by("division_id")
    territory = territory_of(request.user)
    if territory.acts_for_all:
        return committees
    return committees.filter(pk__in=territory.acts_for)
