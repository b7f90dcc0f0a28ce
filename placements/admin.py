"""The back office: for looking things up. States change on the site's own pages."""

from django.contrib import admin

from accounts.admin import ReadOnly
from placements.models import (
    Application,
    Commitment,
    CommitmentTemplate,
    HostUnit,
    Placement,
    Post,
    Season,
    SeasonWindow,
    SelectionRound,
    UnitMember,
)


@admin.register(Season)
class SeasonAdmin(admin.ModelAdmin):
    """A new season begins here; its windows are planned on the site."""

    list_display = ["name", "code", "year", "kind", "state"]
    list_filter = ["state", "kind"]
    ordering = ["-year", "-id"]


@admin.register(SeasonWindow)
class SeasonWindowAdmin(ReadOnly):
    list_display = ["season", "kind", "round_no", "opens_at", "closes_at"]
    list_filter = ["season", "kind"]
    list_select_related = ["season"]
    ordering = ["season", "opens_at", "id"]


@admin.register(HostUnit)
class HostUnitAdmin(ReadOnly):
    list_display = ["name", "kind", "managing_committee", "state"]
    list_filter = ["state", "kind", "managing_committee"]
    list_select_related = ["managing_committee"]
    search_fields = ["name", "credit_code"]
    ordering = ["name"]


@admin.register(UnitMember)
class UnitMemberAdmin(ReadOnly):
    list_display = ["unit", "user", "is_administrator", "valid_from", "valid_until"]
    list_select_related = ["unit", "user"]
    search_fields = ["unit__name", "user__phone"]
    ordering = ["unit", "id"]


@admin.register(Post)
class PostAdmin(ReadOnly):
    list_display = ["title", "unit", "season", "headcount", "state"]
    list_filter = ["season", "state", "category", "managing_committee"]
    list_select_related = ["unit", "season"]
    search_fields = ["title", "unit__name"]
    ordering = ["-id"]


@admin.register(Application)
class ApplicationAdmin(ReadOnly):
    list_display = ["number", "student", "season", "state", "submitted_at"]
    list_filter = ["season", "state", "managing_committee"]
    list_select_related = ["student", "season"]
    search_fields = ["number", "student__phone", "student__name"]
    exclude = ["id_number_index"]
    ordering = ["-id"]


@admin.register(SelectionRound)
class SelectionRoundAdmin(ReadOnly):
    list_display = ["season", "round_no", "state", "locked_at", "released_at"]
    list_select_related = ["season"]
    # Secret until they are published: who knows them early knows the numbers early.
    exclude = ["seed", "salt"]
    ordering = ["-id"]


@admin.register(Placement)
class PlacementAdmin(ReadOnly):
    list_display = ["student", "post", "season", "source", "state", "answer_due_at"]
    list_filter = ["season", "state", "source"]
    list_select_related = ["student", "post", "season"]
    search_fields = ["student__name", "student__phone", "post__title"]
    ordering = ["-id"]


@admin.register(CommitmentTemplate)
class CommitmentTemplateAdmin(ReadOnly):
    list_display = ["kind", "version", "published_at"]
    ordering = ["kind", "-version"]


@admin.register(Commitment)
class CommitmentAdmin(ReadOnly):
    list_display = ["number", "placement", "template", "state", "signed_at"]
    list_filter = ["state"]
    list_select_related = ["placement", "template"]
    search_fields = ["number"]
    ordering = ["-id"]
