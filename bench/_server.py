"""The door for gunicorn: the site and the limit behind one address."""

import django

django.setup()

from bench._bare import both  # noqa: E402

application = both
