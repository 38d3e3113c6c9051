"""A channel over somebody's HTTP gateway, described in a TOML file (`YISHU_CHANNELS`), no code:

    [sms]
    name_zh = "短信"
    name_en = "SMS"
    address_zh = "手机号码"
    address_en = "Mobile number"
    address = '1\\d{10}'                     # what an address looks like, a regular expression
    url = "https://sms.example/send"
    headers_file = "/etc/yishu/sms.headers"  # lines `Authorization: …`; readable by our account only
    format = "json"                          # or "form"
    body = {to = "{address}", text = "{text}", id = "{number}"}
    answer = {code = "0"}                    # what a successful answer says besides 2xx

`{address}`, `{text}`, `{link}`, `{number}` stand inside the values of `body`, which is filled before it is encoded: no text can break out of its place.
`{number}` is the same whenever the same message is sent again.
"""

import json
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec

from yishu.core.decoding import converted
from yishu.core.errors import Language
from yishu.notices.connecting import AddressRefused, post, resolved
from yishu.notices.errors import SendingFailed

if TYPE_CHECKING:
    from yishu.notices.channels import Line

_MANY: Final = {"zh": "您有 {n} 条新通知，请登录平台查看。", "en": "You have {n} new notices; see the portal."}
_PLACE: Final = re.compile(r"\{(address|text|link|number)\}")
_MOST: Final = 200
"""Characters of an address."""


class HttpChannel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the file; `code` is the table's name."""

    code: str
    name_zh: str
    name_en: str
    address_zh: str
    address_en: str
    address: str
    url: str
    body: dict[str, Any]
    format: str = "json"
    headers_file: str = ""
    answer: dict[str, Any] = {}

    def label(self, language: Language) -> str:
        return self.name_zh if language == "zh" else self.name_en

    def address_label(self, language: Language) -> str:
        return self.address_zh if language == "zh" else self.address_en

    def is_address(self, address: str) -> bool:
        return len(address) <= _MOST and re.fullmatch(self.address, address) is not None

    def send(self, number: str, address: str, lines: "list[Line]", language: Language) -> None:
        text = lines[0].text if len(lines) == 1 else _MANY[language].format(n=len(lines))
        filled = _filled(self.body, {"address": address, "text": text, "link": lines[0].link, "number": number})
        try:
            status, answer = post(resolved(self.url), self._encoded(filled), self._headers())
        except AddressRefused as refused:
            raise SendingFailed(refused.rule, reached=False) from refused
        if not 200 <= status < 300:
            raise SendingFailed(f"HTTP {status}", lasting=status in (400, 404, 410, 422))
        if not _says(answer, self.answer):
            raise SendingFailed("answer " + answer[:80].decode("utf-8", "replace"))

    def _encoded(self, filled: dict[str, Any]) -> bytes:
        return json.dumps(filled, ensure_ascii=False).encode() if self.format == "json" else urlencode(filled).encode()

    def _headers(self) -> dict[str, str]:
        kind = "application/json; charset=utf-8" if self.format == "json" else "application/x-www-form-urlencoded"
        found = {"Content-Type": kind}
        if self.headers_file:
            lines = Path(self.headers_file).read_text("utf-8").splitlines()
            pairs = (line.partition(":") for line in lines if line.strip())
            found |= {name.strip(): value.strip() for name, _, value in pairs}
        return found


def read_channels(path: str) -> list[HttpChannel]:
    """What the file describes; "" describes nothing. Raises ValueError where it is not as it should be."""
    return list(_read(path, Path(path).stat().st_mtime_ns)) if path else []


@lru_cache(maxsize=4)
def _read(path: str, _version: int) -> tuple[HttpChannel, ...]:
    tables = tomllib.loads(Path(path).read_text("utf-8"))
    try:
        found = tuple(converted(table | {"code": code}, HttpChannel) for code, table in tables.items())
        for channel in found:
            re.compile(channel.address)
    except (msgspec.MsgspecError, re.error, TypeError) as wrong:
        raise ValueError(f"{path}: {wrong}") from wrong
    for channel in found:
        if channel.format not in ("json", "form") or not re.fullmatch(r"[a-z][a-z0-9_]{1,19}", channel.code):
            raise ValueError(f"{path}: {channel.code}")
        if channel.code in ("email", "webhook"):
            raise ValueError(f"{path}: {channel.code} is taken")
    return found


def _filled(value: Any, given: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each, given) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, given) for each in value]
    return _PLACE.sub(lambda place: given[place[1]], value) if isinstance(value, str) else value


def _says(answer: bytes, wanted: dict[str, Any]) -> bool:
    if not wanted:
        return True
    try:
        said = json.loads(answer)
    except ValueError:
        return False
    return isinstance(said, dict) and all(str(said.get(name)) == str(value) for name, value in wanted.items())
