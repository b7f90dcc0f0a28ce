from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.notices_read, name="read"),
    path("<int:pk>/open/", views.notice_open, name="open"),
]
