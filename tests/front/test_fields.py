"""Every crispy form looks as in the mockups, and says aloud what it shows."""

from crispy_forms.utils import render_crispy_form
from django import forms

from placements.forms.layout import plain_helper
from tests.front.gallery import ProfileForm, wrong_form
from tests.front.markup import faults


def test_a_field_ties_its_hint_and_its_error_to_the_control():
    text = render_crispy_form(wrong_form())

    assert 'id="id_phone_helptext">用来收验证码和到岗通知' in text
    assert 'id="id_phone_error"' in text
    assert (
        '<input type="text" name="phone" value="1380353552" '
        'class="form-control is-invalid" required aria-invalid="true" '
        'aria-describedby="id_phone_helptext id_phone_error" id="id_phone">'
    ) in text


def test_the_hint_stands_above_the_control_and_the_error_below():
    text = render_crispy_form(wrong_form())

    hint, control, error = (
        text.index(part)
        for part in ('id="id_phone_helptext"', 'name="phone"', 'id="id_phone_error"')
    )
    assert hint < control < error


def test_a_wrong_form_says_on_top_what_to_mend_with_links():
    text = render_crispy_form(wrong_form())

    summary = text[: text.index("<fieldset")]
    assert 'role="alert"' in summary
    assert "有 5 处要改" in summary
    assert '<a href="#id_phone">手机号：少一位，手机号是 11 位数字。</a>' in summary
    assert '<a href="#id_channel_0">没录上时，接受调剂吗：' in summary


def test_every_link_of_the_summary_has_somewhere_to_go():
    text = render_crispy_form(wrong_form())

    for name in (
        "id_phone",
        "id_graduation",
        "id_grade_0",
        "id_channel_0",
        "id_agreed",
    ):
        assert f'href="#{name}"' in text
        assert f' id="{name}"' in text


def test_an_error_of_the_whole_form_stands_in_the_summary():
    form = ProfileForm({})
    form.add_error(None, "毕业时间早于上岗时间")

    assert "<li>毕业时间早于上岗时间</li>" in render_crispy_form(form)


def test_a_new_form_has_no_summary_and_no_errors():
    text = render_crispy_form(ProfileForm())

    assert 'role="alert"' not in text
    assert "invalid" not in text


def test_a_form_is_drawn_once_and_stays_as_it_was():
    form = wrong_form()

    assert render_crispy_form(form) == render_crispy_form(form)
    assert form.fields["phone"].widget.attrs == {}


def test_forms_close_their_tags_and_obey_the_csp():
    assert faults(render_crispy_form(wrong_form())) == []
    assert faults(str(wrong_form())) == []


def test_a_helper_draws_fields_only():
    text = render_crispy_form(ProfileForm())

    assert "<form" not in text
    assert "csrf" not in text


def test_questions_with_several_boxes_are_groups_with_a_name():
    text = render_crispy_form(ProfileForm())

    assert '<legend class="form-label">没录上时，接受调剂吗？</legend>' in text
    assert 'aria-describedby="id_channel_helptext"' in text
    assert text.count('class="seg" role="radiogroup" aria-label="评价"') == 1


def test_only_what_may_stay_empty_is_marked():
    text = render_crispy_form(ProfileForm())

    assert '会什么 <span class="small quiet">选填</span>' in text
    assert "手机号</label>" in text
    assert "*" not in text


def test_a_label_is_text_and_not_markup():
    class OddForm(forms.Form):
        name = forms.CharField(label="<b>名</b>", help_text="<i>")
        helper = plain_helper()

    text = render_crispy_form(OddForm())

    assert "&lt;b&gt;名&lt;/b&gt;" in text
    assert "&lt;i&gt;" in text


def test_a_field_without_crispy_looks_the_same():
    form = wrong_form()

    assert (
        form["phone"].as_field_group().split()
        == (
            next(
                part
                for part in str(form).split('<div id="div_')
                if part.startswith("id_phone")
            ).join(['<div id="div_', ""])
        ).split()
    )


def test_grouped_options_are_drawn_and_chosen_as_django_does():
    class PlaceForm(forms.Form):
        place = forms.ChoiceField(
            choices=[("", "选一个"), ("<县>", [("1", "<镇>"), ("2", "乡")])],
            initial="2",
        )

    assert str(PlaceForm()["place"]) == (
        '<select name="place" required id="id_place"><option value="">选一个</option>'
        '<optgroup label="&lt;县&gt;"><option value="1">&lt;镇&gt;</option>'
        '<option value="2" selected>乡</option></optgroup></select>'
    )
