"""Accounts: who is signed in, how one signs in, and tokens for programs."""
