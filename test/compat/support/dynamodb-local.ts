/** Starts DynamoDB Local from Maven Central on a free port of 127.0.0.1, in memory. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchJars, freePort, hasMaven, installedJdks, javaVersion } from './java.ts';

const VERSION = '2.6.1';
const JAVA = 17;

/** Its own main listens on every interface and has no option for that. */
const MAIN = `import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import org.eclipse.jetty.server.*;
public class Start {
  public static void main(String[] a) throws Exception {
    var proxy = ServerRunner.createServerFromCommandLineArgs(a);
    var field = proxy.getClass().getDeclaredField("server");
    field.setAccessible(true);
    ((ServerConnector) ((Server) field.get(proxy)).getConnectors()[0]).setHost("127.0.0.1");
    proxy.safeStart();
    proxy.join();
  }
}
`;

/** The JDK that it needs, or why it cannot be started. */
export function findJdk(): { javaHome: string } | string {
  if (!hasMaven()) return 'Maven (mvn) is not installed';
  const javaHome = installedJdks().find((home) => javaVersion(home) >= JAVA);
  return javaHome === undefined ? `no JDK of version ${JAVA} or later is installed` : { javaHome };
}

/** Fetches the jars once (into `~/.cache`), starts the server and resolves when it answers. */
export async function startDynamoDbLocal({ javaHome }: { javaHome: string }): Promise<{ url: string; stop(): void }> {
  const jars = join(homedir(), '.cache', 'event-fork-pipelines', `dynamodb-local-${VERSION}`);
  const work = mkdtempSync(join(tmpdir(), 'dynamodb-local-'));
  fetchJars(jars, { groupId: 'com.amazonaws', artifactId: 'DynamoDBLocal', version: VERSION }, work);
  const classes = join(work, 'classes');
  mkdirSync(classes);
  writeFileSync(join(work, 'Start.java'), MAIN);
  const compiler = ['-proc:none', '-cp', `${jars}/*`, '-d', classes, join(work, 'Start.java')];
  execFileSync(join(javaHome, 'bin/javac'), compiler);
  const port = await freePort();
  const options = ['-Xmx256m', '-XX:+UseSerialGC', `-Dsqlite4java.library.path=${jars}`, '-cp', `${classes}:${jars}/*`];
  const server = ['Start', '-inMemory', '-disableTelemetry', '-port', String(port)];
  const child = spawn(join(javaHome, 'bin/java'), [...options, ...server], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`DynamoDB Local ended with ${child.exitCode}`);
    // Any answer will do: it is up when it refuses a request without a signature.
    if (await fetch(url).catch(() => undefined)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    stop() {
      child.kill('SIGKILL');
      rmSync(work, { recursive: true, force: true });
    },
  };
}
