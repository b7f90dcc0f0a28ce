import pytest

from placements.masks import mask_id_number, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"), [("张晓晨", "张**"), ("李强", "李**"), ("", "")]
)
def test_a_masked_name_hides_its_length(name, shown):
    assert mask_name(name) == shown


def test_a_masked_phone_shows_what_its_owner_recognises():
    assert mask_phone("13803535521") == "138****5521"


def test_a_masked_id_number_hides_the_birthday():
    assert mask_id_number("140311200301012914") == "140***********2914"


@pytest.mark.parametrize(
    ("mask", "text"), [(mask_phone, "1380"), (mask_id_number, "14")]
)
def test_what_is_too_short_is_hidden_whole(mask, text):
    assert mask(text) == "****"
