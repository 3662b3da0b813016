"""How recommendations are measured: real baskets, split by time, and what simpler recommenders say."""
