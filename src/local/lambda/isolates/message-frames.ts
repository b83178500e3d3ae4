/**
 * Messages on a pipe: four bytes of length, then so many bytes of JSON in UTF-8.
 * What is no such frame is refused by throwing, since nothing behind it can be read either.
 */

/** An answer of 6 MB in which every byte is escaped fits; a length above this was never written by the runtime client. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;
const HEADER_BYTES = 4;

/** The bytes of one message. */
export function frameOf(message: object): Buffer {
  const text = JSON.stringify(message);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + Buffer.byteLength(text));
  frame.writeUInt32BE(frame.length - HEADER_BYTES);
  frame.write(text, HEADER_BYTES);
  return frame;
}

/** Takes bytes as they come and says each message once it is whole; throws where the bytes are no frames. */
export function createFrameReader<Message>(onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = HEADER_BYTES;
  return (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    // Joined only when a frame is whole, so that a large one is not copied once for each of its chunks.
    if (held < wanted) return;
    let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks, held);
    for (;;) {
      wanted = rest.length < HEADER_BYTES ? HEADER_BYTES : HEADER_BYTES + rest.readUInt32BE();
      if (wanted > MAX_FRAME_BYTES) throw new Error(`A frame of ${wanted} bytes is none.`);
      if (rest.length < wanted) break;
      const text = rest.toString('utf8', HEADER_BYTES, wanted);
      rest = rest.subarray(wanted);
      onMessage(JSON.parse(text));
    }
    chunks = rest.length > 0 ? [rest] : [];
    held = rest.length;
  };
}
