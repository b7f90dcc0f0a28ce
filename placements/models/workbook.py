"""Workbooks that were sent in: checked first, committed only when every row is good."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class ImportBatch(models.Model):
    """One uploaded workbook with what the check found."""

    season = models.ForeignKey("placements.Season", models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(db_default=Now(), editable=False)
    filename = models.CharField("文件名", max_length=200)
    file = models.FileField(upload_to="imports/%Y/")
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField("行数")
    errors = models.JSONField(default=list)
    committed_at = models.DateTimeField("导入时间", null=True, blank=True)
    summary = models.JSONField(default=dict)

    class Meta:
        verbose_name = "导入"
        verbose_name_plural = "导入"

    def __str__(self) -> str:
        return f"import #{self.pk} of {self.filename}"
