"""The local AWS: builds the template's functions, deploys them to an emulator on this machine and keeps its state."""
