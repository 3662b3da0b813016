"""all-MiniLM-L6-v2 as functions run it: its published weights, checked, as an ONNX graph of 8-bit integers."""
