"""Certificates and verdicts on paper: records, faces in Chinese, and how one is checked."""
