"""A host unit's pages, under /host/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
