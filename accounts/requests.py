"""What a view is given once the middleware has let somebody in."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """For annotations only: behind the sign-in, `request.user` is one of our users."""

    user: User
