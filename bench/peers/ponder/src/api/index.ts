import { Hono } from "hono";

// Ponder does not start without an API; the benchmark counts rows in the database.
export default new Hono();
