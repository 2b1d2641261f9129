"""The engine: stations, their order, execution, choices."""
