from django.urls import path

from yishu.catalogue.directories import crawlers

urlpatterns = [
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", crawlers.sitemap_file, name="sitemap_file"),
    path("robots.txt", crawlers.robots, name="robots"),
]
