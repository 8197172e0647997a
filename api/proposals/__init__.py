"""Acts that parties propose to each other: made, completed, signed and sent by their sides."""
