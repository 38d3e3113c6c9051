"""What can go wrong with a file that comes in parts, and with a batch held for a person."""

from yishu.core.errors import Problem


class UploadNotFound(Problem):
    """There is no upload {upload} of yours for this resource."""

    code = "data_upload_not_found"
    status = 404
    zh = "您在该资源没有上传任务 {upload}。"


class UploadGone(Problem):
    """This upload has ended and its file is gone: begin a new one, unless its status says that it was published."""

    code = "upload_gone"
    status = 410
    zh = "此上传任务已结束，文件不再保留：若状态不是已入库，请重新上传。"


class UploadBusy(Problem):
    """Another request is writing to this upload: ask for its offset in {pause} seconds, and go on from there."""

    code = "upload_busy"
    status = 409
    zh = "另一请求正在写入此上传任务：请在 {pause} 秒后查询已收到的位置，从该处继续。"
    pause = 2

    def __init__(self) -> None:
        super().__init__(pause=self.pause)


class OffsetMismatch(Problem):
    """The upload goes on at byte {offset}, not at {given}."""

    code = "offset_mismatch"
    status = 409
    zh = "应从第 {offset} 字节继续上传，而不是第 {given} 字节。"


class UploadTooLong(Problem):
    """More bytes came than the {length} that were announced: begin a new upload with the right length."""

    code = "upload_too_long"
    status = 413
    zh = "发来的内容超过申明的 {length} 字节：请按正确的长度重新开始上传。"


class UploadIsWhole(Problem):
    """The file is here as a whole and is being published, or waits for a person: see the status of the upload."""

    code = "upload_is_whole"
    status = 409
    zh = "文件已全部收到，正在入库或等待处理：请查看此上传任务的状态。"


class TooManyUploads(Problem):
    """Your agency has {most} uploads that are not finished: finish one, or delete one that is needed no longer."""

    code = "too_many_uploads"
    status = 429
    zh = "本单位未完成的上传任务已有 {most} 个：请先完成，或删除不再需要的。"


class UploadsTooLarge(Problem):
    """The unfinished uploads of your agency would come to more than {limit}: finish one, or delete one that is needed no longer."""

    code = "uploads_too_large"
    status = 429
    zh = "本单位未完成的上传任务合计将超过 {limit}：请先完成，或删除不再需要的。"


class DigestMismatch(Problem):
    """The file that came has not the digest that was told (it has {found}): it was altered on the way, or the digest is of another file. Send it again."""

    code = "digest_mismatch"
    status = 422
    zh = "收到的文件与申明的摘要不符（实为 {found}）：传输中有改动，或摘要属于另一文件。请重新发送。"


class UploadLost(Problem):
    """The file of this upload is no longer on this node, perhaps because it was restored from a backup: send it again."""

    code = "upload_lost"
    status = 410
    zh = "此上传任务的文件已不在本节点，可能因从备份恢复：请重新发送。"


class UploadFailed(Problem):
    """Publishing this file failed here {attempts} times; the operator finds it in the log. Send it again when told that it is mended."""

    code = "data_upload_failed"
    status = 500
    zh = "此文件入库时平台内部出错 {attempts} 次，运维人员可在日志中查到。请在修复后重新发送。"


class BatchDiscarded(Problem):
    """{who} put this batch aside ({reason}): nothing of it was published. Mend the file, and send it under a new Idempotency-Key."""

    code = "batch_discarded"
    status = 409
    zh = "{who}已弃用这一批（{reason}），未发布任何数据：请改正文件，用新的 Idempotency-Key 发送。"


class NotHeld(Problem):
    """This batch is held no longer: it was decided already, or its time is over."""

    code = "batch_not_held"
    status = 409
    zh = "这一批已不在暂存：已有处理结果，或已过期。"


class PersonDecides(Problem):
    """A person decides what becomes of a held batch: sign in on the portal, or use a token of your own."""

    code = "person_decides"
    status = 403
    zh = "暂存批次须由具体人员处理：请登录门户，或用本人的令牌调用。"


class HoldRuleMissing(Problem):
    """{code} has no rule by which its batches are held."""

    code = "hold_rule_missing"
    status = 404
    zh = "{code} 没有声明暂存比例。"


class SenderGone(Problem):
    """{who}, who sent this file, has no access any more: somebody who has sends it again."""

    code = "sender_gone"
    status = 403
    zh = "发送此文件的{who}已停用：请由在用的人员或系统重新发送。"


class TusVersionUnknown(Problem):
    """Uploads go by tus {version}: say so in Tus-Resumable."""

    code = "tus_version_unknown"
    status = 412
    zh = "上传按 tus {version} 协议进行：请在 Tus-Resumable 请求头中写明。"
