/**
 * CRC-64/NVME, which S3 computes of what comes without a checksum (S3 guide, "Checking object integrity in Amazon S3"; NVM Express
 * specification, 64b CRC). Eight bytes at a time by eight tables (slicing-by-8), since every such upload waits for it.
 */

/** The polynomial, its bits reversed, in two halves. */
const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;
const TABLES = 8;

interface Tables {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

interface State {
  readonly low: number;
  readonly high: number;
}

/** Made with the first CRC, and good for all of them. */
let made: Tables | undefined;

/** A CRC that grows with what it is given. */
export function growingCrc64Nvme(): { update(bytes: Uint8Array): void; digest(): Buffer } {
  made ??= makeTables();
  const tables = made;
  let state: State = { low: -1, high: -1 };
  return {
    update(bytes) {
      const blocks = bytes.length - (bytes.length % 8);
      state = byBlocks(new DataView(bytes.buffer, bytes.byteOffset, blocks), state, tables);
      state = byBytes(bytes.subarray(blocks), state, tables);
    },
    digest() {
      const digest = Buffer.alloc(8);
      digest.writeInt32BE(~state.high, 0);
      digest.writeInt32BE(~state.low, 4);
      return digest;
    },
  };
}

function byBlocks(view: DataView, from: State, { low, high }: Tables): State {
  let { low: l, high: h } = from;
  for (let at = 0; at < view.byteLength; at += 8) {
    l ^= view.getInt32(at, true);
    h ^= view.getInt32(at + 4, true);
    const a = 1792 + (l & 255);
    const b = 1536 + ((l >>> 8) & 255);
    const c = 1280 + ((l >>> 16) & 255);
    const d = 1024 + (l >>> 24);
    const e = 768 + (h & 255);
    const f = 512 + ((h >>> 8) & 255);
    const g = 256 + ((h >>> 16) & 255);
    const i = h >>> 24;
    l =
      at32(low, a) ^
      at32(low, b) ^
      at32(low, c) ^
      at32(low, d) ^
      at32(low, e) ^
      at32(low, f) ^
      at32(low, g) ^
      at32(low, i);
    h =
      at32(high, a) ^
      at32(high, b) ^
      at32(high, c) ^
      at32(high, d) ^
      at32(high, e) ^
      at32(high, f) ^
      at32(high, g) ^
      at32(high, i);
  }
  return { low: l, high: h };
}

function byBytes(bytes: Uint8Array, from: State, { low, high }: Tables): State {
  let { low: l, high: h } = from;
  for (const byte of bytes) {
    const index = (l ^ byte) & 255;
    l = ((l >>> 8) | (h << 24)) ^ at32(low, index);
    h = (h >>> 8) ^ at32(high, index);
  }
  return { low: l, high: h };
}

function at32(table: Int32Array, index: number): number {
  return table[index] ?? 0;
}

/** In the table k, what a byte comes to that k more bytes follow. */
function makeTables(): Tables {
  const low = new Int32Array(256 * TABLES);
  const high = new Int32Array(256 * TABLES);
  for (let byte = 0; byte < 256; byte++) {
    let [l, h] = [byte, 0];
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = (l & 1) === 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (isOdd) {
        l ^= POLYNOMIAL_LOW;
        h ^= POLYNOMIAL_HIGH;
      }
    }
    low[byte] = l;
    high[byte] = h;
  }
  for (let at = 256; at < 256 * TABLES; at++) {
    const [l, h] = [low[at - 256] ?? 0, high[at - 256] ?? 0];
    low[at] = ((l >>> 8) | (h << 24)) ^ (low[l & 255] ?? 0);
    high[at] = (h >>> 8) ^ (high[l & 255] ?? 0);
  }
  return { low, high };
}
