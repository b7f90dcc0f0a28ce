"""The one field of an import: the workbook."""

from crispy_forms.layout import Field
from django import forms
from django.core.files.uploadedfile import UploadedFile

from placements.forms.layout import plain_helper
from placements.imports.workbook import MAX_BYTES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_MEGABYTES = MAX_BYTES // 1024 // 1024
FILENAME_LENGTH = 200


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label="岗位征集表",
        help_text=f".xlsx，不超过 {MAX_MEGABYTES} MB。",
        allow_empty_file=True,  # the reader of workbooks has a better sentence
        widget=forms.FileInput(attrs={"accept": f".xlsx,{XLSX}"}),
        error_messages={"required": "选一个文件。"},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(Field("file"))

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                f"文件有 {file.size / 1024 / 1024:.0f} MB，超过 {MAX_MEGABYTES} MB。"
                "删去图片和用不着的表，或分几个文件上传。"
            )
        return file

    @property
    def filename(self) -> str:
        return self.cleaned_data["file"].name[-FILENAME_LENGTH:]
