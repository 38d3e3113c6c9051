"""What a proof or a checkpoint has wrong, in Chinese: the errors of this package say it in English."""

from typing import Final

_SAID: Final = (
    ("the record beside the proof has another hash", "证明所附的留痕与哈希不符：附件或回执被改动过"),
    ("a hash has 32 bytes", "哈希不是 32 字节"),
    ("the path is too", "证明的路径长度不对"),
    ("the path leads to another root", "证明推不出检查点签署的根：证明、回执或检查点不是一套，或被改动过"),
    ("leaf ", "序号超出检查点签署的范围"),
    ("a proof begins with", "这不是证明文件"),
    ("a proof says the index", "证明文件没有写明序号"),
    ("base64 is expected", "文件有一行不是应有的编码（base64）"),
    ("the checkpoint is not signed by", "检查点不是由所给的公钥签署的"),
    ("the signature of ", "签名不成立"),
    ("a checkpoint is", "检查点读不懂"),
    ("this is no checkpoint", "检查点读不懂"),
    ("signature lines are expected", "检查点没有签名"),
    ("a line is no signature", "检查点的签名读不懂"),
    ("the time of a cosignature", "见证签名的时间读不懂"),
    ("this is no key of a log", "这不是日志或见证方的公钥（Ed25519 或 SM2）"),
    ("the key's number does not fit", "公钥的编号与名称、内容不符：抄错或缺了字"),
    (
        "an excerpt says nothing about checkpoints",
        "按条件导出的文件不含从前的检查点和时间戳：请用整份日志的导出与它们核对",
    ),
    ("the file does not begin as an excerpt", "这不是按条件导出的文件"),
    ("stamps/: asn1crypto", "核对时间戳须先安装 asn1crypto：pip install asn1crypto"),
    ("log.json", "这不是整份日志的导出：log.json 缺失或读不懂"),
    ("checkpoints.jsonl", "导出中的 checkpoints.jsonl 缺失或读不懂"),
    ("non-hexadecimal", "回执读不懂：点号后应是 64 位十六进制数"),
    ("'utf-8' codec", "文件不是 UTF-8 文本"),
)
UNKNOWN: Final = "文件读不懂"


def in_chinese(wrong: Exception) -> str:
    """Errors that say it in Chinese themselves keep their own words."""
    own = getattr(wrong, "zh", "")
    return own or next((zh for begins, zh in _SAID if str(wrong).startswith(begins)), UNKNOWN)
