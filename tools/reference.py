"""Write the reference pages that the code itself can tell: errors, audit actions, commands, paths of the management API, and the table of packages in the architecture.

.venv/bin/python tools/reference.py            write docs/reference/{errors,actions,commands,api}.md, record.schema.json and docs/explanation/architecture.md
.venv/bin/python tools/reference.py --check    write nothing; exit 1 and name the pages that are stale
"""

import argparse
import ast
import configparser
import importlib
import json
import os
import pkgutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import grimp

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
ARCHITECTURE = ROOT / "docs" / "explanation" / "architecture.md"
PACKAGES_FROM, PACKAGES_TO = "<!-- packages: tools/reference.py -->", "<!-- end of packages -->"
NOTE = "<!-- Written by tools/reference.py; change the code, then run it again. -->\n"
BEFORE_DJANGO = ("yishu.asgi", "yishu.settings")  # made for a running node; they hold no problem and no command


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is stale")
    check = parser.parse_args().check
    ready()
    stale = {path: text for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text}
    for path, text in stale.items():
        sys.stdout.write(f"{'stale' if check else 'written'}: {path.relative_to(ROOT)}\n")
        if not check:
            path.write_text(text, "utf-8")
    return 1 if check and stale else 0


def ready() -> None:
    """Set up Django, where nobody has yet; no database is asked for anything."""
    import django
    from django.apps import apps

    if not apps.ready:
        os.environ.setdefault("YISHU_DIR", tempfile.mkdtemp(prefix="yishu-"))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishu.settings")
        django.setup()


def pages() -> dict[Path, str]:
    return {
        REFERENCE / "errors.md": errors_page(),
        REFERENCE / "actions.md": actions_page(),
        REFERENCE / "record.schema.json": record_schema(),
        REFERENCE / "commands.md": commands_page(),
        REFERENCE / "api.md": api_page(),
        ARCHITECTURE: architecture_page(),
    }


def errors_page() -> str:
    lines = [
        "# 错误代码 · Error codes\n",
        "出错时返回 `application/problem+json`（RFC 9457）：`code` 是稳定的代码，`title`、`detail` 按 `Accept-Language` 用中文或英文，",
        "填写有误的字段列在 `errors`（`field`、`rule`、`message`）。通过身份认证之后的每次拒绝都带 `receipt`，可在留痕中查到。",
        "`{…}` 是随情况填入的内容。\n",
        "Refusals are `application/problem+json`; `code` is stable, texts follow `Accept-Language`. `{…}` is filled in.\n",
    ]
    from yishu.core.errors import TITLES

    found = problems()
    for status in sorted({problem.status for problem in found}):
        zh, en = TITLES[status]
        lines += [f"## {status} {zh} · {en}\n", "| code | 中文 | English |", "|---|---|---|"]
        for problem in sorted((each for each in found if each.status == status), key=lambda each: each.code):
            lines.append(f"| `{problem.code}` | {cell(problem.zh)} | {cell(problem.__doc__ or '')} |")
        lines.append("")
    return NOTE + "\n".join(lines)


def actions_page() -> str:
    from yishu.audit.record import Action
    from yishu.audit.words import ACTIONS

    lines = [
        "# 留痕动作 · Audit actions\n",
        "每条留痕写明一个动作，形如 `对象:动作`。只增加，不改名。\n",
        "Each evidence record names one action, `subject:action`. Words are added, never renamed.\n",
        "| action | 中文 | English |",
        "|---|---|---|",
    ]
    for action in Action:
        lines.append(f"| `{action}` | {said(ACTIONS[action], 'zh-hans')} | {said(ACTIONS[action], 'en')} |")
    return NOTE + "\n".join([*lines, ""])


def record_schema() -> str:
    from yishu.audit import schema

    return json.dumps(schema.record_schema(), ensure_ascii=False, indent=1) + "\n"


