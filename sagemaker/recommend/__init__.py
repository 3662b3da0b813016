"""What will somebody buy next? Trees on what the crowd and their own past say of a product, whatever it is called."""
