"""The agent's TOML file as a `Front`. Relative paths are those from the file's own folder."""

import base64
import binascii
import os
import re
import tomllib
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from yishu.front.configuration import (
    Answer,
    Answering,
    Database,
    FolderSource,
    Front,
    NodeAddress,
    Publication,
    Reception,
    TableSource,
)
from yishu.front.errors import FieldsWrong, FileMalformed, FileMissing
from yishu.front.fields import Fields

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_RESOURCE: Final = re.compile(r"[0-9A-Za-z]{1,30}/[0-9]{1,12}")
_ITEM: Final = re.compile(r"[a-z][a-z0-9_]{0,47}")
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_DATABASES: Final = ("postgres", "postgres_env", "sqlite")
MODES: Final = ("upsert", "replace")
ENCODINGS: Final = ("utf-8", "gbk", "gb18030")


def read(path: Path) -> Front:
    """Raises FileMissing, FileMalformed, FieldsWrong with every wrong field."""
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise FileMissing(path=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise FileMalformed(path=path, reason=type(error).__name__) from None
    except tomllib.TOMLDecodeError as error:
        raise FileMalformed(path=path, reason=error) from None
    whole = Fields("", content, [])
    front = _front(whole, path.absolute().parent)
    if whole.wrong:
        raise FieldsWrong(errors=whole.wrong, path=path)
    return front


def _front(whole: Fields, folder: Path) -> Front:
    node = _node(whole.table("node"), folder, keyless=not (whole.has("publish") or whole.has("receive")))
    agent = whole.table("agent")
    state, interval = agent.text("state"), agent.number("interval_seconds", default=60, least=1, most=86_400)
    agent.end()
    publications = [_publication(each, node.url, folder) for each in whole.tables("publish")]
    receptions = [_reception(each, node.url, folder) for each in whole.tables("receive")]
    answering = _answering(whole, folder)
    whole.end()
    if not answering or publications or receptions:
        _check_names(whole, [*publications, *receptions])
    return Front(node, folder / state, interval, tuple(publications), tuple(receptions), answering)


def _node(fields: Fields, folder: Path, *, keyless: bool) -> NodeAddress:
    """`keyless`: whether it need have no key, since nothing is published or received."""
    url, ca_file = fields.text("url").rstrip("/"), fields.text("ca_file", default="")
    fields.asked |= {"key_file", "key_env"}
    key = "" if keyless and not (fields.has("key_file") or fields.has("key_env")) else _key(fields, folder)
    if url and not _is_safe(url):
        zh = "应为 https:// 开头的节点地址，不带路径；http:// 只可用于本机。"
        en = "The node's address, https:// and no path; http:// only for this very machine."
        fields.fault("url", "https", zh, en)
    if ca_file and not (folder / ca_file).is_file():
        fields.fault("ca_file", "file", "没有这个文件。", "There is no such file.")
    fields.end()
    return NodeAddress(url, key, str(folder / ca_file) if ca_file else None)


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return safe and bool(parts.hostname) and not (parts.path or parts.query or parts.fragment or parts.username)


def _key(fields: Fields, folder: Path) -> str:
    """The key's text from a file or the environment; its wrong text is not repeated."""
    file, variable = fields.text("key_file", default=""), fields.text("key_env", default="")
    if bool(file) == bool(variable):
        zh = "key_file（密钥文件）和 key_env（环境变量名）须写其中一个。"
        fields.fault(
            "key_file", "one_of_two", zh, "Give one of key_file (a file) and key_env (an environment variable)."
        )
        return ""
    name = "key_file" if file else "key_env"
    try:
        key = (folder / file).read_text("ascii").strip() if file else os.environ.get(variable, "").strip()
    except (OSError, UnicodeDecodeError):
        key = ""
    if not re.fullmatch(r"ysk_[!-~]{10,200}", key):
        zh = "其中没有密钥：应为节点签发的 ysk_ 开头的一行。"
        fields.fault(name, "key", zh, "It holds no key: one line that begins with ysk_, as the node issued it.")
    return key


def _publication(fields: Fields, node: str, folder: Path) -> Publication:
    name, resource = _name(fields), _resource(fields)
    given = [each for each in (*_DATABASES, "csv_folder") if fields.has(each)]
    _require_one(fields, given, (*_DATABASES, "csv_folder"))
    source = _folder_source(fields, folder) if "csv_folder" in given else _table_source(fields, folder)
    fields.asked |= {*_DATABASES, "csv_folder"}
    fields.end()
    return Publication(name, node, resource, source)


def _folder_source(fields: Fields, folder: Path) -> FolderSource:
    place = folder / fields.text("csv_folder")
    if not place.is_dir():
        fields.fault("csv_folder", "folder", "没有这个文件夹。", "There is no such folder.")
    encoding = fields.one_of("encoding", ENCODINGS, default="utf-8")
    mode = fields.one_of("mode", MODES, default="upsert")
    return FolderSource(place, encoding, mode, fields.number("settle_seconds", default=10, least=0, most=86_400))


def _table_source(fields: Fields, folder: Path) -> TableSource:
    database, table = _database(fields, folder), _table(fields)
    columns = _columns(fields)
    cursor, key = fields.text("cursor", default=""), fields.names("key")
    if cursor and not key:
        zh = "有 cursor 时须写明 key：没有两行相同的列，以便在游标值相同处接续。"
        en = "With a cursor name the key: columns that no two rows share, to go on where cursors are equal."
        fields.fault("key", "required_with_cursor", zh, en)
    return TableSource(
        database,
        table,
        columns,
        key,
        cursor,
        fields.number("batch_rows", default=20_000, least=1, most=1_000_000),
        fields.number("settle_seconds", default=10, least=0, most=86_400),
    )


def _columns(fields: Fields) -> tuple[tuple[str, str], ...]:
    if not fields.has("columns"):
        zh = '请写明发布哪些列：{{ 信息项代码 = "列名" }}，或列名与代码相同时写成列表。'
        en = 'Say which columns are published: {{ item = "column" }}, or a list where both have one name.'
        fields.fault("columns", "required", zh, en)
        fields.asked.add("columns")
        return ()
    if isinstance(fields.content["columns"], list):
        names = fields.names("columns")
        pairs = tuple((name, name) for name in names)
    else:
        table = fields.table("columns")
        pairs = tuple((item, table.text(item)) for item in table.content)
    for item, _ in pairs:
        if not _ITEM.fullmatch(item):
            zh = "“{item}”不是信息项代码（小写字母、数字和下划线，最长 48 位）。"
            fields.fault("columns", "item_code", zh, "{item} is no item's code (a-z, 0-9, _; 48 at most).", item=item)
    return pairs


def _reception(fields: Fields, node: str, folder: Path) -> Reception:
    name, resource = _name(fields), _resource(fields)
    _require_one(fields, [each for each in _DATABASES if fields.has(each)], _DATABASES)
    database, table = _database(fields, folder), _table(fields)
    grant = fields.text("grant", default="")
    fields.end()
    return Reception(name, node, resource, database, table, grant)


def _answering(whole: Fields, folder: Path) -> Answering | None:
    """The section [answering] with each [[answer]]; none where there is neither."""
    whole.asked |= {"answering", "answer"}
    if not (whole.has("answering") or whole.has("answer")):
        return None
    fields, answers = whole.table("answering"), [_answer(each, folder) for each in whole.tables("answer")]
    host, port = _listen(fields)
    origin, key = fields.text("origin").rstrip("/"), _node_key(fields)
    if origin and not _is_safe(origin):
        zh = "应为节点访问本机的地址：https://主机[:端口]，不带路径；http:// 只可用于本机。"
        en = (
            "The address by which the node reaches this: https://host[:port] and no path; http:// on this machine only."
        )
        fields.fault("origin", "https", zh, en)
    certificate, own_key = _file(fields, "certificate", folder), _file(fields, "certificate_key", folder)
    if (certificate is None) != (own_key is None):
        zh, en = "certificate 与 certificate_key 须一起写。", "Give certificate and certificate_key together."
        fields.fault("certificate", "both_or_neither", zh, en)
    at_once = fields.number("at_once", default=8, least=1, most=64)
    seconds = fields.number("seconds", default=3, least=1, most=30)
    days = fields.number("journal_days", default=1100, least=1, most=36_500)
    fields.end()
    _check_answers(whole, answers)
    return Answering(host, port, origin, key, tuple(answers), certificate, own_key, at_once, float(seconds), days)


def _answer(fields: Fields, folder: Path) -> Answer:
    resource = _resource(fields)
    _require_one(fields, [each for each in _DATABASES if fields.has(each)], _DATABASES)
    database, table, columns, key = _database(fields, folder), _table(fields), _columns(fields), fields.names("key")
    if not key or set(key) - {item for item, _ in columns}:
        zh = '请写明按哪些信息项找到一条记录，如 ["id_number"]；它们须在 columns 中。'
        en = 'Name the items by which a record is found, such as ["id_number"]; columns must have them.'
        fields.fault("key", "items", zh, en)
    fields.end()
    return Answer(resource, database, table, columns, key)


def _listen(fields: Fields) -> tuple[str, int]:
    host, _, port = fields.text("listen").rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        zh, en = "应为“地址:端口”，如 127.0.0.1:9443。", "Host and port, such as 127.0.0.1:9443."
        fields.fault("listen", "host_and_port", zh, en)
        return "127.0.0.1", 0
    return host.strip("[]"), int(port)


def _node_key(fields: Fields) -> bytes:
    """32 bytes, in either spelling of base64."""
    text = fields.text("node_key")
    try:
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raw = b""
    if text and len(raw) != 32:
        zh = "应为节点的公钥（Ed25519）：节点地址加 /api/v1/keys 所示的 x；请与节点的管理员当面核对。"
        en = (
            "The node's public key (Ed25519): x as its /api/v1/keys shows it; compare it with the node's administrator."
        )
        fields.fault("node_key", "key", zh, en)
    return raw


def _file(fields: Fields, name: str, folder: Path) -> Path | None:
    text = fields.text(name, default="")
    if text and not (folder / text).is_file():
        fields.fault(name, "file", "没有这个文件。", "There is no such file.")
    return folder / text if text else None


def _check_answers(whole: Fields, answers: list[Answer]) -> None:
    if not answers:
        zh = "请至少写一节 [[answer]]：答复哪个资源，从哪张表。"
        whole.fault(
            "answer", "required", zh, "Write at least one section [[answer]]: which resource, out of which table."
        )
    codes = [answer.resource for answer in answers]
    for code in sorted({code for code in codes if code and codes.count(code) > 1}):
        whole.fault("answer", "once", "{code} 写了不止一节。", "{code} has more than one section.", code=code)


def _database(fields: Fields, folder: Path) -> Database:
    if fields.has("sqlite"):
        path = folder / fields.text("sqlite")
        if not path.parent.is_dir():
            fields.fault("sqlite", "folder", "所在的文件夹不存在。", "Its folder does not exist.")
        return Database("sqlite", str(path), str(path))
    fields.asked |= {*_DATABASES}
    if fields.has("postgres_env"):
        name, address = "postgres_env", os.environ.get(fields.text("postgres_env"), "")
    else:
        name, address = "postgres", fields.text("postgres") if fields.has("postgres") else ""
    return Database("postgres", address, _place(fields, name, address))


def _place(fields: Fields, name: str, address: str) -> str:
    """Host, port and database of an address, without who logs in."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        parts = {}
    if not parts and fields.has(name):
        zh = "应为 PostgreSQL 的地址，如 postgresql://用户@主机/数据库。"
        fields.fault(name, "address", zh, "An address of a PostgreSQL, such as postgresql://user@host/database.")
    return " ".join(f"{each}={parts[each]}" for each in ("host", "port", "dbname", "service") if parts.get(each))


def _table(fields: Fields) -> str:
    table = fields.text("table")
    parts = table.split(".")
    if table and (len(parts) > 2 or not all(parts)):
        fields.fault("table", "table", "应为“表”或“模式.表”。", "A table, or schema.table.")
    return table


def _name(fields: Fields) -> str:
    name = fields.text("name")
    if name and not _NAME.fullmatch(name):
        zh = "只能用小写字母、数字、连字符和下划线，最长 40 位。"
        fields.fault("name", "name", zh, "a-z, 0-9, hyphens and underscores only, 40 at most.")
    return name


def _resource(fields: Fields) -> str:
    resource = fields.text("resource")
    if resource and not _RESOURCE.fullmatch(resource):
        fields.fault("resource", "code", "应为资源代码，如 307022001/000123。", "A resource's code: 307022001/000123.")
    return resource


def _require_one(fields: Fields, given: list[str], known: tuple[str, ...]) -> None:
    if len(given) != 1:
        zh, en = "须写明且只写明其中一个：{known}。", "Give one of these and one only: {known}."
        fields.fault(given[1] if given else known[0], "one_of_several", zh, en, known=", ".join(known))


def _check_names(whole: Fields, flows: list[Publication | Reception]) -> None:
    if not flows:
        zh = "请至少写一节 [[publish]]（发布）、[[receive]]（接收）或 [[answer]]（答复）。"
        whole.fault("publish", "required", zh, "Write at least one section [[publish]], [[receive]] or [[answer]].")
    names = [flow.name for flow in flows]
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        zh, en = "名称“{name}”用了不止一次，请各用一个。", "The name {name} stands more than once; give each its own."
        whole.fault("name", "once", zh, en, name=name)
