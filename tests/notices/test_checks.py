from notices.checks import sms_leaves_the_machine


def test_printing_codes_is_warned_of_before_release(settings):
    settings.SMS_BACKEND = "notices.sms.ConsoleBackend"

    assert [warning.id for warning in sms_leaves_the_machine(None)] == ["notices.W001"]


def test_a_gateway_is_fine(settings):
    settings.SMS_BACKEND = "some.gateway.Backend"

    assert sms_leaves_the_machine(None) == []
