"""What decides truth: pure functions and frozen records, no input or output."""
