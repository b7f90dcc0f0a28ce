"""The office's back room: read-mostly. Grants are given and ended here."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Consent, RoleGrant, StudentProfile, User


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest, *args) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *args) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, *args) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("phone", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("phone", "name")
    ordering = ("id",)
    fields = (
        "phone",
        "name",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "phone_verified_at",
        "last_login",
        "date_joined",
    )
    readonly_fields = ("phone_verified_at", "last_login", "date_joined")
    filter_horizontal = ("groups",)

    def save_model(self, request, user, form, change):
        if not change:
            user.set_unusable_password()  # an empty one would count as a password
        super().save_model(request, user, form, change)

    def get_readonly_fields(self, request: HttpRequest, user=None):
        if request.user.is_superuser:
            return self.readonly_fields
        # Whoever may edit accounts could otherwise make themselves all-powerful, or put
        # their own number into the account of somebody who is.
        powers = ("is_staff", "is_superuser", "groups", *(("phone",) if user else ()))
        return (*self.readonly_fields, *powers)

    def has_delete_permission(self, request: HttpRequest, *args) -> bool:
        return False


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin):
    list_display = ("user", "role", "committee", "valid_from", "valid_until")
    list_filter = ("role", "committee")
    list_select_related = ("user", "committee")
    search_fields = ("user__phone", "user__name")
    ordering = ("-id",)
    autocomplete_fields = ("user",)
    exclude = ("granted_by",)

    def save_model(self, request, grant, form, change):
        if not change:
            grant.granted_by = request.user
        super().save_model(request, grant, form, change)

    def has_delete_permission(self, request: HttpRequest, *args) -> bool:
        return False  # a grant is ended, so that one can see it was there


@admin.register(StudentProfile)
class StudentProfileAdmin(ReadOnly):
    list_display = ("user", "university", "major", "degree")
    list_select_related = ("user", "university")
    search_fields = ("user__phone", "user__name")
    ordering = ("id",)
    # The number is unmasked elsewhere, with a reason, and that is logged.
    exclude = ("id_number",)


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ("user", "purpose", "notice_version", "given_at", "withdrawn_at")
    list_select_related = ("user",)
    ordering = ("-id",)
