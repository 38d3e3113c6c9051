from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    name = "yishu.access.results"
    label = "results"
    verbose_name = _("核验结果单")

    def ready(self) -> None:
        from yishu.access.results.checking import by_code, by_digest
        from yishu.seals import papers

        papers.register(papers.Source(by_code, by_digest))
