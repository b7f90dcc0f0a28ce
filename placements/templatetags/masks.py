"""`placements.masks` for templates."""

from django import template

from placements import masks

register = template.Library()
register.filter("mask_name", masks.mask_name)
register.filter("mask_phone", masks.mask_phone)
register.filter("mask_id_number", masks.mask_id_number)
