"""The limit: what Django costs before it does anything for anybody.

No middleware, one statement, one template of 20 KB, all of it rows, of whose cost four
fifths are the template's; and for the opening minute a view that writes the rows of one
submission and does nothing else.
The site and these views share one process, one connection and one list of addresses.
"""

from collections.abc import Callable, Iterable
from functools import cache

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import override_settings
from django.urls import path
from django.utils import timezone

from accounts.models import REQUIRED_CONSENTS, Consent
from audit.models import Event
from placements.actions.applications import SUBMITTED
from placements.models import Application, Post
from placements.states import ApplicationState, PostState
from yangquan_practice.urls import urlpatterns as of_the_site

LENGTH = 50  # rows of some 400 bytes each
COLUMNS = ("pk", "title", "headcount", "unit__name", "township__name", "starts_on")
PAGE = """<!doctype html><html lang="zh-Hans"><head><title>岗位</title></head><body><ul>
{% for post in posts %}<li class="post">
<h3><a class="link" href="/posts/{{ post.pk }}/">{{ post.title }}</a></h3>
<span class="demand"><b>还没人填报</b>{{ post.headcount }} 个名额</span>
<p class="unit">{{ post.unit__name }}</p>
<p class="dots"><span>政务实践</span><span>{{ post.township__name }}</span>
<span>{{ post.starts_on }}起</span></p>
<p class="small quiet">有任务、有导师、有保险</p></li>
{% endfor %}</ul></body></html>"""


@cache
def template() -> Template:
    return Template(PAGE)


def post_list(request: HttpRequest) -> HttpResponse:
    posts = Post.objects.filter(state=PostState.PUBLISHED).order_by("-id")
    context = Context({"posts": posts.values(*COLUMNS)[:LENGTH]})
    return HttpResponse(template().render(context))


def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """The same columns of the same rows as ``submit_application``, and no questions."""
    with transaction.atomic():
        application = Application.objects.get(pk=pk)
        before, application.state = application.state, ApplicationState.SUBMITTED
        application.submitted_at = timezone.now()
        application.number = f"YQ2026S-{pk:06d}"
        application.managing_committee_id = 1
        application.id_number_index = f"{pk:064d}"
        application.return_reasons, application.return_note = [], ""
        application.save(update_fields=["state", *SUBMITTED])
        consents = [
            Consent(user_id=application.student_id, purpose=purpose, notice_version=1)
            for purpose in REQUIRED_CONSENTS
        ]
        Consent.objects.bulk_create(consents)
        Event.objects.create(
            name="application.submit",
            actor_id=application.student_id,
            subject_type="placements.application",
            subject_id=pk,
            committee_id=1,
            data={"before": before, "after": application.state},
        )
    return HttpResponse(status=302, headers={"Location": "/me/"})


urlpatterns = [
    path("bare/posts/", post_list),
    path("bare/submit/<int:pk>/", submit),
    *of_the_site,
]


def site_and_limit() -> Callable[..., Iterable[bytes]]:
    """One door for both. Made before any thread asks: the settings change meanwhile."""
    settings.ROOT_URLCONF = __name__
    site = WSGIHandler()
    with override_settings(MIDDLEWARE=[]):
        limit = WSGIHandler()

    def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
        is_limit = environ["PATH_INFO"].startswith("/bare/")
        return (limit if is_limit else site)(environ, start_response)

    return application
