// An opened record in words, as the server's pages tell it (api/texts/record.py): there is no other way of saying it.

const PPM = 10_000;

/** What stands at a place: an entry a line, members side by side; what no list or table has stays as it was written. */
export function told(words, place, value, parties) {
  if (Array.isArray(value)) {
    const between = value.some((each) => each !== null && typeof each === "object") ? "\n" : " · ";
    return value.map((each) => told(words, place, each, parties)).join(between);
  }
  if (value === null || value === undefined) return "";
  if (typeof value === "object") return members(words, place, value, parties).join(" · ");
  if (typeof value === "string") return text(words, place, value, parties);
  return words.shares.includes(place) && Number.isInteger(value) ? `${value / PPM}%` : String(value);
}

/** What a field is called; one without words goes by its name. */
export function nameOf(words, field) {
  return own(words.names, field) ?? field;
}

/** The applicants' names by their ids, where a record tells both. */
export function applicantsOf(record) {
  const listed = Array.isArray(record.applicants) ? record.applicants : [];
  const named = listed.filter((each) => typeof each?.party === "string" && typeof each.name === "string");
  return Object.fromEntries(named.map((each) => [each.party, each.name]));
}

function members(words, place, value, parties) {
  const within = `${place}.`;
  const known = Object.keys(words.names).filter((each) => each.startsWith(within));
  const order = known.map((each) => each.slice(within.length)).filter((each) => Object.hasOwn(value, each));
  return [...new Set([...order, ...Object.keys(value)])].flatMap((name) => {
    const path = within + name;
    const said = told(words, path, value[name], parties);
    return said === "" ? [] : [`${own(words.names, path) ?? name} ${said}`];
  });
}

function text(words, place, value, parties) {
  if (words.holders.includes(place) && Object.hasOwn(parties, value)) return parties[value];
  return own(own(words.values, place) ?? {}, value) ?? value;
}

// what a file names may be a name that every object has
function own(from, name) {
  return Object.hasOwn(from, name) ? from[name] : undefined;
}
