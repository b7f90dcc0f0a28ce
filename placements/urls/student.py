"""A student's pages, under /me/."""

from django.urls import URLPattern, path

from placements.views.student import (
    account,
    application,
    home,
    result,
    submission,
    wishes,
)

urlpatterns: list[URLPattern] = [
    path("me/", home.home, name="student-home"),
    path("me/application/", application.identity, name="student-application"),
    path(
        "me/application/education/",
        application.education,
        name="student-application-education",
    ),
    path(
        "me/application/submit/",
        submission.consent,
        name="student-application-consent",
    ),
    path(
        "me/application/take-back/",
        submission.take_back,
        name="student-application-take-back",
    ),
    path(
        "me/application/withdraw/",
        submission.withdraw,
        name="student-application-withdraw",
    ),
    path("me/wishes/", wishes.wish_list, name="student-wishes"),
    path("me/wishes/add/<int:pk>/", wishes.wish_add, name="student-wish-add"),
    path("me/wishes/<int:pk>/move/", wishes.wish_move, name="student-wish-move"),
    path("me/wishes/<int:pk>/remove/", wishes.wish_remove, name="student-wish-remove"),
    path("me/wishes/adjustment/", wishes.adjustment, name="student-adjustment"),
    path("me/result/", result.result, name="student-result"),
    path(
        "me/offers/<int:pk>/answer/", result.offer_answer, name="student-offer-answer"
    ),
    path("me/account/", account.account, name="student-account"),
    path("me/account/consent/", account.consent, name="student-consent"),
]
