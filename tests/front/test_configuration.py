"""What the agent says of a file, a key, a node or a database that is not as it should be; and that it keeps the key to itself."""

import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.certificates import self_signed
from tests.conftest import ROOT, free_port
from tests.front.stage import CODES, Agent, Stage, publish_folder, publish_table, quiet, receive, row_of

Make = Callable[..., Agent]
KEY = "ysk_" + "k" * 43
NODE_KEY = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"  # RFC 8037, A.2


def front(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "yishu.cli", "front", *words]
    return subprocess.run(
        command, cwd=ROOT, env=quiet(environment), capture_output=True, text=True, check=False, timeout=60
    )


def test_init_writes_an_example_that_can_be_filled_in_and_never_overwrites(tmp_path: Path) -> None:
    file = tmp_path / "front.toml"
    assert front("init", "-c", str(file)).returncode == 0
    (tmp_path / "front.key").write_text(KEY)
    before = file.read_text("utf-8")
    again = front("init", "-c", str(file))
    assert (again.returncode, "已存在" in again.stderr) == (1, True)
    assert file.read_text("utf-8") == before
    status = front("status", "-c", str(file))
    assert status.returncode == 0, status.stderr
    assert "尚未成功过" in status.stdout
    uncommented = "\n".join(
        line.removeprefix("# ") if "=" in line or line.startswith("# [") else line for line in before.split("\n")
    )
    for name in ("ca.pem", "cert.pem", "cert.key"):
        (tmp_path / name).touch()
    file.write_text(uncommented.replace("/srv", str(tmp_path)).replace('node_key = "…"', f'node_key = "{NODE_KEY}"'))
    (tmp_path / "daily").mkdir()
    done = front("status", "-c", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count('"name"') == 4


WRONG = """
[node]
url = "http://share.example/x"
key_file = "nowhere"
color = 1
[agent]
interval_seconds = 0
[[publish]]
name = "Stations"
resource = "1"
postgres = "host=a b"
sqlite = "b"
table = "a.b.c"
columns = { "A-1" = "x" }
cursor = "c"
encoding = "latin1"
[[receive]]
name = "x"
resource = "307101001/000001"
table = ""
"""


def test_each_wrong_field_is_named_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "front.toml"
    file.write_text(WRONG)
    done = front("check", "-c", str(file))
    assert done.returncode == 1
    lines = dict(line.split(": ", 1) for line in done.stderr.splitlines() if ": " in line)
    assert set(lines) == {
        "node.url",
        "node.key_file",
        "node.color",
        "agent.state",
        "agent.interval_seconds",
        "publish[0].name",
        "publish[0].resource",
        "publish[0].sqlite",
        "publish[0].table",
        "publish[0].columns",
        "publish[0].key",
        "publish[0].encoding",
        "receive[0].postgres",
        "receive[0].table",
    }
    assert "1 至 86400" in lines["agent.interval_seconds"]
    english = front("check", "-c", str(file), YISHU_LANG="en")
    assert "agent.interval_seconds: A whole number from 1 to 86400." in english.stderr
    assert "这" not in english.stderr
    by_locale = front("check", "-c", str(file), LANG="en_GB.UTF-8")
    assert by_locale.stderr == english.stderr


@pytest.mark.parametrize(
    ("content", "said"), [("[node", "不是 UTF-8 编码的 TOML"), (None, "没有文件"), ("", "缺少此项")]
)
def test_a_file_that_is_none_is_told(tmp_path: Path, content: str | None, said: str) -> None:
    file = tmp_path / "front.toml"
    if content is not None:
        file.write_text(content)
    for words in (("check",), ("run", "--once"), ("status",)):
        done = front(*words, "-c", str(file))
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr
        assert "Traceback" not in done.stderr


def test_wrong_arguments_are_told() -> None:
    assert front("run", "--twice").returncode == 2
    assert front("publish").returncode == 2
    assert "init" in front().stderr + front().stdout


def test_check_says_what_would_be_published_and_received(stage: Stage, publisher: Make, tmp_path: Path) -> None:
    resource, table, folder = stage.resource(), stage.make_table([row_of(1), row_of(2)]), tmp_path / "files"
    folder.mkdir()
    (folder / "a.csv").write_text("x\n")
    agent = publisher(
        publish_table("table", resource, stage.address, table),
        publish_folder("files", stage.resource(), folder),
        receive("copy", resource, "elsewhere", postgres=stage.address),
    )
    done = agent.run("check")
    assert done.returncode == 0, done.stdout
    assert "受限共享" in done.stdout
    assert "[table] 待发布 2 行" in done.stdout
    assert "[files] 待发布 1 个文件" in done.stdout
    assert "[copy] 将创建表 elsewhere" in done.stdout
    assert "wait to be published" in agent.run("check", YISHU_LANG="en").stdout
    agent.run("run", "--once")
    assert "[table] 待发布 0 行" in agent.run("check").stdout
    assert stage.fetch("select to_regclass('elsewhere')") == [(None,)]


def test_check_names_columns_that_the_entry_lacks_and_rows_without_a_cursor(stage: Stage, publisher: Make) -> None:
    resource, table = stage.resource(), stage.make_table([row_of(1)])
    stage.execute(f"alter table {table} alter changed drop not null; update {table} set changed = null")
    columns = ", ".join(f'"{code}"' for code in CODES[1:])
    section = publish_table("table", resource, stage.address, table, columns=f'["changed", {columns}]')
    done = publisher(section).run("check")
    assert done.returncode == 1
    assert "✗ [table] columns 缺少条目的信息项：code" in done.stdout
    assert "✗ [table] columns 中有条目没有的信息项：changed" in done.stdout
    assert "1 行的 changed 为空" in done.stdout


def test_a_wrong_key_is_told_and_not_repeated(stage: Stage, tmp_path: Path) -> None:
    resource, table = stage.resource(), stage.make_table([row_of(1)])
    agent = Agent(tmp_path, stage.node.url, KEY, publish_table("table", resource, stage.address, table))
    for words in (("check",), ("run", "--once")):
        done = agent.run(*words)
        assert done.returncode == 1
        assert "节点拒绝：" in done.stdout
        assert "wrong_key" in done.stdout


def test_an_unreachable_node_is_told_and_tried_again(stage: Stage, tmp_path: Path) -> None:
    table = stage.make_table([row_of(1)])
    resource = stage.resource()
    agent = Agent(
        tmp_path, f"http://127.0.0.1:{free_port()}", KEY, publish_table("table", resource, stage.address, table)
    )
    checked = agent.run("check")
    assert (checked.returncode, "没有应答（Connection refused）" in checked.stdout) == (1, True)
    assert "[table] 待发布 1 行" in checked.stdout
    started = agent.start()
    try:
        wait_for(lambda: (agent.folder / "log").read_text().count("没有应答") > 1, started)
    finally:
        started.terminate()
        assert started.wait(20) == 0
    assert agent.status()["table"]["error_code"] == "front_node_unreachable"


def test_an_unreachable_database_is_told_without_its_password(stage: Stage, publisher: Make) -> None:
    address = f"postgresql://reader:hidden-words@127.0.0.1:{free_port()}/air"
    agent = publisher(publish_table("table", stage.resource(), address, "stations"))
    for words in (("check",), ("run", "--once")):
        done = agent.run(*words)
        assert done.returncode == 1
        assert "数据库连接不上或被占用（host=127.0.0.1" in done.stdout
        assert "hidden-words" not in done.stdout + done.stderr


def test_what_is_no_node_is_told(stage: Stage, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port := free_port())],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: listens(port), process)
        table = stage.make_table([row_of(1)])
        agent = Agent(
            tmp_path / "a", f"http://127.0.0.1:{port}", KEY, publish_table("t", stage.resource(), stage.address, table)
        )
        assert "不是一数节点的应答" in agent.run("check").stdout
    finally:
        process.kill()
        process.wait()


