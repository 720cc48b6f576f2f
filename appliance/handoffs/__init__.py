"""Conversations that the bot handed to a person: asked for, taken, done."""
