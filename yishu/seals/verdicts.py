"""What is said of a sealed file: apart from `verifying`, whose libraries every process would read at its start and few ever use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from yishu.seals.authority import Trusted

LARGEST: Final = 10 * 1024 * 1024
"""Bytes of a file that is verified."""

REASONS: dict[str, tuple[str, str]] = {
    "": ("电子印章有效，文件自盖章后未被改动。", "The seal holds: the file has not been changed since it was sealed."),
    "unreadable": ("不是能读取的 PDF 文件，或文件已损坏。", "This is no PDF that can be read, or it is damaged."),
    "unsealed": ("文件没有电子印章。", "The file has no seal."),
    "several": ("文件有一个以上的签名，不是平台签发的样式。", "The file has more than one signature, as no document of the platform has."),
    "altered": ("文件内容与盖章时不一致：已被改动。", "The file is not what was sealed: it has been changed."),
    "appended": ("盖章之后文件又被追加了内容：已被改动。", "Something was appended after the file was sealed: it has been changed."),
    "untrusted": ("印章不是由本平台信任的证书机构签发的。", "The seal was not issued by an authority that this platform trusts."),
    "not_certified": ("印章未锁定文件内容，不是平台签发的样式。", "The seal does not lock the file, as every document of the platform does."),
}  # fmt: skip
"""Why a file does not hold, in Chinese and English; empty: it does."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the file itself says. Names are those of the seal's certificate and are to be believed only where it `holds`."""

    reason: str = ""
    agency: str = ""
    agency_code: str = ""
    number: str = ""
    sealed_at: datetime | None = None
    authority: str = ""
    is_test: bool = False

    @property
    def holds(self) -> bool:
        return not self.reason

    def words(self, language: str) -> str:
        """The verdict in a sentence, `zh` or `en`."""
        return REASONS[self.reason][0 if language == "zh" else 1]


def examine(content: bytes, authorities: Sequence[Trusted]) -> Verdict:
    """Hold a file against the authorities. Never raises: what cannot be read does not hold."""
    from yishu.seals.verifying import verdict_on

    return verdict_on(content, authorities)
