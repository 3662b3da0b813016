"""Measurements that several commands share."""
