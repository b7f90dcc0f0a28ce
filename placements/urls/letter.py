"""The letter of commitment, under /me/letter/."""

from django.urls import URLPattern, path

from placements.views.student import letter

urlpatterns: list[URLPattern] = [
    path("me/letter/", letter.letter, name="student-letter"),
    path("me/letter/<int:pk>/sign/", letter.letter_sign, name="student-letter-sign"),
    path("me/letter/<int:pk>/pdf/", letter.letter_pdf, name="student-letter-pdf"),
]
