"""Evaluations, one module each: answers held against labelled examples."""
