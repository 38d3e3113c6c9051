"""What another node states of a grant of ours is kept beside what this one stated."""

from datetime import datetime

from django.db import transaction

from yishu.core.errors import FieldError, Invalid
from yishu.core.jws import NotSigned
from yishu.sharing.models import Line
from yishu.sharing.proof import statements
from yishu.sharing.proof.models import Statement
from yishu.sharing.proof.statements import CONSUMER, Said, Says, Signed


@transaction.atomic
def keep(line: Line, text: str, *, says: Says, node: str, key: str) -> Said:
    """A statement of the consumer's node, by the key that the link knows: about this very line, after all that it stated before. The same one again changes nothing. Raises Invalid."""
    Line.objects.select_for_update(of=("self",)).get(pk=line.pk)
    before = list(Statement.objects.filter(line=line, node=node).order_by("n"))
    said = _read(text, key)
    if any(one.jws == text for one in before):
        return said
    provider, consumer = line.resource.provider, line.application.consumer
    about = (said.says, said.node, said.sides, said.consumer, said.resource)
    if about != (says, node, (CONSUMER,), consumer.code, line.resource.code):
        raise _refused("所签内容不是这一申请", "it speaks of something else")
    if provider is not None and said.provider != provider.code:
        raise _refused("所签提供单位不符", "it names another provider")
    if said.previous != (statements.link_of(before[-1].jws) if before else ""):
        raise _refused("缺少此前的声明", "what was stated before it is missing")
    Statement.objects.create(
        line=line,
        node=node,
        n=len(before) + 1,
        says=said.says,
        hash=said.hash,
        jws=text,
        key=key,
        at=datetime.fromisoformat(said.at),
    )
    return said


def _read(text: str, key: str) -> Said:
    try:
        said = statements.read(Signed(text, key))
        datetime.fromisoformat(said.at)
    except NotSigned as why:
        raise _refused("签名无效", str(why)) from None
    except ValueError:
        raise _refused("时间无法读取", "its time cannot be read") from None
    return said


def _refused(zh: str, en: str) -> Invalid:
    return Invalid(
        errors=[
            FieldError(
                "statement",
                "signed",
                "节点声明未予采信：{why}。",
                "The node's statement is not taken: {why_en}.",
                why=zh,
                why_en=en,
            )
        ]
    )
