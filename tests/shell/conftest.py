"""Django with the node's own settings; these pages need no database."""

import os
import tempfile

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yishu.settings")
os.environ.setdefault("YISHU_DIR", tempfile.mkdtemp(prefix="yishu-shell-"))
django.setup()
