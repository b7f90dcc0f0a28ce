from django.contrib import admin

from audit.models import Event


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """For reading: what happened is neither added nor changed by hand."""

    list_display = ["happened_at", "actor", "name", "subject_type", "subject_id"]
    list_select_related = ["actor"]
    list_filter = ["subject_type"]
    search_fields = ["=name", "=subject_id"]
    ordering = ["-id"]

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
