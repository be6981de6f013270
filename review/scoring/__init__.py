"""WER, CER and their details, for texts written the same way."""
