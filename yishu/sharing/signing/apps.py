from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "yishu.sharing.signing"
    label = "sharing_signing"
