"""Who is signed in, read with a statement that is written once."""

from datetime import datetime

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import remember_no_territory
from directory.statements import MOMENT, NUMBER, Statement

COLUMNS = [field.attname for field in User._meta.concrete_fields]


def _user(user_id: int, moment: datetime):
    grants = RoleGrant.objects.for_staff().live_at(moment).filter(user=OuterRef("pk"))
    return User.objects.filter(pk=user_id).values_list(Exists(grants), *COLUMNS)


USER = Statement(_user, NUMBER, MOMENT)


class PhoneBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        for is_granted, *columns in USER.rows(user_id, timezone.now()):
            user = User.from_db("default", COLUMNS, columns)
            if not is_granted:  # nearly everybody; the rest is asked for when needed
                remember_no_territory(user)
            return user if self.user_can_authenticate(user) else None
        return None
