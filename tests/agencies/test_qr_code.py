"""The secret of an authenticator is read off the page by a camera (11.2); a reader that is not ours judges it."""

import base64
from pathlib import Path
from typing import Any

import pytest

from tests.agencies.entering import secret_of
from tests.cast import Cast
from tests.conftest import Node
from tests.walking import log_in
from yishu.core import one_time

pytestmark = pytest.mark.usefixtures("django_ready")
READER = (Path(__file__).parent.parent / "vectors" / "jsqr-1.4.0" / "jsQR.js").read_text("utf-8")
_READ = """async (png) => {
    const image = new Image();
    image.src = "data:image/png;base64," + png;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, image.width, image.height);
    return jsQR(pixels.data, pixels.width, pixels.height)?.data;
}"""


def read_off(page: Any, picture: bytes) -> str:
    """What the picture says, in a page of its own."""
    reader = page.context.new_page()
    reader.add_script_tag(content=READER)
    return reader.evaluate(_READ, base64.b64encode(picture).decode())


@pytest.mark.parametrize("width", [1440, 390])
def test_the_code_on_the_screen_says_what_is_typed_by_hand_otherwise(node: Node, page: Any, width: int) -> None:
    person = Cast().agency("民政").person_a
    log_in(page, node.url, person.login)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{node.url}/me/security/authenticator/")
    shown = page.get_by_role("img", name="二维码：用验证器应用扫描")
    shown.wait_for()
    told = read_off(page, shown.screenshot())
    html = page.content().encode()
    secret = secret_of(type("Answer", (), {"content": html})())
    assert told.startswith("otpauth://totp/")
    assert f"secret={one_time.secret_text(secret)}" in told
    assert person.login in told
    assert "style=" not in html.decode().partition('role="img"')[2].partition("</svg>")[0]


def test_a_long_chinese_name_of_a_node_fits(page: Any) -> None:
    from yishu.agencies.identity.pictures import qr_code

    address = one_time.address(
        b"k" * 20, issuer="浙江省公共数据共享交换平台（西湖区节点）", account="zhang.san@" + "x" * 40
    )
    page.set_content(qr_code(address, "码"))
    assert read_off(page, page.get_by_role("img", name="码").screenshot()) == address
