app_name = "hosting"
urlpatterns = []
