"""Paper: a face in Chinese with its machine-readable record attached (PDF/A-3b), made and read."""
