/**
 * Whether a write-ahead log still holds all that was committed to it. SQLite takes a log up to its first frame that is not whole, in
 * silence, since it cannot tell damage from the end (https://sqlite.org/walformat.html); what lies behind that frame, and the index
 * that a killed process leaves beside the log, can.
 */
const HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC = 0x377f0682;
const INDEX_VERSION = 3007000;
const INDEX_HEADER = 48;

/** What a log holds of the pages of its database. */
export interface LoggedPages {
  readonly pages: ReadonlySet<number>;
  /** How many pages the database has with them; undefined where that is as the database itself says. */
  readonly pageCount: number | undefined;
}

/** What there is in no log. */
export const NO_PAGES: LoggedPages = { pages: new Set(), pageCount: undefined };

/** What the index beside a log, the file with `-shm`, counts as committed. */
export interface CountedFrames {
  readonly frames: number;
  readonly salt: Buffer;
}

/** What a log of a killed process holds. Throws an Error that says what is wrong with it. */
export function readLog(log: Buffer, counted: CountedFrames | undefined): LoggedPages {
  const expected = counted === undefined || counted.frames === 0 ? undefined : counted;
  if (log.length === 0) {
    // A log that was taken in whole is cut to nothing.
    if (expected === undefined) return NO_PAGES;
    throw new Error('is empty');
  }
  const whole = wholeFrames(log);
  if (whole === undefined) throw new Error('does not begin as a write-ahead log does');
  const { committed, gap, pages, pageCount } = whole;
  if (gap) throw new Error(`is damaged behind its frame ${committed}`);
  if (expected !== undefined && !expected.salt.equals(log.subarray(16, 24))) {
    throw new Error('is not the one that was written last');
  }
  if (expected !== undefined && expected.frames > committed) {
    throw new Error(`ends behind ${committed} of its ${expected.frames} frames`);
  }
  return { pages, pageCount };
}

/** How far a log is whole up to a commit, and whether there are commits behind that. Undefined where not even its header is whole. */
function wholeFrames(log: Buffer): (LoggedPages & { committed: number; gap: boolean }) | undefined {
  if (log.length < HEADER) return undefined;
  const magic = log.readUInt32BE(0);
  const pageSize = log.readUInt32BE(8);
  if (magic >>> 1 !== MAGIC >>> 1 || pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) return undefined;
  const sum = checksum(log, (magic & 1) === 1);
  let state = sum([0, 0], 0, 24);
  if (!isSum(log, 24, state)) return undefined;
  const salt = log.subarray(16, 24);
  const pages = new Set<number>();
  let pageCount: number | undefined;
  let pending: number[] = [];
  let committed = 0;
  let broken = false;
  for (let at = HEADER, frame = 1; at + FRAME_HEADER + pageSize <= log.length; at += FRAME_HEADER + pageSize, frame++) {
    const isCurrent = log.subarray(at + 8, at + 16).equals(salt);
    const isCommit = isCurrent && log.readUInt32BE(at + 4) !== 0;
    // Frames are written in order, so that a killed process leaves at most the last one broken.
    if (broken && isCommit) return { committed, gap: true, pages, pageCount };
    if (broken) continue;
    state = sum(sum(state, at, 8), at + FRAME_HEADER, pageSize);
    broken = !isCurrent || !isSum(log, at + 16, state);
    if (broken) continue;
    pending.push(log.readUInt32BE(at));
    if (!isCommit) continue;
    for (const page of pending) pages.add(page);
    pending = [];
    pageCount = log.readUInt32BE(at + 4);
    committed = frame;
  }
  return { committed, gap: false, pages, pageCount };
}

type Sum = readonly [number, number];

/** The checksum of the format: two running sums over words of 32 bits. */
function checksum(log: Buffer, bigEndian: boolean) {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  return ([first, second]: Sum, from: number, length: number): Sum => {
    let [a, b] = [first, second];
    for (let at = from; at < from + length; at += 8) {
      a = (a + view.getUint32(at, !bigEndian) + b) >>> 0;
      b = (b + view.getUint32(at + 4, !bigEndian) + a) >>> 0;
    }
    return [a, b];
  };
}

function isSum(bytes: Buffer, at: number, [a, b]: Sum, bigEndian = true): boolean {
  const read = bigEndian ? bytes.readUInt32BE : bytes.readUInt32LE;
  return read.call(bytes, at) === a && read.call(bytes, at + 4) === b;
}

/**
 * Reads the index that a killed process leaves beside its log. It says the same twice, each with a checksum, so that one of them is
 * whole. Throws an Error that says what is wrong with it.
 */
export function readIndex(index: Buffer): CountedFrames {
  const sum = checksum(index, false);
  const whole = [0, INDEX_HEADER]
    .filter((at) => index.length >= at + INDEX_HEADER && index.readUInt32LE(at) === INDEX_VERSION)
    .filter((at) => isSum(index, at + 40, sum([0, 0], at, 40), false))
    .map((at) => ({ frames: index.readUInt32LE(at + 16), salt: index.subarray(at + 32, at + 40) }))
    .toSorted((one, other) => one.frames - other.frames)[0];
  if (whole === undefined) throw new Error('is not what SQLite leaves beside a log');
  return whole;
}
