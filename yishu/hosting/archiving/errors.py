"""What can go wrong with files of versions."""

from yishu.core.errors import Problem


class VersionFileUnsound(Problem):
    """The file of version {version} is missing, or is not what was written: nothing of it is given. Those who run the platform see it as an alert and bring the file back from a copy;
    the present version can be taken as before."""

    code = "version_file_unsound"
    status = 503
    zh = "版本 {version} 的留存文件缺失或与留存时不一致，不提供其中任何内容。平台运行人员已收到告警，将从副本恢复；当前版本照常可取。"


class VersionStoreUnreachable(Problem):
    """The store of version files does not answer. Versions that are not in a file are given as before; try again in {pause} seconds."""

    code = "version_store_unreachable"
    status = 503
    zh = "存放版本文件的存储暂不可用，请在 {pause} 秒后重试；不在文件中的版本照常可取。"
    pause = 60

    def __init__(self) -> None:
        super().__init__(pause=self.pause)


class ArchiveRuleStands(Problem):
    """Files of versions of {code} are kept by this rule already."""

    code = "archive_rule_stands"
    status = 409
    zh = "{code} 已按此规则留存版本文件。"
