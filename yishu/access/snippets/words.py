"""What the modes are called where they are called up, what each is for, and what to take where there is more to ask."""

from django.utils.translation import gettext_lazy as _

MODE_NAMES = {"verify": _("比对验证"), "query": _("查询引用"), "bulk": _("批量复制")}
PURPOSES = {
    "verify": _("送出手中的值，只得到是否一致"),
    "query": _("取得已授权的信息项"),
    "bulk": _("下载一份副本"),
}
HINTS = {
    "verify": _("许多对象一次核验：写 subjects，至多 100 000 个；几千个以上用 Arrow 流更快（Python：verify_table）。"),
    "query": _("许多对象一次查询：写 subjects，至多 100 000 个；几千个以上用 Arrow 流更快（Python：query_table）。"),
    "bulk": _("数据量大的用 format=parquet 或 arrow；以后只取变化，加 since= 上次的版本号。"),
}
