"""Will a price drop, and what will it be? Trees on what is known of a price's own past, its shop and its market."""
