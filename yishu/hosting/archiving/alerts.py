"""Files of versions that are not as they were written, and files that cannot be written: a duty of those who run the platform, and numbers for `/metrics` (33.1)."""

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.catalogue.models import Resource
from yishu.hosting.archiving.models import ArchiveRule, VersionFile
from yishu.shell.duties import Overdue
from yishu.shell.gauges import Gauge

MOST: Final = 200
PATIENCE: Final = timedelta(hours=1)
"""A store may be away for so long before somebody is called: the worker tries every ten minutes."""


def faulty_files(now: datetime) -> list[Overdue]:
    found = VersionFile.objects.exclude(fault="").select_related("holding__resource__provider", "holding__entry")
    wrong = [_overdue(one.holding.resource, _fault_of(one)) for one in found[:MOST]]
    late = ArchiveRule.objects.filter(failing_since__lte=now - PATIENCE).select_related(
        "resource__provider", "resource__current"
    )
    waiting = [_overdue(one.resource, _("版本文件未能写入：{name}").format(name=one.resource)) for one in late[:MOST]]
    return [*wrong, *waiting][:MOST]


def list_gauges(_now: datetime) -> list[Gauge]:
    failing = ArchiveRule.objects.filter(failing_since__isnull=False)
    return [
        Gauge("yishu_version_files_unsound", "Files of versions found missing or altered.", VersionFile.objects.exclude(fault="").count()),
        Gauge("yishu_version_files_failing", "Resources whose files of versions cannot be written now.", failing.count()),
    ]  # fmt: skip


def _fault_of(one: VersionFile) -> str:
    said = _("{fault}：{name}，版本 {version}")
    return said.format(fault=VersionFile.Fault(one.fault).label, name=one.holding.entry.name, version=one.version)


def _overdue(resource: Resource, what: str) -> Overdue:
    return Overdue(
        what=what,
        agency=resource.provider.name if resource.provider else "",
        agency_code=resource.provider.code if resource.provider else "",
        person=_("平台运行人员"),
        due=None,
        url=reverse("catalogue:entry", args=[resource.path_code]),
    )
