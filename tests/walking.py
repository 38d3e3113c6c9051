"""What every walk through the pages begins with."""

from typing import Any

from tests.cast import PASSWORD


def log_in(page: Any, url: str, login: str, password: str = PASSWORD) -> None:
    """Whoever was logged in before is forgotten."""
    page.context.clear_cookies()
    page.goto(f"{url}/login")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda address: not address.endswith("/login"))


def enter(page: Any, section: str) -> None:
    """Open a section of the navigation."""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=section, exact=True).first.click()
