"""Workbooks that were sent in: checked first, committed only when every row is good."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import RoleGrant
from accounts.roles import territory_of


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def for_staff(self, user):
        """Whose uploads this person may see: their own territory's staff's."""
        territory = territory_of(user)
        if territory.reads_all:
            return self
        colleague = (
            RoleGrant.objects.for_staff()
            .live_at(timezone.now())
            .filter(user=OuterRef("uploaded_by"), committee__in=territory.reads)
        )
        return self.filter(Exists(colleague))

    def locked(self):
        return self.select_for_update(of=("self",), no_key=True)


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

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入"
        verbose_name_plural = "导入"

    def __str__(self) -> str:
        return f"import #{self.pk} of {self.filename}"
