"""The door for gunicorn: the site and the limit behind one address."""

import django

django.setup()

from bench._bare import site_and_limit  # noqa: E402

application = site_and_limit()
