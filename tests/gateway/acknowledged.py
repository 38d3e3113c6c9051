"""Run by test_killed in a process of its own, whose Django is set up over a cluster of its own: sets the stage and says how to call."""

import json
import sys
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from tests.gateway.stage import set_stage

    stage = set_stage(Path(sys.argv[1]))
    sys.stdout.write(json.dumps({"path": stage.path("verify"), "headers": stage.civil_system.headers}))


if __name__ == "__main__":
    main()