def test_the_key_may_come_from_the_environment(stage: Stage, publisher: Make) -> None:
    agent = publisher(publish_table("table", stage.resource(), stage.address, stage.make_table([row_of(1)])))
    agent.file.write_text(agent.file.read_text().replace('key_file = "front.key"', 'key_env = "OUR_KEY"'))
    (agent.folder / "front.key").unlink()
    assert agent.run("run", "--once").returncode == 1
    assert agent.run("run", "--once", OUR_KEY=stage.publishing.key).returncode == 0
    kept = "".join(path.read_text() for path in (agent.folder / "state").rglob("*") if path.is_file())
    assert stage.publishing.key not in kept
    assert (agent.folder / "state").stat().st_mode & 0o077 == 0


BLOCKED = """
import sys, pkgutil, importlib
from importlib.machinery import PathFinder

ALLOWED = {"msgspec", "click", "psycopg", "psycopg_binary", "urllib3", "yishu", "typing_extensions", *sys.stdlib_module_names}
ANSWERS = {"cryptography", "cffi", "_cffi_backend"}  # of the extra front-answers
answering = "answering" in sys.argv
ALLOWED |= ANSWERS if answering else set()

class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in ALLOWED and not name.startswith("_sysconfigdata"):
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Nothing())
import yishu.cli
import yishu.front
for module in pkgutil.walk_packages(yishu.front.__path__, "yishu.front."):
    if answering or not module.name.startswith("yishu.front.answering."):
        importlib.import_module(module.name)
yishu.cli.main(["front", "--help"])
"""


@pytest.mark.parametrize("extra", [[], ["answering"]])
def test_the_agent_needs_no_more_than_its_extra_installs(extra: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED, *extra], cwd=ROOT, env=quiet({}), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "status" in done.stdout
    for part in ("django", "pyarrow", "asyncpg"):
        blocked = BLOCKED + f"\nimport {part}"
        last = subprocess.run(
            [sys.executable, "-c", blocked.replace('yishu.cli.main(["front", "--help"])', "")],
            cwd=ROOT,
            env=quiet({}),
            capture_output=True,
            text=True,
            check=False,
        )
        assert f"ModuleNotFoundError: {part}" in last.stderr


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(reached: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while not reached():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_key_goes_to_a_node_whose_certificate_is_trusted_only(tmp_path: Path) -> None:
    heard: list[str] = []
    certificate = self_signed(tmp_path)
    with tls_server(certificate, heard) as url:
        section = '[[publish]]\nname = "x"\nresource = "307101001/000001"\ncsv_folder = "."\n'
        agent = Agent(tmp_path / "a", url, KEY, section)
        assert "没有应答（self" in agent.run("check").stdout
        assert not heard
        agent.file.write_text(agent.file.read_text().replace("[node]\n", f'[node]\nca_file = "{certificate}"\n'))
        assert "不是一数节点的应答" in agent.run("check").stdout
        assert set(heard) == {f"Bearer {KEY}"}


@contextmanager
def tls_server(certificate: Path, heard: list[str]) -> Iterator[str]:
    """Notes the Authorization of each call; answers that there is nothing."""

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.headers["Authorization"])
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = HTTPServer(("127.0.0.1", 0), Listening)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that does not trust us hangs up
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