def commands_page() -> str:
    from yishu.cli import main as program

    lines = [
        "# 命令 · Commands\n",
        "命令从环境变量取设置，见 [settings.md](settings.md)。退出码 0 为成功，1 为有问题（已说明），2 为用法不对。\n",
        "Settings come from the environment, see [settings.md](settings.md). Exit code 0: done; 1: something is wrong and was said; 2: wrong usage.\n",
    ]
    for words, command in commands(program, ("yishu",)):
        lines.append(f"## `{' '.join([*words, *usage(command)])}`\n")
        lines.append(f"{' '.join((command.help or '').split())}\n")
        options = [each for each in command.params if isinstance(each, click.Option)]
        lines += [f"- `{'`, `'.join(each.opts)}`{told(each)}" for each in options]
        lines += [""] if options else []
    return NOTE + "\n".join(lines)


def api_page() -> str:
    from ninja import NinjaAPI

    from yishu.api import api

    # The management part only: the data plane is told by hand in http.md.
    paths = NinjaAPI.get_openapi_schema(api, path_prefix="/api/")["paths"]
    lines = [
        "# 管理接口 · Management API\n",
        "请求和应答的全部字段见运行中节点的 `/api/docs`（OpenAPI：`/api/openapi.json`）；数据接口见 [http.md](http.md)。",
        "All fields of requests and answers: `/api/docs` of a running node.\n",
        "| path | |",
        "|---|---|",
    ]
    for path, operations in sorted(paths.items()):
        for method, operation in operations.items():
            lines.append(f"| `{method.upper()} {path}` | {cell(operation.get('description', ''))} |")
    return NOTE + "\n".join([*lines, ""])


def architecture_page() -> str:
    """The page as it stands, its table of packages drawn anew from the code."""
    before, rest = ARCHITECTURE.read_text("utf-8").split(PACKAGES_FROM, 1)
    after = rest.split(PACKAGES_TO, 1)[1]
    lines = ["| package | what it knows | articles | imports |", "|---|---|---|---|", *package_lines()]
    return "\n".join([before + PACKAGES_FROM, *lines, PACKAGES_TO + after])


def package_lines() -> Iterator[str]:
    """The packages from the top layer of the import contract down: in their own words, with what each really imports."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:house"]["layers"].replace("|", " ").split()
    graph = grimp.build_graph("yishu", cache_dir=None)
    for package in [name for name in [*layers, "yishu.front"] if (ROOT / name.replace(".", "/")).is_dir()]:
        said = ast.get_docstring(ast.parse((ROOT / package.replace(".", "/") / "__init__.py").read_text("utf-8"))) or ""
        words, _, articles = said.rstrip(".").removesuffix(")").partition(" (Art. ")
        inside = {package, *graph.find_descendants(package)}
        imported = {each for module in inside for each in graph.find_modules_directly_imported_by(module)} - inside
        below = sorted({each.split(".")[1] for each in imported if each.startswith("yishu.")})
        yield f"| `{package.removeprefix('yishu.')}` | {words} | {articles.replace('-', '–')} | {' '.join(below)} |"


def problems() -> list[type]:
    """Every kind of problem, in all of the package's modules."""
    import yishu
    from yishu.core.errors import Problem

    for module in pkgutil.walk_packages(yishu.__path__, "yishu."):
        if module.name not in BEFORE_DJANGO and ".migrations" not in module.name:
            importlib.import_module(module.name)
    return sorted(below(Problem), key=lambda each: (each.code, each.__module__))


def below(kind: type) -> Iterator[type]:
    for child in kind.__subclasses__():
        if child.__module__.startswith("yishu."):
            yield child
        yield from below(child)


def commands(group: click.Group, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            if command.invoke_without_command:  # it does something by itself as well
                yield (*words, name), command
            yield from commands(command, (*words, name))
        else:
            yield (*words, name), command


def usage(command: click.Command) -> list[str]:
    return [each.make_metavar(click.Context(command)) for each in command.params if isinstance(each, click.Argument)]


def told(option: click.Option) -> str:
    given = option.default if isinstance(option.default, str | int | Path) and not option.is_flag else None
    default = f" (default `{given}`)" if given is not None else " (required)" if option.required else ""
    return (f": {option.help}" if option.help else "") + default


def said(text: object, language: str) -> str:
    from django.utils.translation import override

    with override(language):
        return str(text)


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
