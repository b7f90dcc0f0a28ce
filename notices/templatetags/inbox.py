"""How many notices wait to be read, for the frame of a page."""

from django import template

from notices.models import Notice

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context: template.Context) -> int:
    """Unread notices of whoever is signed in; on a public page 0, without a query.

    A public page does not even ask who it is: that alone would read the session.
    """
    request = context.get("request")
    if request is None or request.resolver_match is None:
        return 0
    if not getattr(request.resolver_match.func, "login_required", True):
        return 0
    if not request.user.is_authenticated:
        return 0
    return Notice.objects.for_user(request.user).unread().count()
