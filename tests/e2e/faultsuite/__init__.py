"""Faults of real applications, and a runner that lets mity heal each of them."""
