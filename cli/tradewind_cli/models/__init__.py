"""The models of a stack from the operator's side: registered, promoted, taken back."""
