"""Django's PostgreSQL backend on a server this project starts and stops itself."""
