"""Every sentence that a person reads, in Chinese and in English."""
