"""The same mechanisms as the engine's, written as an ordinary Mesa model: objects, dicts of ties, AgentSet methods."""
