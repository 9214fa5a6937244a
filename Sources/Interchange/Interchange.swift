// Trained models to and from other software: ONNX, PyTorch's state dictionaries, NumPy, and JSON.
