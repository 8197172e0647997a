"""Questions to the mirror; every answer is frozen and says as of which block."""
