"""Sign-off inside an agency: before an application is sent, and before a decision is given (26.1, 26.3, 34.1)."""
