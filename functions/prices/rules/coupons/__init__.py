"""Rules of coupons: whether one holds, how likely it works, what several take off together, which are the best."""
