from django.urls import path

from yishu.audit.log import pages
from yishu.audit.log.stamping import pages as stamps

app_name = "log"
urlpatterns = [
    path("checkpoint", pages.checkpoint, name="checkpoint"),
    path("key", pages.key, name="key"),
    path("yishu-log.pyz", pages.program, name="program"),
    path("schema", pages.schema, name="schema"),
    path("tile/<path:path>", pages.tile, name="tile"),
    path("stamp", stamps.newest, name="newest_stamp"),
    path("stamp/<int:size>", stamps.at, name="stamp"),
    path("stamp/<int:size>/checkpoint", stamps.checkpoint, name="stamped"),
    path("stamp/<int:size>/<int:number>.tsr", stamps.answer, name="stamp_answer"),
    path("proof/<str:receipt>", pages.proof, name="proof"),
]
