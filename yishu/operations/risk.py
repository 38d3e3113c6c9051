"""The platform's checks of itself (32.2): each finding says what, how grave, what to do and who; a run is kept and compared with the one before."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Max
from django.utils.translation import override

from yishu.agencies.models import ADMINISTRATORS, Appointment, Person, Role
from yishu.audit.queries import Filters, Scope, first_id, list_records
from yishu.catalogue.models import Item
from yishu.catalogue.vocabulary import Sensitivity
from yishu.core.calendar import shanghai_day
from yishu.node import column_keys
from yishu.node.configuration import setting
from yishu.operations import queries
from yishu.operations.duties import OFFICERS_LIST
from yishu.operations.look import UNUSED, Look
from yishu.operations.models import Drill, Evaluation, Finding, RiskAssessment
from yishu.sharing.models import Grant
from yishu.shell import duties

NEAR: Final = timedelta(days=30)
LONG: Final = timedelta(days=366)
BACKUP_AGE: Final = timedelta(hours=26)
DRILL_AGE: Final = timedelta(days=183)
SAMPLE: Final = 500
SEVERITIES: Final = ("high", "medium", "low")


def assess(now: datetime) -> list[Finding]:
    """All checks; the gravest first."""
    look = Look(now)
    found = [finding for check in CHECKS.values() for finding in check(look)]
    return sorted(found, key=lambda each: (SEVERITIES.index(each.severity), each.check, each.key))


@dataclass(frozen=True, slots=True)
class Compared:
    """A run beside the one before: what is new, what stays, what is gone."""

    new: list[Finding]
    staying: list[Finding]
    gone: list[Finding]


def compare(now: RiskAssessment, before: RiskAssessment | None) -> Compared:
    mine = now.read_findings()
    theirs = before.read_findings() if before else []
    known, present = {_name(each) for each in theirs}, {_name(each) for each in mine}
    return Compared(
        [each for each in mine if _name(each) not in known],
        [each for each in mine if _name(each) in known],
        [each for each in theirs if _name(each) not in present],
    )


def _name(finding: Finding) -> tuple[str, str]:
    return finding.check, finding.key


def keys_without_expiry(look: Look) -> list[Finding]:
    return [
        Finding(
            check="keys_without_expiry", key=f"key:{key.pk}", severity="medium",
            zh=f"{key.system.agency}的应用系统“{key.system}”的密钥 {key.prefix}… 长期有效",
            en=f"The key {key.prefix}… of {key.system} ({key.system.agency}) never expires",
            remedy_zh="签发有期限的新密钥，替换后吊销旧的",
            remedy_en="Issue a key that expires, put it in use, then revoke this one",
            owner=look.administrator(key.system.agency.code),
        )
        for key in look.keys if key.expires_at is None
    ]  # fmt: skip


def keys_near_expiry(look: Look) -> list[Finding]:
    return [
        Finding(
            check="keys_near_expiry", key=f"key:{key.pk}", severity="low",
            zh=f"{key.system.agency}的应用系统“{key.system}”的密钥 {key.prefix}… 将于 {key.expires_at:%Y-%m-%d} 到期",
            en=f"The key {key.prefix}… of {key.system} ({key.system.agency}) expires on {key.expires_at:%Y-%m-%d}",
            remedy_zh="到期前签发新密钥并替换",
            remedy_en="Issue a new key and put it in use before then",
            owner=look.administrator(key.system.agency.code),
        )
        for key in look.keys if key.expires_at is not None and key.expires_at <= look.now + NEAR
    ] + _column_key_old(look)  # fmt: skip


def _column_key_old(look: Look) -> list[Finding]:
    """The key of sealed columns is to be changed once a year; how old the first one is, nobody knows."""
    key = column_keys.newest(column_keys.current())
    if key.since is not None and key.since > look.now + NEAR - LONG:
        return []
    since = (
        ("启用日期不详", "is not dated")
        if key.since is None
        else (f"自 {key.since:%Y-%m-%d} 起使用", f"is in use since {key.since:%Y-%m-%d}")
    )
    return [
        Finding(
            check="keys_near_expiry", key=f"column-key:{key.name}", severity="low",
            zh=f"加密保存个人信息的列密钥 {key.name} {since[0]}，应每年更换",
            en=f"The key {key.name} of sealed columns {since[1]}; it is to be changed every year",
            remedy_zh="运行 yishu keys rotate-columns", remedy_en="Run `yishu keys rotate-columns`",
            owner=look.system_administrator,
        )
    ]  # fmt: skip


def keys_unused(look: Look) -> list[Finding]:
    """Keys older than 90 days whose system has left no record since: evidence names the system, not the key."""
    old = [key for key in look.keys if key.issued_at <= look.now - UNUSED]
    return [
        Finding(
            check="keys_unused", key=f"key:{key.pk}", severity="medium",
            zh=f"{key.system.agency}的应用系统“{key.system}”90 天内没有调用，密钥 {key.prefix}… 仍有效",
            en=f"{key.system} ({key.system.agency}) made no call for 90 days; its key {key.prefix}… still opens",
            remedy_zh="确认不再使用后吊销密钥",
            remedy_en="Revoke the key if it is no longer needed",
            owner=look.administrator(key.system.agency.code),
        )
        for key in old
        if (used := look.used(key.system.agency.code)).whole and f"system:{key.system_id}" not in used.actors
    ]  # fmt: skip


def grants_stale(look: Look) -> list[Finding]:
    old = [grant for grant in look.grants if grant.opened_at <= look.now - UNUSED]
    return [
        _grant_finding(
            look, grant, "grants_stale", "medium", "90 天内没有使用", "was not used for 90 days",
            ("由使用单位放弃或提供单位收回", "Let the consumer surrender it or the provider withdraw it"),
        )
        for grant in old
        if (used := look.used(grant.consumer.code)).whole and str(grant.pk) not in used.grants
    ]  # fmt: skip


def grants_near_expiry(look: Look) -> list[Finding]:
    return [
        _grant_finding(
            look, grant, "grants_near_expiry", "low", f"将于 {grant.last_day:%Y-%m-%d} 到期",
            f"ends on {grant.last_day:%Y-%m-%d}", ("仍需使用的，到期前重新申请", "Apply again in time if it is still needed"),
        )
        for grant in look.grants if grant.valid_until <= look.now + NEAR
    ]  # fmt: skip


def grants_broad(look: Look) -> list[Finding]:
    """Every item of a resource with sensitive personal information, or longer than a year."""
    found = []
    sensitive = _entries_with_sensitive_items(look.grants)
    for grant in look.grants:
        terms, items = grant.read_terms(), sensitive.get(grant.line.entry_id)
        remedy = ("按最小必要收窄：重新核定信息项、模式和期限", "Narrow it to what the duty needs: items, modes, dates")
        if items and items <= set(terms.items):
            words = "开放了含敏感个人信息资源的全部信息项", "opens every item of a resource with sensitive information"
            found.append(_grant_finding(look, grant, "grants_broad", "high", *words, remedy))
        elif grant.valid_until - grant.opened_at > LONG + timedelta(days=1):
            words = "有效期超过一年", "holds for more than a year"
            found.append(_grant_finding(look, grant, "grants_broad", "medium", *words, remedy))
    return found


def accounts_idle(look: Look) -> list[Finding]:
    """No login for 90 days. Who never logged in counts if registered before somebody whose last login is that old: ids grow."""
    since = look.now - UNUSED
    people = Person.objects.filter(is_active=True).select_related("agency")
    oldest = people.filter(last_login__lt=since).aggregate(most=Max("pk"))["most"] or 0
    idle = [
        one for one in people.order_by("pk")
        if (one.last_login is not None and one.last_login < since) or (one.last_login is None and one.pk < oldest)
    ]  # fmt: skip
    return [
        Finding(
            check="accounts_idle", key=f"person:{one.pk}", severity="medium",
            zh=f"{one.agency}的账号 {one.login}（{one.name}）90 天没有登录",
            en=f"The account {one.login} ({one.name}, {one.agency}) has not logged in for 90 days",
            remedy_zh="人员已离岗的，停用账号", remedy_en="Deactivate it if the person has left",
            owner=look.administrator(one.agency.code),
        )
        for one in idle
    ]  # fmt: skip


def roles_conflicting(look: Look) -> list[Finding]:
    """The three administrators: each there, each by a person who holds nothing else."""
    held: dict[Person, set[str]] = {}
    for each in Appointment.objects.filter(person__is_active=True).select_related("person__agency"):
        held.setdefault(each.person, set()).add(each.role)
    found = [
        Finding(
            check="roles_conflicting", key=f"person:{person.pk}", severity="high",
            zh=f"{person.name}（{person.login}）兼任管理员和其他职责：" + "、".join(str(Role(r).label) for r in sorted(roles)),
            en=f"{person.name} ({person.login}) is an administrator and holds other roles: " + ", ".join(_in_english(r) for r in sorted(roles)),
            remedy_zh="三员分立：免去其他职责，或另选人员", remedy_en="Give the other roles to somebody else",
            owner=look.security_administrator,
        )
        for person, roles in held.items() if roles & ADMINISTRATORS and len(roles) > 1
    ]  # fmt: skip
    missing = ADMINISTRATORS - {role for roles in held.values() for role in roles}
    return found + [
        Finding(
            check="roles_conflicting", key=f"missing:{role}", severity="medium",
            zh=f"平台没有指定{Role(role).label}", en=f"The platform has no {_in_english(role)}",
            remedy_zh="由系统管理员指定专人", remedy_en="Let the system administrator name a person",
            owner=look.system_administrator,
        )
        for role in sorted(missing)
    ]  # fmt: skip


def officers_missing(look: Look) -> list[Finding]:
    return [
        Finding(
            check="officers_missing", key=f"{each.agency.code}:{role}", severity="medium",
            zh=f"{each.agency}没有指定{role.label}（第三十一条）", en=f"{each.agency} has named no {_in_english(role)} (Art. 31)",
            remedy_zh="在“落实情况”中指定", remedy_en="Name a person under “Implementation”",
            owner=look.administrator(each.agency.code),
        )
        for each in look.officers for role in each.missing
        if not set(each.names) <= ADMINISTRATORS
    ]  # fmt: skip


def _in_english(role: str) -> str:
    with override("en"):
        return str(Role(role).label).lower()


def settings_weak(look: Look) -> list[Finding]:
    weak = [
        ("https", setting("https") != "1", "未启用 HTTPS 会话（YISHU_HTTPS）", "Sessions do not require HTTPS (YISHU_HTTPS)",
         "在反向代理启用 TLS，并设 YISHU_HTTPS=1", "Put TLS on the proxy and set YISHU_HTTPS=1"),
        ("hosts", "*" in settings.ALLOWED_HOSTS, "接受任意主机名（YISHU_HOSTS）", "Any host name is accepted (YISHU_HOSTS)",
         "写明平台的域名", "Name the platform's own hosts"),
        ("durable", setting("require_durable", "1") == "0", "不检查数据库的持久性（YISHU_REQUIRE_DURABLE）",
         "Durability is not checked (YISHU_REQUIRE_DURABLE)", "删除该设置", "Remove this setting"),
        ("demo", settings.YISHU_DEMO, "正在以演示方式运行：任何人都可一键登录", "This is a demo: anybody may sign in with a click",
         "正式运行请用 yishu serve", "Use `yishu serve` for real work"),
    ]  # fmt: skip
    return [
        Finding(
            check="settings_weak", key=key, severity="high", zh=zh, en=en, remedy_zh=remedy_zh, remedy_en=remedy_en,
            owner=look.system_administrator,
        )
        for key, is_weak, zh, en, remedy_zh, remedy_en in weak if is_weak
    ]  # fmt: skip


def duties_overdue(look: Look) -> list[Finding]:
    with override("zh-hans"):
        zh = [(each, str(each.what), str(each.person)) for each in _overdue(look)]
    with override("en"):
        en = [str(each.what) for each in _overdue(look)]
    return [
        Finding(
            check="duties_overdue", key=late.url, severity="medium",
            zh=f"{late.agency}：{what} 已于 {late.due} 到期", en=f"{late.agency}: {what_en} was due on {late.due}",
            remedy_zh="尽快办理", remedy_en="Do it now", owner=person, since=late.due,
        )
        for (late, what, person), what_en in zip(zh, en, strict=True)
    ]  # fmt: skip


def _overdue(look: Look) -> list[duties.Overdue]:
    return duties.list_overdue(look.now, without=OFFICERS_LIST)


def evidence_sample(look: Look) -> list[Finding]:
    """The newest records and as many from a moment drawn at random: each as it was written?"""
    everything = Scope("", (), everything=True)
    newest = list_records(everything, Filters(), size=SAMPLE).records
    drawn = look.now - timedelta(seconds=random.random() * timedelta(days=365).total_seconds())  # noqa: S311
    older = list_records(everything, Filters(), before=first_id(drawn), size=SAMPLE).records
    broken = {str(seen.record.id) for seen in (*newest, *older) if not (seen.hash_holds and seen.columns_hold)}
    return [
        Finding(
            check="evidence_sample", key=number, severity="high",
            zh=f"留痕 {number} 与写入时不符", en=f"The record {number} is not as it was written",
            remedy_zh="立即报告安全事件，与备份比对（yishu drill），查明谁能直接写数据库",
            remedy_en="Report an incident, compare with a backup (yishu drill), find out who can write the database",
            owner=look.security_administrator,
        )
        for number in sorted(broken)
    ]  # fmt: skip


def recovery_unproved(look: Look) -> list[Finding]:
    """No fresh backup, or no recovery drill of late that passed."""
    backup, drill = queries.find_latest_backup(), queries.find_latest_recovery()
    found = []
    if backup is None or backup.made_at < look.now - BACKUP_AGE:
        found.append(
            (
                "backup",
                "26 小时内没有备份",
                "No backup within 26 hours",
                "每天运行 yishu backup",
                "Run `yishu backup` daily",
            )
        )
    if drill is None or drill.outcome != Drill.Outcome.PASSED or (drill.held_at or look.now) < look.now - DRILL_AGE:
        found.append(
            ("drill", "半年内没有通过的恢复演练", "No recovery drill passed within half a year", "运行 yishu drill", "Run `yishu drill`")
        )  # fmt: skip
    return [
        Finding(
            check="recovery_unproved", key=key, severity="high", zh=zh, en=en, remedy_zh=remedy_zh, remedy_en=remedy_en,
            owner=look.system_administrator,
        )
        for key, zh, en, remedy_zh, remedy_en in found
    ]  # fmt: skip


def evaluations_overdue(look: Look) -> list[Finding]:
    """Of each kind the newest evaluation from outside: whether its next one is due, or there never was one."""
    latest = queries.list_latest_evaluations()
    found = []
    for kind in Evaluation.Kind:
        last, (zh, en) = latest.get(kind), _words(kind)
        if last is None:
            words = f"没有登记过{zh}", f"No {en} is on record", "medium"
        elif last.next_due < shanghai_day(look.now):
            words = (
                f"{zh}已于 {last.next_due} 到期，上次在 {last.held_on}（{last.report_number}）",
                f"The {en} was due on {last.next_due}; the last was held on {last.held_on} ({last.report_number})",
                "high",
            )
        else:
            continue
        found.append(
            Finding(
                check="evaluations_overdue", key=kind.value, severity=words[2], zh=words[0], en=words[1],
                remedy_zh="委托有资质的机构测评，在“外部测评”登记报告",
                remedy_en="Have it done by a qualified body, and record its report under “Outside evaluations”",
                owner=look.security_administrator, since=last.next_due if last else None,
            )
        )  # fmt: skip
    return found


def _words(kind: Evaluation.Kind) -> tuple[str, str]:
    with override("zh-hans"):
        zh = str(kind.label)
    with override("en"):
        return zh, str(kind.label)


CHECKS: Final[dict[str, Callable[[Look], list[Finding]]]] = {
    check.__name__: check
    for check in (
        keys_without_expiry,
        keys_near_expiry,
        keys_unused,
        grants_stale,
        grants_near_expiry,
        grants_broad,
        accounts_idle,
        roles_conflicting,
        officers_missing,
        settings_weak,
        duties_overdue,
        evidence_sample,
        recovery_unproved,
        evaluations_overdue,
    )
}


def _grant_finding(
    look: Look, grant: Grant, check: str, severity: str, zh: str, en: str, remedy: tuple[str, str]
) -> Finding:
    name = grant.line.entry.name
    return Finding(
        check=check, key=f"grant:{grant.pk}", severity=severity,
        zh=f"{grant.provider}给{grant.consumer}的“{name}”授权{zh}",
        en=f"The grant of {name} by {grant.provider} to {grant.consumer} {en}",
        remedy_zh=remedy[0], remedy_en=remedy[1], owner=look.administrator(grant.provider.code),
    )  # fmt: skip


def _entries_with_sensitive_items(grants: list[Grant]) -> dict[int, set[str]]:
    """The codes of all items, by entry, of those entries that hold sensitive personal information."""
    entries = {grant.line.entry_id for grant in grants}
    found: dict[int, set[str]] = {}
    marked: set[int] = set()
    rows = Item.objects.filter(entry_id__in=entries).values_list("entry_id", "code", "sensitivity")
    for entry, code, sensitivity in rows:
        found.setdefault(entry, set()).add(code)
        if sensitivity == Sensitivity.SENSITIVE:
            marked.add(entry)
    return {entry: codes for entry, codes in found.items() if entry in marked}
