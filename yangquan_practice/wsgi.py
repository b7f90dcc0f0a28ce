"""The door for any WSGI server: gunicorn yangquan_practice.wsgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yangquan_practice.settings")
application = get_wsgi_application()
