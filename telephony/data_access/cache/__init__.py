"""Answers in memory: each question asked once, whoever asks."""
