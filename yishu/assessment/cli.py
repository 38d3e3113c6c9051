"""Commands of assessment; what they need is imported when they run."""

import json
from pathlib import Path

import click


@click.command()
@click.argument("period", required=False)
@click.option("--due", is_flag=True, help="List the assessments and inspections that are due and not done.")
@click.option("--json", "as_json", is_flag=True, help="The results as JSON.")
def assess(period: str | None, due: bool, as_json: bool) -> None:
    """Compute the assessment of a PERIOD (2026Q4, 2026H2, 2026) from the record. What agencies were shown already stays as it is."""
    if due == bool(period):
        raise click.UsageError("give either a PERIOD or --due")
    from yishu import serving
    from yishu.node.configuration import setting

    with serving.database(Path(setting("dir", ".yishu")).resolve()):
        serving.ready_django()
        serving.migrate()
        from django.utils import timezone

        from yishu.assessment import computing, outlines
        from yishu.core.actor import PLATFORM

        if period is None:
            rows = outlines.of_owed(timezone.now())
            click.echo(json.dumps(rows, ensure_ascii=False, indent=1) if as_json else outlines.owed_table(rows))
            return
        made = computing.compute(PLATFORM, period, now=timezone.now())
        outline = outlines.of_assessment(PLATFORM, made)
    click.echo(json.dumps(outline, ensure_ascii=False, indent=1) if as_json else outlines.table(outline))


COMMANDS: tuple[click.Command, ...] = (assess,)
