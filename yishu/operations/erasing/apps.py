from django.apps import AppConfig


class ErasingConfig(AppConfig):
    name = "yishu.operations.erasing"
    label = "erasing"
