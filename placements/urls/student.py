"""A student's pages, under /me/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
