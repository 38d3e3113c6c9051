"""What the name of an item says of it where no standard does: in Chinese its last word is what it is. For forms that fill in and advice that asks; no rule stops by it."""

import re
from dataclasses import dataclass
from typing import Final

from yishu.core.text import folded_name


@dataclass(frozen=True, slots=True)
class Shape:
    """Type, length in characters (None: not known) and sensitivity, as an item of a draft has them."""

    type: str = "string"
    length: int | None = None
    sensitivity: str = "ordinary"


BUSINESS_ADDRESS: Final = re.compile(r"(经营|营业|注册|登记|单位|企业|公司|机构|场所|办公|项目|标准|网站?|邮箱|ip)地址")
"""Where a business or a site is found: about no person."""
_SHAPES: Final = tuple(
    (re.compile(pattern), shape)
    for pattern, shape in (
        (r"身份证(件)?(号码?)?$|公民身份号|^身份号", Shape("string", 18, "sensitive")),
        (r"(护照|银行卡|病历|社保卡?|社会保障)号|银行账号", Shape("string", 30, "sensitive")),
        (r"(电话|手机)(号码?)?$|联系方式$", Shape("string", 30, "personal")),
        (r"(姓名|联系人|负责人|经办人|代表人|当事人|户主)$", Shape("string", 50, "personal")),
        (r"住址$|(居住|户籍|家庭|通讯)地址?$", Shape("string", 200, "personal")),
        (r"(地址|住所|地点|位置)$", Shape("string", 200)),
        (r"时间$|时刻$", Shape("datetime")),
        (r"日期$|年月日$|有效期至$|截止日$", Shape("date")),
        (r"(年份|年度)$", Shape("integer")),
        (r"^是否", Shape("boolean")),
        (r"(人数|次数|个数|户数|件数|数量|总数|天数|年限)$", Shape("integer")),
        (r"(金额|价格|费用|资本|资金|总额|产值|面积|比例|比率|重量|长度|高度|经度|纬度|浓度)$", Shape("decimal")),
        (r"(范围|内容|说明|备注|描述|摘要|事由|情况|意见|简介)$", Shape("string", 2000)),
        (r"(名称|标题|机关|单位|部门|机构)$", Shape("string", 120)),
        (r"(状态|类型|类别|种类|等级|级别|性质|方式|结果|代码|编码|编号|文号|证号|号码|号)$", Shape("string", 60)),
    )
)


def shape_of(name: str) -> Shape:
    """The first of the shapes whose words the name has; text of no known length if none."""
    folded = folded_name(name)
    return next((shape for words, shape in _SHAPES if words.search(folded)), Shape())
