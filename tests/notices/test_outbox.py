import pytest
from django.db import IntegrityError, transaction

from notices.models import Channel, Delivery, Notice
from notices.outbox import send, tell, tell_many

pytestmark = pytest.mark.django_db


def test_telling_writes_one_notice_and_no_message(student):
    tell(student, "application.return", "申请退回，差一项。", url="/me/", post=7)

    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.url, notice.context) == (
        student,
        "application.return",
        "/me/",
        {"post": 7},
    )
    assert not Delivery.objects.exists()


def test_what_must_not_be_missed_is_also_a_text_message(student):
    notice = tell(student, "offer", "你被录用了。", sms=True)

    message = Delivery.objects.get()
    assert (message.notice, message.channel, message.address, message.text) == (
        notice,
        Channel.SMS,
        student.phone,
        "你被录用了。",
    )


def test_telling_many_costs_the_same_however_many(
    student, other, django_assert_num_queries
):
    notices = [
        Notice(recipient=person, kind="offer", text="结果出来了。")
        for person in (student, other) * 5
    ]

    with django_assert_num_queries(2):
        tell_many(notices, sms=True)

    told = Notice.objects.order_by("id").values_list("id", "recipient__phone")
    queued = Delivery.objects.order_by("id").values_list("notice", "address")
    assert len(told) == 10
    assert list(queued) == list(told)


def test_a_change_that_is_undone_tells_nobody(student):
    with transaction.atomic():
        tell(student, "offer", "你被录用了。", sms=True)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "url", ["https://example.org/", "//example.org/", "/\\example.org", "me/"]
)
def test_a_notice_never_leads_to_another_site(student, url):
    with pytest.raises(IntegrityError, match="notice_leads_to_a_page_of_this_site"):
        tell(student, "offer", "你被录用了。", url=url)


@pytest.mark.parametrize("url", ["", "/", "/me/", "/posts/?district=3"])
def test_a_notice_may_lead_to_any_page_of_this_site(student, url):
    assert tell(student, "offer", "你被录用了。", url=url).url == url


def test_what_is_sent_has_a_time(student):
    message = send(Channel.SMS, student.phone, "你好")

    with pytest.raises(IntegrityError, match="delivery_sent_has_a_time"):
        Delivery.objects.filter(pk=message.pk).update(state="SENT")


def test_what_is_being_sent_has_a_lease(student):
    message = send(Channel.SMS, student.phone, "你好")

    with pytest.raises(IntegrityError, match="delivery_being_sent_has_a_lease"):
        Delivery.objects.filter(pk=message.pk).update(state="SENDING")
