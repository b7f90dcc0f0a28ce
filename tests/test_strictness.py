"""What conftest.py promises about every test."""

import socket

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.template import Context, Origin, Template

from tests.conftest import MissingTemplateVariable, NetworkForbidden

OURS = Origin(str(settings.BASE_DIR / "templates" / "page.html"))
THEIRS = Origin("/somewhere/site-packages/crispy_bootstrap5/templates/field.html")


def render(source, origin, **context):
    return Template(source, origin=origin).render(Context(context))


def test_a_variable_the_view_forgot_raises_in_our_templates():
    with pytest.raises(MissingTemplateVariable, match=r"{{ season\.name }}"):
        render("{{ season.name }}", OURS)


@pytest.mark.parametrize(
    "source", ['{{ note|default:"" }}', "{% if note %}{{ note }}{% endif %}"]
)
def test_a_template_may_say_that_a_variable_is_optional(source):
    assert render(source, OURS) == ""


def test_other_peoples_templates_may_forget_what_they_like():
    assert render('{{ note }}{{ note|default_if_none:"" }}', THEIRS) == ""


@pytest.mark.django_db
def test_rows_without_an_order_come_in_another_one():
    by_id = list(ContentType.objects.order_by("id"))

    unordered = list(ContentType.objects.all())

    assert unordered != by_id
    assert set(unordered) == set(by_id)
    assert list(ContentType.objects.order_by("id")) == by_id


def test_another_machine_cannot_be_reached():
    with socket.socket() as plug, pytest.raises(NetworkForbidden):
        plug.connect(("192.0.2.1", 80))
    with pytest.raises(NetworkForbidden):
        socket.getaddrinfo("example.org", 80)
