"""Everything that can happen. No other module writes a row that has a state."""
