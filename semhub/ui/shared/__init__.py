"""What several pages share: the frame, the model, results at hand, trust, export."""
