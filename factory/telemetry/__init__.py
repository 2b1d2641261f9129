"""Runs as traces, metrics and logs of OpenTelemetry. Off unless asked for; nothing of its SDK is loaded then."""
