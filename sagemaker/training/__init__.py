"""What every training script shares: how a job is told its folders, and how a model becomes a bundle."""
