from django.apps import AppConfig


class CheckingConfig(AppConfig):
    name = "yishu.sharing.checking"
    label = "sharing_checking"
