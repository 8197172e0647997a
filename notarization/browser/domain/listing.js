/** What a listing in the directory of institutions is worth at a time. */

/** NOT_YET, LISTED, SUSPENDED or EXPIRED; the end of the licence ends a suspension too. */
export function listingState(word, time) {
  if (time >= word.until) return "EXPIRED";
  if (word.suspended) return "SUSPENDED";
  return time >= word.since ? "LISTED" : "NOT_YET";
}
