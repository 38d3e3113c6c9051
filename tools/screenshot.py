"""Pictures of pages, whole length, at several widths: `tools/screenshot.py URL… --out DIR [--width 1440,390] [--login user:password]`."""

import argparse
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, sync_playwright


def main() -> int:
    arguments = parsed()
    arguments.out.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.stderr.write("no Chromium found: apt install chromium fonts-noto-cjk\n")
        return 2
    wrong = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for width in arguments.width:
            context = opened(browser, width, arguments)
            wrong += sum(taken(context, url, width, arguments) for url in arguments.urls)
            context.close()
        browser.close()
    return 1 if wrong else 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--width", type=lambda text: [int(one) for one in text.split(",")], default=[1440, 390])
    parser.add_argument("--login", help="user:password")
    parser.add_argument("--login-url", default="/login")
    parser.add_argument("--locale", default="zh-CN")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--no-script", action="store_true", help="as without JavaScript")
    return parser.parse_args()


def opened(browser: Browser, width: int, arguments: argparse.Namespace) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        locale=arguments.locale,
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if arguments.dark else "light",
        java_script_enabled=not arguments.no_script,
    )
    if arguments.login:
        logged_in(context, urljoin(arguments.urls[0], arguments.login_url), *arguments.login.split(":", 1))
    return context


def logged_in(context: BrowserContext, url: str, name: str, password: str) -> None:
    page = context.new_page()
    page.goto(url)
    form = page.locator("form", has=page.locator("input[type=password]"))
    form.locator("input[type=text], input:not([type])").first.fill(name)
    form.locator("input[type=password]").fill(password)
    form.locator("button, input[type=submit]").first.click()
    page.wait_for_load_state()
    if page.locator("input[type=password]").count():
        raise SystemExit(f"could not log in at {url} as {name}")
    page.close()


def taken(context: BrowserContext, url: str, width: int, arguments: argparse.Namespace) -> int:
    """One picture; what the browser complained of goes to standard error. 1 if it did, or if the page is wider than the window."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = page.goto(url, wait_until="networkidle")
    too_wide = 0 if arguments.no_script else page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if too_wide > 0:
        complaints.append(f"{too_wide} px wider than the window")
    parts = urlsplit(url)
    name = re.sub(r"[^\w-]+", "_", f"{parts.path}{parts.query}").strip("_") or "home"
    path = arguments.out / f"{name}-{width}{'-dark' if arguments.dark else ''}.png"
    page.screenshot(path=path, full_page=True)
    sys.stdout.write(f"{path} ({answer.status if answer else '?'})\n")
    sys.stderr.writelines(f"{path.name}: {text}\n" for text in complaints)
    page.close()
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
