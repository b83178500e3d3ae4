/** The isolate's side of the two pipes to its stack, which no process that the handler starts inherits. */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { InvocationMessage, IsolateMessage, IsolateSetup, StackMessage } from './isolate-protocol.ts';
import { createFrameReader, frameOf } from './message-frames.ts';

const IN = 3;
const OUT = 4;

export interface StackChannel {
  readonly setup: Promise<IsolateSetup>;
  /** Gets each invocation from now on. Between them the process waits; during one it ends when nothing is left to do, as on Lambda. */
  listen(onInvocation: (invocation: InvocationMessage) => Promise<void>): void;
  /** Writes at once, so that nothing said is lost to an abort. */
  say(message: IsolateMessage): void;
}

/** Opens the channel; `onEnd` is told that the stack is gone. */
export function openStackChannel({ onEnd }: { onEnd: () => void }): StackChannel {
  const setup = Promise.withResolvers<IsolateSetup>();
  let onInvocation = async (_: InvocationMessage) => {};
  const socket = new Socket({ fd: IN, readable: true, writable: false });
  const hear = (message: StackMessage) => {
    socket.unref();
    if (message.setup) setup.resolve(message.setup);
    if (message.invocation) void onInvocation(message.invocation).then(() => socket.ref());
  };
  socket.on('data', createFrameReader(hear));
  socket.on('error', onEnd).on('close', onEnd);
  return {
    setup: setup.promise,
    listen(listener) {
      onInvocation = listener;
      socket.ref();
    },
    say(message) {
      const frame = frameOf(message);
      for (let sent = 0; sent < frame.length; ) sent += writeSync(OUT, frame, sent);
    },
  };
}
