"""What downloads refuse."""

from yishu.core.errors import Problem


class DownloadNotFound(Problem):
    """You have asked for no such download."""

    code = "download_not_found"
    status = 404
    zh = "您没有这个下载。"


class DownloadNotReady(Problem):
    """The file is still being prepared: ask for its state until it is `ready`."""

    code = "download_not_ready"
    status = 409
    zh = "文件还在准备中：请等状态变为“可以下载”。"


class DownloadOver(Problem):
    """The file is not kept any more: prepare it anew."""

    code = "download_over"
    status = 410
    zh = "文件已过保存期限或已清除：请重新准备。"


class DownloadOutdated(Problem):
    """The grant, or how its items are masked, has changed since the file was made: prepare it anew."""

    code = "download_outdated"
    status = 410
    zh = "文件生成后授权内容或脱敏要求已变化，不能再下载：请重新准备。"


class TooManyDownloads(Problem):
    """You have {most} downloads waiting or kept already: fetch or remove one first."""

    code = "too_many_downloads"
    status = 429
    zh = "您已有 {most} 个下载在准备或保存中：请先下载或清除其中的。"


class NoRoomForDownloads(Problem):
    """This node has no room left for files to download: try again later, or read the copy without a file by `GET …/bulk`."""

    code = "no_room_for_downloads"
    status = 507
    zh = "本节点暂无空间保存下载文件：请稍后再试，或通过接口直接读取批量副本。"


class AskerGone(Problem):
    """Whoever asked for this file, or their agency, is not active any more."""

    code = "asker_gone"
    status = 403
    zh = "申请下载的用户、系统或其单位已停用。"


class DownloadBroken(Problem):
    """The file could not be prepared, for a fault of this node: prepare it anew; if it fails again, tell its operator."""

    code = "download_broken"
    status = 500
    zh = "因本节点故障未能准备文件：请重新准备；再次失败请联系运维人员。"
