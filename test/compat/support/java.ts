/** What starting a Java server from Maven Central takes. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** The JDKs of this machine, `JAVA_HOME` first. */
export function installedJdks(): string[] {
  const root = '/usr/lib/jvm';
  const found = existsSync(root) ? readdirSync(root).map((name) => join(root, name)) : [];
  return [process.env['JAVA_HOME'] ?? '', ...found].filter((home) => existsSync(join(home, 'bin/javac')));
}

/** True where Maven can be run. */
export function hasMaven(): boolean {
  try {
    execFileSync('mvn', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The feature release of a JDK. */
export function javaVersion(home: string): number {
  try {
    const text = execFileSync(join(home, 'bin/javac'), ['-version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return Number(/(\d+)/.exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

export interface Artifact {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

/** Fetches an artifact and what it needs at run time into a folder, once. */
export function fetchJars(folder: string, { groupId, artifactId, version }: Artifact, work: string): void {
  if (existsSync(join(folder, '.done'))) return;
  mkdirSync(folder, { recursive: true });
  const pom = join(work, 'pom.xml');
  writeFileSync(
    pom,
    `<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version><packaging>pom</packaging><dependencies><dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency></dependencies></project>`,
  );
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
  execFileSync('mvn', ['-q', '-B', '-f', pom, goal, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`]);
  writeFileSync(join(folder, '.done'), readFileSync(pom));
}

/** A port that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
