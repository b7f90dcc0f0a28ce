"""Short answers of a student: to an offer, and about what may be done with data."""

from django import forms

from accounts.models import REQUIRED_CONSENTS, ConsentPurpose


class OfferAnswerForm(forms.Form):
    """Yes or no; a no may say why."""

    answer = forms.ChoiceField(
        choices=[("accept", "接受录用"), ("decline", "放弃")], widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label="为什么不去了",
        help_text="团委会看，用来改进岗位，不影响你以后报名",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OptionalConsentForm(forms.Form):
    """Give or withdraw one of the purposes that are not needed for applying."""

    purpose = forms.ChoiceField(
        choices=[
            choice
            for choice in ConsentPurpose.choices
            if choice[0] not in REQUIRED_CONSENTS
        ]
    )
    agrees = forms.ChoiceField(choices=[("yes", "同意"), ("no", "撤回")])
