"""What can go wrong with backups, drills, incidents and duties; each says what to do."""

from yishu.core.errors import Problem


class NoNodeHere(Problem):
    """{folder} holds no node: let YISHU_DIR or --node name the folder of one."""

    code = "no_node_here"
    status = 404
    zh = "{folder} 不是节点的文件夹：请用 YISHU_DIR 或 --node 指明节点的文件夹。"


class BackupKeyMissing(Problem):
    """There is no backup key at {path}: put back the copy that you keep elsewhere, or let --key-file name it."""

    code = "backup_key_missing"
    status = 404
    zh = "{path} 没有备份密钥：请放回您另行保管的副本，或用 --key-file 指明。"


class BackupKeyUnreadable(Problem):
    """{path} is not a backup key: a line `yishu-backup-key-1:` with 64 hexadecimal digits is expected."""

    code = "backup_key_unreadable"
    status = 422
    zh = "{path} 不是备份密钥：应为一行 yishu-backup-key-1: 加 64 位十六进制数字。"


class BackupKeyDiffers(Problem):
    """This backup was made with the key {needed}, and {path} holds {found}: name the right one with --key-file."""

    code = "backup_key_differs"
    status = 409
    zh = "此备份由密钥 {needed} 加密，而 {path} 是 {found}：请用 --key-file 指明正确的密钥。"


class BackupNotFound(Problem):
    """There is no finished backup in {folder}: make one with `yishu backup DIR`."""

    code = "backup_not_found"
    status = 404
    zh = "{folder} 中没有完成的备份：请先用 yishu backup 目录 做一次。"


class BackupDamaged(Problem):
    """{file} of the backup is damaged or was altered: use an older backup, and find out what happened to the disk."""

    code = "backup_damaged"
    status = 409
    zh = "备份中的 {file} 已损坏或被改动：请使用更早的备份，并查明存储介质的问题。"


class BackupRunning(Problem):
    """Another backup into {folder} is running: wait until it ends."""

    code = "backup_running"
    status = 409
    zh = "另一个备份正在写入 {folder}：请等它结束。"


class BackupFromNewerVersion(Problem):
    """The backup's schema knows {unknown}, which this version of Yishu does not: restore it with the version {version} or later."""

    code = "backup_from_newer_version"
    status = 409
    zh = "备份的库结构含 {unknown}，本版程序没有：请用 {version} 或更新的版本恢复。"


class RestoreTargetNotEmpty(Problem):
    """{target} is not empty, and nothing is overwritten: name a new folder, or an empty database."""

    code = "restore_target_not_empty"
    status = 409
    zh = "{target} 不是空的，恢复不会覆盖任何内容：请指定新的目录或空的数据库。"


class ProgramMissing(Problem):
    """No {program} for PostgreSQL {major} found: install PostgreSQL's client programs of that version or a later one, or let YISHU_POSTGRES_BIN name their folder."""

    code = "postgres_program_missing"
    status = 500
    zh = "没有找到适用于 PostgreSQL {major} 的 {program}：请安装该版本或更新版本的客户端程序，或用 YISHU_POSTGRES_BIN 指明目录。"


class ProgramFailed(Problem):
    """{program} failed: {said}"""

    code = "postgres_program_failed"
    status = 500
    zh = "{program} 出错：{said}"


class RestoredDiffers(Problem):
    """What was restored is not what the manifest says: {what}. Do not put it to work; restore an older backup."""

    code = "restored_differs"
    status = 409
    zh = "恢复的内容与清单不符：{what}。请勿投入使用，改用更早的备份。"


class IncidentNotFound(Problem):
    """There is no incident {number}, or it is not yours to see."""

    code = "incident_not_found"
    status = 404
    zh = "没有编号为 {number} 的安全事件，或您无权查看。"


class IncidentClosed(Problem):
    """The incident {number} is closed; report a new one if it happens again."""

    code = "incident_closed"
    status = 409
    zh = "安全事件 {number} 已办结；如再次发生，请另行报告。"


class IncidentNotReported(Problem):
    """Report the incident to the information-security authority first (Article 31)."""

    code = "incident_not_reported"
    status = 409
    zh = "请先向信息安全主管部门报告（第三十一条）。"


class IncidentReportedAlready(Problem):
    """The report to the authority was sent already, on {at}."""

    code = "incident_reported_already"
    status = 409
    zh = "已于 {at} 向主管部门报告。"


class IncidentNotAcknowledged(Problem):
    """The authority's acknowledgement is not on record yet: record it before closing the incident."""

    code = "incident_not_acknowledged"
    status = 409
    zh = "尚未登记主管部门的签收：请先登记，再办结事件。"


class NobodyAccounted(Problem):
    """Misuse is accounted for by law: record who is accountable, or say why nobody is, before closing the incident."""

    code = "nobody_accounted"
    status = 409
    zh = "超范围使用依法追究责任（第三十条）：请先登记责任人员，或写明不追究责任的理由，再办结事件。"


class TasksStillOpen(Problem):
    """{count} tasks of this incident are not done yet: finish them, each with its outcome, before closing."""

    code = "incident_tasks_open"
    status = 409
    zh = "该事件还有 {count} 项任务没有完成：请逐项写明结果后再办结。"


class TaskNotFound(Problem):
    """This incident has no such task, or it is done already."""

    code = "incident_task_not_found"
    status = 404
    zh = "该事件没有这项任务，或任务已完成。"


class NotReporter(Problem):
    """Only the reporting agency or the node's security administrator handles this incident."""

    code = "not_handling_incident"
    status = 403
    zh = "只有报告单位或平台安全管理员可以处置该事件。"


class DrillNotFound(Problem):
    """There is no such planned drill, or its outcome is recorded already."""

    code = "drill_not_found"
    status = 404
    zh = "没有这项演练计划，或其结果已登记。"


class ColumnKeyMissing(Problem):
    """Values in the database are under keys that {file} does not have ({key}): run this on the host whose file is the newest, or copy it here."""

    code = "column_key_missing"
    status = 409
    zh = "数据库里有用别的密钥（{key}）加密的值，{file} 中没有：请在文件最新的主机上运行，或把它复制过来。"


class ColumnsBusy(Problem):
    """Everything is sealed anew; the old key stays, because a backup is being made or rows are being written just now: run `yishu keys rotate-columns --go-on` later."""

    code = "columns_busy"
    status = 409
    zh = "各值已重新加密；正在备份或写入，旧密钥暂时保留：请稍后运行 yishu keys rotate-columns --go-on。"
