"""What a stranger may see of a name, a phone number and an ID number."""


def mask_name(name: str) -> str:
    """张**: the length is hidden too, since a short list makes it a clue."""
    return f"{name[:1]}**" if name else ""


def mask_phone(phone: str) -> str:
    """138****5521"""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "****"


def mask_id_number(number: str) -> str:
    """140***********2914: the province and the last four, never the birthday."""
    hidden = "*" * max(len(number) - 7, 4)
    return f"{number[:3]}{hidden}{number[-4:]}" if len(number) >= 15 else hidden
