"""What two_voice is worth on songs it has not learnt from: whole songs, new bars, and bars to fill."""
