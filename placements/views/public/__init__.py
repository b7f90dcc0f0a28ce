"""Pages anybody may read; a signed-in student also sees what concerns them."""
