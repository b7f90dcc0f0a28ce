"""What somebody may bring to have a letter checked: its code, or its file."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from placements.letters.codes import BadCode, normalise_code

LARGEST = 5 * 1024 * 1024


class VerifyForm(forms.Form):
    code = forms.CharField(
        label="查验码",
        help_text="在文件右下角，二维码下面",
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "class": "num text-uppercase",
                "autocomplete": "off",
                "placeholder": "例如 7K3F-92QD-XM4A",
            }
        ),
    )
    pdf = forms.FileField(
        label="或者选 PDF 文件",
        help_text="文件只用来核对，不保存",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]
        if not typed:
            return ""
        try:
            return normalise_code(typed)
        except BadCode as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean_pdf(self) -> UploadedFile | None:
        pdf = self.cleaned_data["pdf"]
        if pdf and pdf.size > LARGEST:
            raise forms.ValidationError("文件超过 5 MB，不是我们签发的承诺书。")
        return pdf

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("code") and not cleaned.get("pdf"):
            self.add_error("code", "填写查验码，或者选一个 PDF 文件。")
        return cleaned
