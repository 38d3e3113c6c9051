"""A process that is killed while it takes a document in: `python -m tests.hosting.files.dying PLACE RESOURCE SYSTEM TEXT`."""

import os
import signal
import sys
from typing import Any

import django


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(place: str, resource: str, system: str, text: str) -> None:
    from django.utils import timezone

    from tests.hosting.files.stage import pdf
    from yishu.agencies.models import ApplicationSystem
    from yishu.agencies.queries import actor_of_system
    from yishu.hosting.files import commands
    from yishu.hosting.files.rules import Submission

    settle = commands.content.settle
    if place == "written":
        commands.media_type_of = die  # type: ignore[assignment]
    elif place == "settled":
        commands.content.settle = lambda incoming: (settle(incoming), die())  # type: ignore[assignment]
    else:
        commands._put_on_record = die  # type: ignore[assignment]
    actor = actor_of_system(ApplicationSystem.objects.get(pk=int(system)))
    commands.upload(actor, resource, Submission("n.pdf"), [pdf(text)], now=timezone.now())


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
