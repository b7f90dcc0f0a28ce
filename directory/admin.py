"""Where staff correct names, points and phones."""

from django.contrib import admin

from directory.models import Committee, Division, University


@admin.register(Division)
class DivisionAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "level", "parent", "coordinate_confidence")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    ordering = ("code",)


@admin.register(Committee)
class CommitteeAdmin(admin.ModelAdmin):
    list_display = ("name", "short_name", "level", "division", "phone")
    list_select_related = ("division",)
    ordering = ("id",)


@admin.register(University)
class UniversityAdmin(admin.ModelAdmin):
    list_display = ("name", "city", "province")
    list_filter = ("province",)
    search_fields = ("name", "pinyin")
    ordering = ("pinyin", "id")
