"""What the queue is fitted on and measured with: recordings whose right text is known."""
