"""What can stop the agent, or one of its flows. `Passing` failures are tried again; the others wait for somebody to act."""

from yishu.core.errors import Invalid, Problem


class Passing(Problem):
    """The other side cannot be reached just now."""

    code = "front_passing"
    status = 503
    zh = "对方暂时不可用。"


class NodeUnreachable(Passing):
    """The node at {url} does not answer ({reason}): check address, network and certificate; the agent goes on trying."""

    code = "front_node_unreachable"
    zh = "节点 {url} 没有应答（{reason}）：请检查地址、网络和证书；前置交换会继续重试。"


class NodeBusy(Passing):
    """The node cannot serve this now (HTTP {http_status}: {reason}); the agent tries again."""

    code = "front_node_busy"
    zh = "节点暂时无法处理（HTTP {http_status}：{reason}），前置交换会重试。"


class HeldAtNode(Passing):
    """The node holds this batch ({bad} of {records} records break a rule): a data officer of the agency releases or discards it on the portal, under uploads and held batches; {url}"""

    code = "front_held_at_node"
    zh = "节点已暂存这一批（{records} 条中 {bad} 条不合规则）：请本单位数据专员在门户“上传和暂存”中放行或弃用；{url}"


class DatabaseUnreachable(Passing):
    """The database cannot be reached or is locked ({reason}): check that it runs and lets this account in; the agent goes on trying."""

    code = "front_database_unreachable"
    zh = "数据库连接不上或被占用（{reason}）：请检查数据库是否运行、账户可否登录；前置交换会继续重试。"


class Overtaken(Passing):
    """Another agent has moved {table} on meanwhile: only one agent may receive into a table."""

    code = "front_overtaken"
    zh = "另有前置交换同时写入了 {table}：一张表只能由一个前置交换接收。"


class FolderUnwritable(Passing):
    """The state folder {folder} cannot be used ({reason}): free some space or mend its permissions; the agent goes on trying."""

    code = "front_folder_unwritable"
    zh = "状态文件夹 {folder} 无法使用（{reason}）：请腾出空间或修正权限；前置交换会继续重试。"


class AgentFailed(Problem):
    """Something failed in the agent itself ({kind}); where is in its log on standard error."""

    code = "front_failed"
    status = 500
    zh = "前置交换内部出错（{kind}），位置见其标准错误输出。"


class NodeRefused(Problem):
    """The node refuses: {reason} ({node_code})"""

    code = "front_node_refused"
    status = 403
    zh = "节点拒绝：{reason}（{node_code}）"

    @property
    def node_code(self) -> str:
        """The node's own code of the refusal, or `http_…` where something before the node answered."""
        return str(self.params["node_code"])


class NotSent(Problem):
    """The node did not take the file ({reason}; {attempts} attempts): check address and network, then run the command again; a file that was taken after all does no harm twice."""

    code = "front_not_sent"
    status = 503
    zh = "节点没有收下文件（{reason}，共试 {attempts} 次）：请检查地址和网络后重新运行；即使文件其实已收下，再发一次也无妨。"


class FileTypeUnknown(Problem):
    """{file} has none of the endings {known}: rename it, or convert it."""

    code = "front_file_type_unknown"
    status = 422
    zh = "{file} 的扩展名不在 {known} 之列：请改名或转换格式。"


class KeyMissing(Problem):
    """No key is given: name a file that holds it by --key-file, or set YISHU_KEY."""

    code = "front_key_missing"
    status = 422
    zh = "没有给出密钥：请用 --key-file 指明存有密钥的文件，或设置 YISHU_KEY。"


class SourceWrong(Problem):
    """{what} cannot be read: {reason}"""

    code = "front_source_wrong"
    status = 422
    zh = "无法读取 {what}：{reason}"


class TargetWrong(Problem):
    """{what} cannot be written: {reason}"""

    code = "front_target_wrong"
    status = 422
    zh = "无法写入 {what}：{reason}"


class TargetNotEmpty(Problem):
    """{table} holds rows that this reception has not brought, and a full copy would delete them: empty it, or name another table."""

    code = "front_target_not_empty"
    status = 409
    zh = "{table} 中已有不是由本接收写入的数据，全量接收会将其删除：请先清空，或改用另一张表。"


class FileMissing(Problem):
    """There is no file {path}: write an example with `yishu front init -c {path}`, then fill it in."""

    code = "front_file_missing"
    status = 404
    zh = "没有文件 {path}：可用 `yishu front init -c {path}` 写一份示例，再填写。"


class FileExists(Problem):
    """{path} exists already and is left as it is: name another file."""

    code = "front_file_exists"
    status = 409
    zh = "{path} 已存在，未作改动：请换一个文件名。"


class FileMalformed(Problem):
    """{path} is not TOML in UTF-8: {reason}"""

    code = "front_file_malformed"
    status = 422
    zh = "{path} 不是 UTF-8 编码的 TOML：{reason}"


class FieldsWrong(Invalid):
    """{path} has fields that are not right:"""

    code = "front_fields_wrong"
    zh = "{path} 中有内容填写不正确："


class FolderInUse(Problem):
    """Another agent runs over the state folder {folder}: stop it first, or give this one a folder of its own."""

    code = "front_folder_in_use"
    status = 409
    zh = "状态文件夹 {folder} 正由另一个前置交换使用：请先停止它，或为本进程另设文件夹。"


class StateDamaged(Problem):
    """The state file {path} cannot be read: restore it, or remove it to publish in full again (records that are there already stay as they are)."""

    code = "front_state_damaged"
    status = 409
    zh = "状态文件 {path} 无法读取：请恢复，或将其删除后重新全量发布（已有的相同记录不受影响）。"
