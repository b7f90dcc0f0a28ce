import pytest

from accounts.models import User
from notices.sms import MemoryBackend


@pytest.fixture
def student(db):
    return User.objects.create_user("19900000011", name="李同学")


@pytest.fixture
def other(db):
    return User.objects.create_user("19900000012", name="王同学")


@pytest.fixture(autouse=True)
def sms(settings, monkeypatch):
    """What was sent, in order."""
    settings.SMS_BACKEND = "notices.sms.MemoryBackend"
    monkeypatch.setattr(MemoryBackend, "sent", [])
    return MemoryBackend.sent
