"""English: reported speech, counts, blame, place and time, over sentences with exact offsets."""

# reader follows

