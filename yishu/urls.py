"""All pages and the management API. The data plane (`/api/v1/data/`) is the gateway's, see `yishu.asgi`."""

from django.urls import include, path

from yishu.api import api

urlpatterns = [
    path("", include("yishu.portal.urls")),
    path("", include("yishu.agencies.urls")),
    path("notices/", include("yishu.notices.urls")),
    path("", include("yishu.agencies.identity.urls")),
    path("delegations/", include("yishu.agencies.delegation.urls")),
    path("responsible/", include("yishu.agencies.accountability.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("catalogue/spreadsheets/", include("yishu.catalogue.spreadsheets.urls")),
    path("standards/", include("yishu.standards.urls")),
    path("catalogue/collected-forms/", include("yishu.catalogue.collected.urls")),
    path("catalogue/projects/", include("yishu.catalogue.projects.urls")),
    path("catalogue/collection-tasks/", include("yishu.catalogue.tasks.urls")),
    path("catalogue/", include("yishu.catalogue.urls")),  # after those of its parts: a code is one of its paths
    path("id/", include("yishu.catalogue.directories.urls")),
    path("directories/", include("yishu.catalogue.directories.page_urls")),
    path("", include("yishu.catalogue.directories.crawler_urls")),
    path("sharing/basket/", include("yishu.sharing.basket.urls")),
    path("sharing/attachments/", include("yishu.sharing.attachments.urls")),
    path("sharing/questions/", include("yishu.sharing.questions.urls")),
    path("sharing/changes/", include("yishu.sharing.changes.urls")),
    path("sharing/standing/", include("yishu.sharing.standing.urls")),
    path("sharing/sign-off/", include("yishu.sharing.signing.urls")),
    path("sharing/checks/", include("yishu.sharing.checking.urls")),
    path("sharing/refusal-templates/", include("yishu.sharing.refusing.urls")),
    path("sharing/", include("yishu.sharing.proof.urls")),
    path("sharing/", include("yishu.sharing.urls")),
    path("hosting/quarantine/", include("yishu.hosting.quarantine.urls")),
    path("hosting/files/", include("yishu.hosting.files.urls")),
    path("hosting/rules/", include("yishu.hosting.declared.urls")),
    path("hosting/", include("yishu.hosting.urls")),
    path("access/", include("yishu.access.urls")),
    path("delta-sharing/", include("yishu.access.delta.urls")),
    path("seals/", include("yishu.seals.urls")),
    path("exchange/", include("yishu.exchange.urls")),
    path("quality/", include("yishu.quality.urls")),
    path("cases/", include("yishu.cases.urls")),
    path("assessment/", include("yishu.assessment.urls")),
    path("operations/workdays/", include("yishu.operations.workdays.urls")),
    path("operations/", include("yishu.operations.urls")),
    path("demo/", include("yishu.demo.urls")),
    path("api/", api.urls),
]
