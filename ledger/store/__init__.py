"""The only room that speaks SQL: tables, journal, repositories, one unit of work."""
