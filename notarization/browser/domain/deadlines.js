/**
 * The clocks of an application, worked out anew from its acts by a rule profile (NAT-2026 Arts. 17-28): acceptance,
 * correction, examination with its one extension, supplement, notice, objection. The examination's clock stands still
 * while the others run.
 */

import { CLOCKS } from "./data/tables.js";
import { clockOf } from "./profiles.js";
import { CALENDAR, deadline, workingDaysBetween } from "./workdays.js";

const EXAMINATION = "examination";
const EXTENSION = "extension";
const NOTICE = "notice";

/**
 * One run of a clock: `end` is the rule's last second, `exact` false where no holiday table reaches; `written` is what
 * the register has, 0 for nothing; `stopped` is when it was over or interrupted, 0 while it goes on.
 */
export class ClockRun {
  constructor(members) {
    Object.assign(this, members);
  }

  but(changes) {
    return new ClockRun({ ...this, ...changes });
  }

  /** The register has the rule's own end, or none. */
  get agrees() {
    return this.written === 0 || this.written === this.end;
  }

  /** Whether somebody let the period pass, up to `time`; a notice may stand longer. */
  late(time) {
    return this.clock !== NOTICE && (this.stopped || time) > this.end;
  }
}

/** The runs so far; `left` is what the examination still has of its working days. */
class Clocks {
  constructor(profile, table) {
    Object.assign(this, { profile, table, left: clockOf(profile, EXAMINATION), runs: [] });
  }

  get newest() {
    return this.runs[this.runs.length - 1];
  }

  change(changes) {
    this.runs[this.runs.length - 1] = this.newest.but(changes);
  }

  start(clock, start, workingDays, written) {
    const { time: end, exact } = deadline(start, workingDays, this.table);
    const { article } = this.profile.clocks[clock];
    this.runs.push(new ClockRun({ clock, article, start, workingDays, end, exact, written, stopped: 0 }));
  }

  stop(time) {
    this.change({ stopped: time });
    const { clock, start, workingDays } = this.newest;
    if (clock !== EXAMINATION && clock !== EXTENSION) return;
    this.left = Math.max(0, workingDays - workingDaysBetween(start, time, this.table));
  }

  /** The examination with the extension's days, counted from its own start (Art. 28). */
  extend(time, written) {
    const { start, workingDays } = this.newest;
    this.stop(time);
    this.start(EXTENSION, start, workingDays + clockOf(this.profile, EXTENSION), written);
  }

  /** Accepted on the first working day after the period (Art. 17); nobody wrote an end yet. */
  deem() {
    this.start(EXAMINATION, deadline(this.newest.end, 1, this.table).time, this.left, 0);
  }

  /** A notice that an objection interrupted goes on. */
  resume() {
    const notice = this.runs.findLast((run) => run.clock === NOTICE);
    this.runs.push(notice.but({ stopped: 0 }));
  }

  take(before, record, act) {
    const { time } = act.raw;
    const action = act.terms?.struct === "Step" ? act.terms.action : null;
    const [was, now] = [CLOCKS[before], CLOCKS[record.state]];
    if (action === "EXTEND") return this.extend(time, record.due);
    if (was === now && now !== undefined) return this.change({ written: record.due });
    if (was !== undefined) this.stop(time);
    if (action === "DEEM_ACCEPTED") return this.deem();
    if (action === "DISMISS_OBJECTION") return this.resume();
    if (now === undefined) return undefined;
    return this.start(now, time, now === EXAMINATION ? this.left : clockOf(this.profile, now), record.due);
  }
}

/**
 * Every run of a clock of an application, in the order of its acts. Raises PROFILE_INCOMPLETE.
 * @param {import("./history.js").History} history
 * @param {object} profile
 * @returns {ClockRun[]}
 */
export function clockRuns(history, profile, table = CALENDAR) {
  const clocks = new Clocks(profile, table);
  let state = "NONE";
  history.acts.forEach((act, at) => {
    const record = history.states[at + 1].record("ApplicationRecord");
    clocks.take(state, record, act);
    state = record.state;
  });
  return clocks.runs;
}
