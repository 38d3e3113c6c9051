"""Result sheets that were issued. What they say of a subject stands in the PDF alone, which is not kept."""

from django.db import models


class ResultSheet(models.Model):
    """One issued sheet. `call` is the receipt of the governed call whose answer it shows, `receipt` that of its own issuing; both as `id.leaf`. Names are those of the day."""

    number = models.CharField(max_length=20, unique=True)  # 核验〔2026〕000123
    check_code = models.CharField(max_length=12)
    call = models.CharField(max_length=120, db_index=True)
    receipt = models.CharField(max_length=120)
    issued_by = models.CharField(max_length=60)
    issued_by_name = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    agency = models.CharField(max_length=18)
    agency_name = models.CharField(max_length=120)
    resource = models.CharField(max_length=60)
    resource_name = models.CharField(max_length=200)
    provider_name = models.CharField(max_length=120)
    mode = models.CharField(max_length=6)
    version = models.BigIntegerField()  # 0: answered by the provider's own interface
    subjects = models.PositiveSmallIntegerField()
    whole = models.BooleanField()
    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "access_result_sheet"
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return self.number
