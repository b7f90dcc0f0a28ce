"""What things cost. `make bench` runs every module without a leading underscore."""
