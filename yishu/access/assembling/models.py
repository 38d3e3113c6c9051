"""An assembly as it was declared, what was taken from its sources, and what is still to be assembled."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from yishu.catalogue.models import Resource


class Assembly(models.Model):
    """How one base database is assembled (汇聚规则): never changed, only ended. `items`: base item → its candidates in order, each a source's place and that source's item.

    `round`: how often it was assembled; a round's batches have it in their idempotency keys. `figures`: what `statements.TALLY` counts, kept up to date.
    """

    class Subjects(models.TextChoices):
        ANY = "any", _("任一来源有记录即收录")
        FIRST = "first", _("第一来源有记录才收录")

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="assemblies")
    subjects = models.CharField(max_length=5, choices=Subjects)
    origins = models.CharField(max_length=48)  # the item that carries where each value comes from
    keys = models.JSONField()  # base key items
    items = models.JSONField()  # [[base item, [[place, source item], …]], …]
    round = models.BigIntegerField(default=0)
    figures = models.JSONField(default=dict)
    wanted_at = models.DateTimeField(null=True)  # somebody asked for it to run now
    wants_all = models.BooleanField(default=False)  # … and every subject to be assembled again
    looked_at = models.DateTimeField(null=True)
    assembled_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    refusal = models.JSONField(default=dict)  # {"code", "zh", "en"}
    declared_by = models.CharField(max_length=60)
    declared_by_name = models.CharField(max_length=120)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True)
    ended_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource"], condition=models.Q(ended_at=None), name="assembling_one_in_force"
            )
        ]


class Source(models.Model):
    """One of an assembly's sources, by its place in order. `keys`: its items for the base key items; `items`: those of its items that are used.

    `shows`: what the grant showed when it was last taken (`Given.shows`). `failed_at`: since when it cannot be taken.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="sources")
    place = models.PositiveSmallIntegerField()
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    caller = models.CharField(max_length=60)  # person:7, system:12
    caller_name = models.CharField(max_length=120)
    grant = models.CharField(max_length=36, blank=True)  # else the oldest that serves
    keys = models.JSONField()
    items = models.JSONField()
    taken_version = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)
    records = models.BigIntegerField(default=0)
    shows = models.CharField(max_length=64, blank=True)
    receipt = models.CharField(max_length=120, blank=True)
    failed_at = models.DateTimeField(null=True)
    refusal = models.JSONField(default=dict)

    class Meta:
        ordering = ["assembly", "place"]
        constraints = [models.UniqueConstraint(fields=["assembly", "place"], name="assembling_source_place")]

    @property
    def named_grant(self) -> UUID | None:
        return UUID(self.grant) if self.grant else None


# The three tables below have as many rows as the sources, written in bulk: no constraint is checked row by row, and none is left when an assembly ends.


class Taken(models.Model):
    """A record of a source as it was taken last: `values` of the source's items as texts, `versions` of the source in which each last changed. Gone with its assembly."""

    pk = models.CompositePrimaryKey("source_id", "key")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    key = models.TextField()  # the subject in its one form
    keys = ArrayField(models.TextField())  # as its record has it, an element a base key item
    values = ArrayField(models.TextField(null=True))
    versions = ArrayField(models.BigIntegerField())


class Touched(models.Model):
    """A subject that is to be assembled: something of it was taken since, or went."""

    pk = models.CompositePrimaryKey("assembly_id", "key")
    assembly = models.ForeignKey(
        Assembly, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    key = models.TextField()
    keys = ArrayField(models.TextField())


class Assembled(models.Model):
    """A subject as it was assembled: `winners`, per base item the place of the source whose value stands; `differing`, the positions (1 is the first) of the items about which sources
    disagree, null where they agree."""

    pk = models.CompositePrimaryKey("assembly_id", "key")
    assembly = models.ForeignKey(
        Assembly, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    key = models.TextField()
    winners = ArrayField(models.SmallIntegerField(null=True))
    differing = ArrayField(models.SmallIntegerField(), null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["assembly", "key"],
                condition=models.Q(differing__isnull=False),
                name="assembling_disagreements",
            )
        ]
