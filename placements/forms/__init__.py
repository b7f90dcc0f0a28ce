"""The shape of what people type. Forms write nothing."""
