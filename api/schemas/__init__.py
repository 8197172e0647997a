"""Shapes of requests and answers: texts and numbers, never a row and never a domain record."""
