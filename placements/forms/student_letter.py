"""What a student sends to sign the letter of commitment."""

from django import forms

from placements.forms.layout import plain_helper


class SignLetterForm(forms.Form):
    """A drawing or a typed name, and the fingerprint of the words that were shown."""

    read_sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    strokes = forms.CharField(
        widget=forms.HiddenInput, max_length=300_000, required=False, strip=True
    )
    typed_name = forms.CharField(
        label="打字签名，写全名",
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper("typed_name")

    def clean(self):
        cleaned = super().clean() or {}
        if not cleaned.get("typed_name") and not cleaned.get("strokes"):
            self.add_error("typed_name", "还没有签名。在框里手写，或者打上全名。")
        return cleaned
