"""Models: their names, the hardware they fit, their weights. Only functions here import torch, never a module."""
