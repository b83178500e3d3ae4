/** Which addresses a process listens on, read from the system and not from the process. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** `address:port` of every listening TCP socket of a process; hexadecimal as in /proc on Linux made readable. */
export function listeningAddresses(pid: number): string[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('lsof', ['-nP', '-iTCP', '-sTCP:LISTEN', '-a', '-p', String(pid), '-Fn'], {
      encoding: 'utf8',
    });
    return lines.split('\n').flatMap((line) => (line.startsWith('n') ? [line.slice(1)] : []));
  }
  const sockets = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => socketOf(`/proc/${pid}/fd/${fd}`)));
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A' && sockets.has(fields[9]))
      .map((fields) => readable(fields[1] ?? '')),
  );
}

function socketOf(link: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1];
  } catch {
    return undefined;
  }
}

function readable(local: string): string {
  const [address = '', port = ''] = local.split(':');
  const bytes = address.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? [];
  const host = bytes.length === 4 ? bytes.reverse().join('.') : `[${address}]`;
  return `${host}:${Number.parseInt(port, 16)}`;
}
