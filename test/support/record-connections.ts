/** Preloaded into a process: writes the host of every connection and look-up that it makes to the file of RECORD_CONNECTIONS. */
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import net from 'node:net';

const file = process.env['RECORD_CONNECTIONS'];

function note(host: string): void {
  if (file) appendFileSync(file, `${process.env['AWS_LAMBDA_FUNCTION_NAME'] ? 'function' : 'stack'} ${host}\n`);
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function recorded(this: net.Socket, ...args: unknown[]) {
  const [first] = args.flat() as [{ host?: string; path?: string } | undefined];
  if (typeof first === 'object' && first !== null && !first.path) note(first.host ?? 'localhost');
  return Reflect.apply(connect, this, args);
} as typeof connect;

const lookup = dns.lookup;
dns.lookup = function recorded(this: unknown, ...args: unknown[]) {
  note(String(args[0]));
  return Reflect.apply(lookup, this, args);
} as typeof lookup;
