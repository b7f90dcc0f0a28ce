"""Pages of one student, each about their own things only."""
