from django.urls import path

from yishu.catalogue import editing, pages, reviewing, versions
from yishu.catalogue.bases import pages as bases
from yishu.catalogue.collection import pages as collection
from yishu.catalogue.confirming import pages as confirming
from yishu.catalogue.digitising import pages as digitising
from yishu.catalogue.holdings import pages as holdings
from yishu.catalogue.scoring import pages as scoring
from yishu.catalogue.steps import pages as steps
from yishu.catalogue.synonyms import pages as synonyms

app_name = "catalogue"
urlpatterns = [
    path("", pages.search_page, name="search"),
    path("mine/", pages.mine, name="mine"),
    path("mine/submit/", editing.submit_several, name="submit_several"),
    path("version/<int:entry_id>/", pages.version, name="version"),
    path("draft/", editing.draft, name="draft"),
    path("draft/check/", editing.check_draft, name="check_draft"),
    path("draft/<int:entry_id>/", editing.amend, name="amend"),
    path("draft/<int:entry_id>/submit/", editing.submit, name="submit"),
    path("draft/<int:entry_id>/take-back/", editing.take_back, name="take_back"),
    path("review/", reviewing.review, name="review"),
    path("review/<int:entry_id>/", reviewing.review_entry, name="review_entry"),
    path("collection-check/", collection.collection_check, name="collection_check"),
    path("holdings/", holdings.holdings, name="holdings"),
    path("holdings/agencies/<str:code>/", holdings.agency_holdings, name="agency_holdings"),
    path("holdings/<int:duty_id>/", holdings.holding, name="holding"),
    path("quality/", scoring.scores, name="scores"),
    path("quality/providers/", scoring.providers, name="score_providers"),
    path("synonyms/", synonyms.synonyms, name="synonyms"),
    path("synonyms/<int:synonym_id>/remove/", synonyms.remove, name="remove_synonym"),
    path("digitisation/", digitising.digitisation, name="digitisation"),
    path("steps/", steps.steps, name="steps"),
    path("steps/<str:agency>/", steps.agency_step, name="agency_step"),
    path("bases/", bases.bases, name="bases"),
    path("bases/<slug:base>/", bases.base, name="base"),
    path("confirming/", confirming.confirming, name="confirming"),
    path("confirming/confirm/", confirming.confirm, name="confirm"),
    path("confirming/merge/", confirming.merge, name="merge"),
    path("<str:code>/", pages.entry_page, name="entry"),
    path("<str:code>/differences/", versions.compare, name="compare"),
    path("<str:code>/state/", confirming.state, name="state"),
    path("<str:code>/draft/", editing.draft_version, name="draft_version"),
]
