"""`yishu demo`: a node with real divisions, agencies, entries and data, filled once, then served."""

from pathlib import Path

import click

from yishu import serving
from yishu.node.configuration import setting

NODE_NAME = "浙江省信息共享平台（演示）"


def demo(folder: Path, *, host: str, port: int) -> None:
    """Fill the folder's node if it is empty, write `demo.json`, and answer until Ctrl-C.

    `demo.json` is written last: a node whose filling was cut short is filled anew.
    """
    import os

    os.environ.update(YISHU_DEMO="1", YISHU_NODE_NAME=os.environ.get("YISHU_NODE_NAME", NODE_NAME))
    url = f"http://{host}:{port}"
    os.environ.setdefault("YISHU_BACKENDS", url)
    with serving.stopping_gently(), serving.database(folder):
        serving.ready_django()
        serving.migrate()
        from django.conf import settings

        from yishu.demo import cases_room, filling, front_room, lower

        # One of several tiers is described in full only once it is linked.
        path = folder / setting("demo_file", "demo.json")
        if settings.YISHU_NODE_CODE in lower.LOWER:
            lower.fill(path, url)
        else:
            filling.fill(path, url)
            cases_room.mount(url)
            front_room.lay_out(path)
        if path.name == "demo.json":
            click.echo(f"一数演示平台 {url}/  ·  账号、密钥见 {folder / 'demo.json'}  ·  Ctrl-C 停止")
        with serving.worker():
            serving.serve("yishu.asgi:application", host=host, port=port)
