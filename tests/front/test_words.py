"""Django's own sentences, in the words of this project."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile


class Everything(forms.Form):
    text = forms.CharField(max_length=3)
    number = forms.IntegerField(min_value=1, max_value=20)
    day = forms.DateField()
    choice = forms.ChoiceField(choices=[("A", "A")])
    file = forms.FileField()


GOOD = {"text": "好", "number": "2", "day": "2026-07-16", "choice": "A"}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("text", "", "这一项要填。"),
        ("text", "一二三四", "最多 3 个字，现在有 4 个。"),
        ("number", "若干", "填一个整数。"),
        ("number", "21", "最大是 20。"),
        ("number", "0", "最小是 1。"),
        ("day", "明天", "填一个日期，如 2026-07-16。"),
        ("choice", "B", "选一个列出来的选项。"),
    ],
)
def test_a_refusal_says_what_to_do(field, typed, sentence):
    form = Everything(GOOD | {field: typed})

    assert form.errors[field] == [sentence]


def test_an_empty_file_is_called_empty():
    form = Everything(GOOD, {"file": SimpleUploadedFile("a.xlsx", b"")})

    assert form.errors["file"] == ["这个文件是空的。"]
