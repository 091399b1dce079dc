"""Requests for ideas, and writing them."""
