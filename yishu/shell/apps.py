from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "yishu.shell"
    label = "shell"
