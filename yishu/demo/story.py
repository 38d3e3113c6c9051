"""The story that the tour tells: which page to see, as whom, by which article; in the order of the regulation's ideas."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One page to see: as whom (a login of the demo, in one of its roles; empty: without logging in), what it shows, by which article."""

    title: Text
    text: Text
    article: Text
    page: str
    login: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    title: Text
    steps: tuple[Step, ...]


CHAPTERS: Final = (
    Chapter(
        _("目录：有什么，归谁"),
        (
            Step(
                _("查找信息资源"),
                _("社会公众不登录也能看到向社会开放的和从开放目录导入的条目；试着搜“户籍”或“企业”。"),
                _("第八条"),
                "catalogue:search",
            ),
            Step(
                _("逐条登记"),
                _("公安厅的编目员在这里登记、修改本单位的目录；已发布的不改动，只出新版。"),
                _("第九条、第十条"),
                "catalogue:mine",
                "gongan-jingban",
                Role.CATALOGUER,
            ),
            Step(
                _("应编未编"),
                _("职责要求有、目录里还没有的数据，一直列在这里，直到编入目录或写明法律依据。"),
                _("第四条"),
                "catalogue:holdings",
                "minzheng-jingban",
                Role.CATALOGUER,
            ),
            Step(
                _("采集之前先查"),
                _("准备采集的项目逐行填入，平台答复哪些已有、归谁、怎样申请。"),
                _("第十六条"),
                "catalogue:collection_check",
                "minzheng-jingban",
                Role.HANDLER,
            ),
        ),
    ),
    Chapter(
        _("提供：先审查，再发布"),
        (
            Step(
                _("发布数据"),
                _("数据专员发布一个文件：逐条检查主键、类型、代码；每批有回执。"),
                _("第七条、第十三条"),
                "hosting:publish",
                "gongan-jingban",
                Role.DATA_OFFICER,
            ),
            Step(
                _("前置交换"),
                _(
                    "在另一个终端运行 yishu front run --once -c .demo/front/front.toml：它发布本单位文件夹里的 GBK 文件，"
                    "把行政区划接收到本单位的库，再看这里的批次。"
                ),
                _("第二十条、第二十七条"),
                "hosting:batches",
                "huanbao-jingban",
                Role.DATA_OFFICER,
            ),
            Step(
                _("问题数据退回整改"),
                _("人口数据里预埋了十一种差错。标识不对的记录不发布、不丢弃，连同理由退回提供单位。"),
                _("第二十一条"),
                "quarantine:list",
                "gongan-jingban",
                Role.DATA_OFFICER,
            ),
            Step(
                _("暂不能托管的，接上接口"),
                _("不动产登记信息由国土部门的接口实时答复，授权、留痕、限制与托管的一样；写明原因和期限。"),
                _("第七条"),
                "hosting:mounts",
                "guotu-jingban",
                Role.DATA_OFFICER,
            ),
            Step(
                _("更新的时效"),
                _("每个资源该何时更新、是否按时；没有变化的，由专人作零更新确认。"),
                _("第十八条、第二十五条"),
                "quality:timeliness",
                "zhuguan",
                Role.COORDINATOR,
            ),
        ),
    ),
    Chapter(
        _("共享：申请、审核、使用"),
        (
            Step(
                _("提出申请"),
                _("教育厅为入学资格审核申请人口数据：受限共享由提供单位审核，非受限共享当即开通。"),
                _("第二十六条"),
                "sharing:applications",
                "jiaoyu-jingban",
                Role.HANDLER,
            ),
            Step(
                _("五个工作日内审核"),
                _("公安厅的审签人核定对象、信息项和模式；不同意须写理由。时限按工作日计算。"),
                _("第二十六条第三款"),
                "sharing:inbox",
                "gongan-shenhe",
                Role.SIGNER,
            ),
            Step(
                _("协调不一致的意见"),
                _(
                    "申请被拒绝，申请单位可以提请协调；主管部门听取双方，出具编号的协调意见。开通仍由提供单位或政府决定。"
                ),
                _("第二十六条第三款"),
                "sharing:coordinations",
                "zhuguan",
                Role.COORDINATOR,
            ),
            Step(
                _("目录里没有的，提出需求"),
                _("需要而没有人提供的信息，向可能掌握它的单位提出，限期答复。"),
                _("第四条"),
                "sharing:demands",
                "minzheng-jingban",
                Role.HANDLER,
            ),
            Step(
                _("核验和查询"),
                _("民政厅的经办人为一个救助办件核验申请人，只看到授权的信息项。"),
                _("第二十七条"),
                "access:console",
                "minzheng-jingban",
                Role.HANDLER,
            ),
            Step(
                _("收回授权"),
                _("提供单位收回授权，从下一次调用起就不再有效。"),
                _("第四条、第三十条"),
                "sharing:grants",
                "gongan-shenhe",
                Role.SIGNER,
            ),
            Step(
                _("对外使用先征得同意"),
                _("共享得来的信息要向社会公布，另行征得提供单位同意；属于政府信息公开的，写明依据。"),
                _("第二十条"),
                "sharing:onward_uses",
                "gongan-shenhe",
                Role.SIGNER,
            ),
        ),
    ),
    Chapter(
        _("质量：比对、反馈、改正"),
        (
            Step(
                _("与别的单位比对"),
                _("教育厅用自己的区划表与民政厅的比对，列出只在一方的和不一致的。"),
                _("第十七条、第二十八条"),
                "quality:comparisons",
                "jiaoyu-jingban",
                Role.DATA_OFFICER,
            ),
            Step(
                _("疑义数据反馈"),
                _("不一致的五个工作日内反馈；提供单位限期答复，改正在源头。"),
                _("第二十八条"),
                "quality:discrepancies",
                "minzheng-jingban",
                Role.DATA_OFFICER,
            ),
        ),
    ),
    Chapter(
        _("协同：证照和联办"),
        (
            Step(
                _("电子证照"),
                _("经办人起草，审签人加盖电子印章签发；到期归档，永久保存的还要登记纸质件的位置。"),
                _("第二十三条、第二十四条"),
                "seals:documents",
                "linye-jingban",
                Role.HANDLER,
            ),
            Step(
                _("查验证照"),
                _("任何人都可以上传文件或输入编号，看它是否被改动过。"),
                _("第二十三条"),
                "seals:verify",
            ),
            Step(
                _("联办件"),
                _("西湖区民政局受理，省民政厅审核，各自在自己的授权之内、为这个办件取用数据，进展双方都看得到。"),
                _("第二十九条"),
                "cases:cases",
                "xihuminzheng-jingban",
                Role.HANDLER,
            ),
        ),
    ),
    Chapter(
        _("监督：每次使用留痕"),
        (
            Step(
                _("查看留痕"),
                _("谁、为哪项事项和办件、用了哪些信息项，写入之后才作答；双方都看得到。"),
                _("第三十二条"),
                "portal:evidence",
                "gongan-shenhe",
                Role.SIGNER,
            ),
            Step(
                _("落实情况"),
                _("超期未办的事项，写明是谁的责任；各单位的责任人和工作程序。"),
                _("第三十四条"),
                "operations:implementation",
                "jianchayuan",
                Role.INSPECTOR,
            ),
            Step(
                _("考核"),
                _("五类指标由记录算出，每个数字都能打开看是哪些记录；公布之前可以提出异议。"),
                _("第三十五条"),
                "assessment:periods",
                "zhuguan",
                Role.COORDINATOR,
            ),
            Step(
                _("监督检查"),
                _("计划、发现、整改通知、复查，逐步记录。"),
                _("第三十五条"),
                "assessment:inspections",
                "jianchayuan",
                Role.INSPECTOR,
            ),
            Step(
                _("结果运用"),
                _("对不响应共享的单位，依结果提出项目和经费的建议，由人决定。"),
                _("第三十六条"),
                "assessment:proposals",
                "zhuguan",
                Role.COORDINATOR,
            ),
        ),
    ),
    Chapter(
        _("安全和运行"),
        (
            Step(
                _("安全事件"),
                _("报告、处置、向主管部门报告的时间和回执、责任人，直到办结。"),
                _("第三十一条"),
                "operations:incidents",
                "zhuguan",
                Role.COORDINATOR,
            ),
            Step(
                _("风险评估"),
                _("平台检查自己的设置、密钥、授权、账号和缺少的责任人，与上次比较。"),
                _("第三十二条"),
                "operations:risk",
                "xitong",
                Role.SYSTEM_ADMINISTRATOR,
            ),
            Step(
                _("备份与演练"),
                _("备份加密；演练把最近的备份恢复到别处，核对留痕和数量，报告用时和损失。"),
                _("第三十三条"),
                "operations:drills",
                "xitong",
                Role.SYSTEM_ADMINISTRATOR,
            ),
        ),
    ),
    Chapter(
        _("三级平台"),
        (
            Step(
                _("级联通道"),
                _("上下级平台的通道是否畅通、落后多少。用 make demo TIERS=1 可以看到省、市、县三级。"),
                _("第三十七条"),
                "exchange:links",
                "xitong",
                Role.SYSTEM_ADMINISTRATOR,
            ),
            Step(
                _("本地规则"),
                _("时限和审核环节可以按本地的办法调整，写明依据；法定的时限只能更短。"),
                _("第三十八条"),
                "operations:local_rules",
                "zhuguan",
                Role.COORDINATOR,
            ),
        ),
    ),
)
